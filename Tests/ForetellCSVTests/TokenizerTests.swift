import ForetellCSV
import Testing

@Suite struct TokenizerTests {
  @Test(arguments: CSVDelimiter.allCases)
  func theSplitterAgreesWithLibcsv(_ delimiter: CSVDelimiter) throws {
    var generator = SplitMix(seed: 11)
    let letters = Array("ab1.  \t\n\r\"|;,,é".utf8) + Array(repeating: UInt8(ascii: "\n"), count: 2)
    for _ in 0..<3000 {
      let length = Int.random(in: 0...60, using: &generator)
      var bytes = (0..<length).map { _ in letters.randomElement(using: &generator) ?? 0 }
      // Most texts without quotes: the splitter is for those.
      if Bool.random(using: &generator) { bytes.removeAll { $0 == UInt8(ascii: "\"") } }
      let pieces = (0..<4).map { _ in Int.random(in: 0...20, using: &generator) }
      func outcome(_ usesSplitter: Bool) -> String {
        let records = Result {
          try CSVTokenizer.records(
            of: bytes, delimiter: delimiter, usesSplitter: usesSplitter, pieces: pieces)
        }
        return switch records {
        case .success(let records): "\(records)"
        case .failure(let error): "\(error)"
        }
      }
      #expect(
        outcome(true) == outcome(false),
        "\(String(decoding: bytes, as: UTF8.self).debugDescription) \(pieces)")
    }
  }

  @Test func linesOfEveryEndAreCounted() throws {
    let records = try CSVTokenizer.records(
      of: Array("a\r\nb\rc\n\n\r\n\"d\r\n\r\ne\"\nf".utf8), delimiter: .comma, usesSplitter: true,
      pieces: [3, 3])
    #expect(records.map(\.line) == [1, 2, 3, 6, 9])
    #expect(records.map(\.fields.count) == [1, 1, 1, 1, 1])
  }
}
