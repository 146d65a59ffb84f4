import ForetellCSV
import ForetellSeries
import Foundation
import Testing

@Suite struct SchemaTests {
  private func again<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  @Test func aSchemaOutlivesItsProcess() throws {
    let schema = try read("id;ds;y\na;2024-01-01 00:00;1,5\na;2024-01-01 01:00;2\n").schema
    #expect(try again(schema) == schema)
    let options = CSVOptions.with {
      ($0.frequency, $0.fill, $0.delimiter) = (.quarterly, .linear, .tab)
      $0.timeFormat = TimestampFormat("%d.%m.%Y")
    }
    #expect(try again(options) == options)
  }

  @Test func disagreementsAreSaid() throws {
    let long = try read("id,ds,y\na,2024-01-01,1\na,2024-01-02,1\n").schema
    let table: [(String, Bool, String?)] = [
      ("id;ds;y\nb;2024-01-01 00:00;1\nb;2024-01-01 01:00;2\n", false, nil),
      (
        "ds,y\n2024-01-01,1\n2024-01-02,1\n", false, "id column ‘id’ was expected, not no id column"
      ),
      ("id,date,y\na,2024-01-01,1\na,2024-01-02,1\n", false, "time column ‘ds’"),
      (
        "id,ds,load\na,2024-01-01,1\na,2024-01-02,1\n", false, "target ‘y’ was expected, not ‘load’"
      ),
      ("id,ds,y\na,1,1\na,2,1\n", false, "dates were expected"),
      ("ds,y\n2024-01-01,1\n2024-01-02,1\n", true, "--wide"),
    ]
    for (text, isWide, expected) in table {
      let other = try read(text, .with { $0.isWide = isWide }).schema
      let said = long.disagreement(with: other)
      #expect(expected.map { said?.contains($0) == true } ?? (said == nil), "\(said ?? "nil")")
    }
  }
}
