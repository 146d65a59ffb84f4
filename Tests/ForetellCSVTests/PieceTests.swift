import ForetellCSV
import ForetellSeries
import Testing

/// Rows that are parsed ahead of their turn must give what one pass gives; ``read(_:_:sourceLocation:)``
/// compares.
@Suite struct PieceTests {
  /// Rows of a few series in some order, with stamps of some form.
  private func text(
    _ generator: inout SplitMix, rows: Int, spoiling: Bool
  ) -> String {
    let ends = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
    let isQuoted = Bool.random(using: &generator)
    let isMonthly = Bool.random(using: &generator)
    let isShuffled = Bool.random(using: &generator)
    var lines: [String] = []
    for series in 0..<3 {
      for row in 0..<rows {
        let stamp =
          isMonthly
          ? "20\(10 + row / 12)-\(row % 12 < 9 ? "0" : "")\(row % 12 + 1)-01"
          : "2024-01-\(row / 24 < 9 ? "0" : "")\(row / 24 + 1) \(row % 24 < 10 ? "0" : "")\(row % 24):00:00"
        let id = isQuoted ? "\"s,\(series)\"" : "s\(series)"
        lines.append("\(id),\(stamp),\(Double(row * 7 + series) / 8)")
      }
    }
    if isShuffled { lines.shuffle(using: &generator) }
    if spoiling {
      let spoils = [
        "s0,2024-01-01,", "s1", "", "\"s\"\"1\",2024-01-01 00:00:00,1", "s2,nonsense,3", "s0,,x",
        "\"s\n9\",2024-01-01 00:00:00,4", "\"open,2024-01-01,1", ",,", "s0,2024-01-01 05:00:00,n/a",
        "s0,2024-01-01T00:00:00+01:00,1", " s0 , 2024-01-01 00:00:00 , 2 ",
      ]
      let place = Int.random(in: 0...lines.count, using: &generator)
      lines.insert(spoils.randomElement(using: &generator) ?? "", at: place)
    }
    return (["unique_id,ds,y"] + lines).joined(separator: ends) + ends
  }

  @Test func piecesGiveWhatOnePassGives() {
    var generator = SplitMix(seed: 5)
    for round in 0..<400 {
      let rows = Int.random(in: 5...60, using: &generator)
      _ = try? read(text(&generator, rows: rows, spoiling: round % 2 == 0))
    }
  }

  @Test func theFirstErrorOfTheFileIsTheOneReported() throws {
    let rows = (0..<5000).map { "s\($0 / 50),\(2000 + $0 % 50),\($0)" }
    var lines = ["unique_id,ds,y"] + rows
    lines[4001] = "s80,2000,what"
    lines[1201] = "s24,nonsense,1"
    let error = try failure(lines.joined(separator: "\n"))
    #expect(error.code == .badTimestamp && error.line == 1202)
  }
}
