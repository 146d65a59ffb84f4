import Foundation
import Testing

/// The examples with columns beside the target.
@Suite struct CovariateExampleTests {
  private static func number(after text: String, in output: String) throws -> Double {
    let line = try #require(output.split(separator: "\n").first { $0.hasPrefix(text) })
    let word = try #require(line.dropFirst(text.count).split(separator: " ").first)
    return try #require(Double(word))
  }

  @Test func theColdStartBeatsTheMeanProfile() throws {
    let run = try Program(name: "ColdStart").run([])
    #expect(run.status == 0, "\(run.error)")
    #expect(try Self.number(after: "reduction:", in: run.output) >= 20)
  }

  @Test func theTemperatureHelps() throws {
    let run = try Program(name: "KnownTemperature").run([])
    #expect(run.status == 0, "\(run.error)")
    let without = try Self.number(
      after: "mean absolute error without the temperature:", in: run.output)
    let with = try Self.number(after: "mean absolute error with the temperature:", in: run.output)
    #expect(with < 0.7 * without)
  }

  @Test func promotionsSell() throws {
    let run = try Program(name: "RetailPanel").run([])
    #expect(run.status == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n").filter { $0.contains("as planned") }
    #expect(lines.count == 5)
    for line in lines {
      let numbers = line.split(whereSeparator: { !$0.isNumber }).suffix(2).compactMap { Int($0) }
      #expect(numbers.count == 2 && numbers[0] > numbers[1], "\(line)")
    }
  }

  @Test(arguments: ["ColdStart", "KnownTemperature", "RetailPanel"])
  func theExamplesAreShort(_ name: String) throws {
    let url = repository.appendingPathComponent("Examples/\(name)/\(name).swift")
    #expect(try String(contentsOf: url, encoding: .utf8).split(separator: "\n").count < 60)
  }
}
