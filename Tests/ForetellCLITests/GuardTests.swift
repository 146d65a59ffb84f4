import Foundation
import Testing

/// What keeps a user from losing data, memory or the truth.
@Suite struct GuardTests {
  @Test func theInputIsNeverOverwritten() throws {
    try TemporaryFolder.with { folder in
      let text = monthly(wave(60))
      let path = try file("sales.csv", text, in: folder)
      let link = folder.appendingPathComponent("link.csv")
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: URL(fileURLWithPath: path))
      for output in [path, link.path] {
        let run = try Program.foretell.run(["forecast", path, "-H", "2", "-o", output] + quick)
        #expect(run.status == 2 && run.error.contains("is the input"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      }
      let model = folder.appendingPathComponent("m.foretell").path
      #expect(try Program.foretell.run(["fit", path, "-H", "2", "-o", model] + quick).status == 0)
      let before = try Data(contentsOf: URL(fileURLWithPath: model))
      #expect(try Program.foretell.run(["predict", model, path, "-o", model]).status == 2)
      #expect(try Data(contentsOf: URL(fileURLWithPath: model)) == before)
    }
  }

  @Test func aCommaThatMayMeanThousandsIsAskedAbout() throws {
    let text = "ds;y\n" + (1...9).map { "2001-0\($0)-01;\($0),20\($0)\n" }.joined()
    let run = try Program.foretell.run(["forecast", "-", "-H", "1", "-q"], input: text)
    #expect(run.status == 5 && run.error.contains("--decimal"))
    let said = try Program.foretell.run(
      ["forecast", "-", "-H", "1", "--decimal", ",", "--model", "naive"], input: text)
    #expect(said.output.hasSuffix("y,2001-10-01,9.209\n"))
    let plain = text.replacingOccurrences(of: "1,201", with: "1,2")
    let found = try Program.foretell.run(
      ["forecast", "-", "-H", "1", "--model", "naive"], input: plain)
    #expect(found.output.hasSuffix("y,2001-10-01,9.209\n"))
  }

  @Test func forecastsCarryTheOffsetOfTheLastStamp() throws {
    let days =
      (25...31).map { "2024-03-\($0)T00:00:00+01:00,1\n" }
      + (1...5).map { "2024-04-0\($0)T00:00:00+02:00,1\n" }
    let daily = try Program.foretell.run(
      ["forecast", "-", "-H", "2", "--model", "drift"], input: "ds,y\n" + days.joined())
    #expect(daily.output.contains("y,2024-04-06T00:00:00+02:00,1\n"), "\(daily)")
    let hours =
      (0...1).map { "2024-03-31T0\($0):00:00+01:00,1\n" }
      + (3...7).map { "2024-03-31T0\($0):00:00+02:00,1\n" }
    let hourly = try Program.foretell.run(
      ["forecast", "-", "-H", "1", "--model", "drift"], input: "ds,y\n" + hours.joined())
    #expect(hourly.output.contains("y,2024-03-31T08:00:00+02:00,1\n"), "\(hourly)")
  }

  @Test func memoryIsEstimatedBeforeItIsTaken() throws {
    let run = try Program.foretell.run([
      "forecast", "data/shops.csv", "-H", "2", "--batch-size", "60000", "--hidden-size", "16384",
    ])
    #expect(run.status == 2 && run.error.contains("MB of memory"))
    let low = try Program.foretell.run([
      "forecast", "data/shops.csv", "-H", "2", "--max-memory", "10K",
    ])
    #expect(low.status == 2 && low.error.contains("--max-memory"))
    let nonsense = try Program.foretell.run([
      "forecast", "data/shops.csv", "-H", "2", "--max-memory", "much",
    ])
    #expect(nonsense.status == 2 && nonsense.error.contains("500M"))
  }

