import Foundation
import Testing

/// What the repository says of its data, examples and benchmarks.
@Suite struct RepositoryTests {
  @Test func theQuickstartForecastsAYear() throws {
    let run = try Program.quickstart.run([])
    #expect(run.status == 0, "\(run.error)")
    let rows = run.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(rows.count == 12 && rows[0].hasPrefix("passengers,1961-01,"))
  }

  @Test func theQuickstartIsShort() throws {
    let url = repository.appendingPathComponent("Examples/Quickstart/Quickstart.swift")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    #expect(lines.count < 40)
  }

  @Test func theDirectionIsForecastBetterThanByTheBaseRate() throws {
    let run = try Program.direction.run([])
    #expect(run.status == 0, "\(run.error)")
    let scores = run.output.split(separator: "\n").filter { $0.contains("base rate") }
    #expect(scores.count == 2)
    for line in scores {
      let numbers = line.split { " ,".contains($0) }.compactMap { Double($0) }
      #expect(numbers.count == 2 && numbers[0] < 0.97 * numbers[1], "\(line)")
    }
    #expect(run.output.contains("said rise"))
  }

  @Test(arguments: ["shops", "promotions"])
  func theGeneratedDataAreWhatTheGeneratorWrites(_ name: String) throws {
    let run = try Program.bench.run(["generate", name])
    let url = repository.appendingPathComponent("data/\(name).csv")
    #expect(run.output == (try String(contentsOf: url, encoding: .utf8)))
  }

  @Test func theFactsAreTheKnownOnes() throws {
    func values(_ name: String) throws -> [Double] {
      let url = repository.appendingPathComponent("data/\(name)")
      return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
        .compactMap { Double($0.split(separator: ",")[1]) }
    }
    // Count, sum and last value of Box & Jenkins' series G, and of Newton's births.
    let air = try values("air-passengers.csv")
    #expect(air.count == 144 && air.reduce(0, +) == 40363 && air.last == 432)
    let births = try values("daily-births.csv")
    #expect(births.count == 365 && births.reduce(0, +) == 15323 && births.last == 50)
  }
}
