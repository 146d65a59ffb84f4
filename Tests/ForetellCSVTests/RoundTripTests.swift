import ForetellCSV
import ForetellFiles
import ForetellSeries
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite struct RoundTripTests {
  @Test func aPanelReadsBackWithEqualBits() throws {
    let values = [1e300, 1e-300, 0.1, -0.0, .leastNonzeroMagnitude, 12, -1e22, .nan, 1.0 / 3, 2e16]
    let panel = try Panel([
      TimeSeries(
        id: "a, \"b\"\n", frequency: .hourly, start: #require(Timestamp(secondsSince1970: 7200)),
        values: values),
      TimeSeries(
        id: " é ", frequency: .hourly, start: #require(Timestamp(secondsSince1970: -7200)),
        values: [.pi]),
    ])
    let path = "/tmp/foretell-round-trip-\(UInt64.random(in: 0 ... .max)).csv"
    try panel.writeCSV(to: path)
    let bytes = try InputFile.bytes(of: path)
    let again = try CSVReader().read(path).panel
    unlink(path)
    #expect(again.storage.map(\.bitPattern) == panel.storage.map(\.bitPattern))
    #expect(again.ids == panel.ids && again.starts == panel.starts)
    #expect(again.frequency == panel.frequency && again.timestampFormat == panel.timestampFormat)
    #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("unique_id,ds,y\n\"a, \"\"b\"\"\n\","))
  }

  @Test func wholeNumbersAreWrittenWithoutFraction() {
    var writer = CSVWriter(delimiter: .semicolon)
    writer.append(12.0)
    writer.append(-0.0)
    writer.append(Double.nan)
    writer.append("a;b")
    writer.append("a,b")
    writer.endRow()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "12;-0;;\"a;b\";a,b\n")
  }

  @Test(arguments: 0..<60)
  func aRandomPanelInARandomLayoutReadsBackEqual(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let frequency = try #require(
      [
        .hourly, .daily, .businessDays(1), .weeks(1, on: .tuesday), .months(1, on: .end),
        .quarterly,
        .seconds(17), .index(3),
      ].randomElement(using: &random) as Frequency?)
    let first =
      if case .index = frequency {
        try #require(Timestamp(index: -5))
      } else {
        try #require(TimestampFormat.date.timestamp(from: "2019-12-31"))
      }
    // The last day of a month, a quarter and a year, and a Tuesday.
    let start =
      if case .quarters = frequency {
        try #require(TimestampFormat.date.timestamp(from: "2020-01-01"))
      } else { first }
    let count = Int.random(in: 1...8, using: &random)
    let panel = try Panel(
      (0..<count).map { number in
        let length = Int.random(in: 12...40, using: &random)
        return TimeSeries(
          id: ["s\(number)", "ü;,\t|\(number)", "a\"\(number)"].randomElement(using: &random) ?? "",
          frequency: frequency,
          start: frequency.stamp(Int.random(in: 0...9, using: &random), after: start),
          values: (0..<length).map { _ in
            let digits = Int.random(in: 0...4, using: &random)
            return Double(Int.random(in: -999_999...999_999, using: &random))
              / [1, 10, 1e3, 1e7, 3][digits]
          })
      })
    let layout = Layout(&random)
    let table = try read(layout.text(of: panel, &random))
    let order = panel.ids.map { id in table.panel.ids.firstIndex(of: id) ?? -1 }
    #expect(table.panel.count == panel.count)
    #expect(table.panel.selecting(order).storage == panel.storage)
    #expect(table.panel.selecting(order).starts == panel.starts)
    #expect(table.panel.frequency == panel.frequency)
  }

  /// How a panel is written for a test.
  private struct Layout {
    let delimiter: CSVDelimiter
    let decimal: CSVDecimalSeparator
    let lineBreak: String
    let quotesAll: Bool
    let order: Int

    init(_ random: inout SplitMix) {
      delimiter = CSVDelimiter.allCases.randomElement(using: &random) ?? .comma
      decimal = delimiter != .comma && Bool.random(using: &random) ? .comma : .point
      lineBreak = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
      quotesAll = Bool.random(using: &random)
      order = Int.random(in: 0...3, using: &random)
    }

    func text(of panel: Panel, _ random: inout SplitMix) -> String {
      var rows: [(position: Int, text: String)] = []
      for series in 0..<panel.count {
        for position in 0..<panel.range(of: series).count {
          let stamp = panel.timestamp(of: series, at: position)
          let number = panel[series].values[position].description
          let fields = [
            panel.ids[series], panel.timestampFormat.string(from: stamp),
            decimal == .point ? number : String(number.map { $0 == "." ? "," : $0 }),
          ]
          rows.append((position, fields.map(quoted).joined(separator: delimiter.rawValue)))
        }
      }
      switch order {
      case 0: break
      case 1: rows.sort { $0.position < $1.position }
      case 2: rows.reverse()
      default: rows.shuffle(using: &random)
      }
      let header = ["unique_id", "ds", "y"].map(quoted).joined(separator: delimiter.rawValue)
      return ([header] + rows.map(\.text)).joined(separator: lineBreak) + lineBreak
    }

    private func quoted(_ field: String) -> String {
      guard quotesAll || field.contains(where: { ",;\t|\"".contains($0) }) else { return field }
      return "\"" + field.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
  }
}