  @Test func aConfigurationIsARecipeThatFlagsChange() throws {
    try TemporaryFolder.with { folder in
      let config = try file(
        "recipe.json", #"{"cell": "gru", "hiddenSize": 4, "members": 1, "seed": 5}"#, in: folder)
      let steps = ["--steps", "6", "-q"]
      let configured = try Program.foretell.run(
        ["forecast", "data/shops.csv", "-H", "2", "--config", config] + steps)
      let flagged = try Program.foretell.run(
        [
          "forecast", "data/shops.csv", "-H", "2", "--model", "gru", "--hidden-size", "4",
          "--members", "1", "--seed", "5",
        ] + steps)
      #expect(configured.status == 0 && configured.output == flagged.output)
      let other = try Program.foretell.run(
        ["forecast", "data/shops.csv", "-H", "2", "--config", config, "--seed", "6"] + steps)
      #expect(other.status == 0 && other.output != configured.output)
      let bad = try file("bad.json", #"{"hiddenSize": "many"}"#, in: folder)
      let refused = try Program.foretell.run(
        ["forecast", "data/shops.csv", "-H", "2", "--config", bad])
      #expect(refused.status == 2 && refused.error.contains("hiddenSize"))
      let misspelt = try file("misspelt.json", #"{"hiddenSise": 4}"#, in: folder)
      let unknown = try Program.foretell.run(
        ["forecast", "data/shops.csv", "-H", "2", "--config", misspelt])
      #expect(unknown.status == 2 && unknown.error.contains("hiddenSise"))
      let model = folder.appendingPathComponent("m.foretell").path
      _ = try Program.foretell.run(
        ["fit", "data/shops.csv", "-H", "2", "--config", config, "-o", model] + steps)
      let inspected = try file(
        "inspected.json", try Program.foretell.run(["inspect", model, "--json"]).output,
        in: folder)
      let again = try Program.foretell.run(
        ["forecast", "data/shops.csv", "-H", "2", "--config", inspected, "-q"])
      #expect(again.output == configured.output, "\(again.error)")
    }
  }

  @Test func valuesOutsideTheModelsDomainAreRefused() throws {
    try TemporaryFolder.with { folder in
      let positive = try file("positive.csv", monthly(wave(60)), in: folder)
      let zero = try file("zero.csv", monthly(wave(60) + [0]), in: folder)
      let model = folder.appendingPathComponent("m.foretell").path
      #expect(
        try Program.foretell.run(["fit", positive, "-H", "2", "-o", model] + quick).status == 0)
      let run = try Program.foretell.run(["predict", model, zero])
      #expect(run.status == 5 && run.error.contains("is not positive"), "\(run)")
    }
  }

  @Test func aHorizonThatNothingTeachesGetsABaseline() throws {
    let run = try Program.foretell.run([
      "forecast", "data/air-passengers.csv", "-H", "1000", "--model", "lstm",
    ])
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("unique_id,ds,SeasonalNaive\n"))
    #expect(run.error.contains("is forecast by SeasonalNaive"))
  }

  @Test func readingAnIdlePipeCanBeInterrupted() throws {
    let process = Program.foretell.process(["forecast", "-", "-H", "2"])
    let (input, error) = (Pipe(), Pipe())
    (process.standardInput, process.standardError) = (input, error)
    try process.run()
    Thread.sleep(forTimeInterval: 0.3)
    let start = Date()
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(Date().timeIntervalSince(start) < 2)
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text.contains("interrupted"))
    try input.fileHandleForWriting.close()
  }

  @Test func controlCharactersOfAFileDoNotReachTheTerminal() throws {
    let text = "id,ds,y\n" + (1...3).map { "a\u{1B}[31mb,2001-0\($0)-01,\($0)\n" }.joined()
    let run = try Program.foretell.run(["forecast", "-", "-H", "1"], input: text)
    #expect(run.status == 0)
    #expect(!run.error.contains("\u{1B}") && run.error.contains("a�[31mb"))
  }
}
