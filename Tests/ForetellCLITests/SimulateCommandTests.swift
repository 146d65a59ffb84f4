import Foundation
import Testing

/// `foretell simulate` as its users meet it.
@Suite struct SimulateCommandTests {
  private func rows(_ arguments: String...) throws -> [[String]] {
    let run = try Program.foretell.run(["simulate", "-q"] + arguments)
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "unique_id,ds,y")
    return lines.dropFirst().map { $0.components(separatedBy: ",") }
  }

  @Test(arguments: [
    ("monthly", "2000-02-01"), ("quarterly", "2000-04-01"), ("yearly", "2001-01-01"),
    ("weekly", "2000-01-09"), ("daily", "2000-01-02"), ("hourly", "2000-01-01 01:00:00"),
    ("half-hourly", "2000-01-01 00:30:00"), ("counts", "2000-02-01"),
    ("intermittent", "2000-02-01"),
  ])
  func everyKindIsAPanelThatOtherCommandsRead(_ kind: String, _ second: String) throws {
    let rows = try rows("--kind", kind, "--count", "3", "--length", "30")
    #expect(rows.count == 90 && rows[1][1] == second && rows[89][0] == "\(kind)-3")
    let values = rows.compactMap { Double($0[2]) }
    #expect(values.count == 90)
    let isWhole = kind == "counts" || kind == "intermittent"
    #expect(values.allSatisfy { isWhole ? $0 >= 0 && $0 == $0.rounded() : $0 > 0 })
    let text = "unique_id,ds,y\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()
    let forecast = try Program.foretell.run(
      ["forecast", "-", "-H", "2", "--model", "naive", "-q"], input: text)
    #expect(forecast.status == 0, "\(forecast.error)")
    #expect(forecast.output.split(separator: "\n").count == 7)
  }

  @Test func theSameSeedIsTheSameBytesAndSeriesDoNotDependOnTheirNumber() throws {
    let ten = try rows("--kind", "daily", "--seed", "5")
    #expect(ten.count == 700)
    #expect(try rows("--kind", "daily", "--seed", "5") == ten)
    #expect(try Array(rows("--kind", "daily", "--seed", "5", "--count", "2")) == Array(ten[..<140]))
    #expect(try rows("--kind", "daily", "--seed", "6")[0][2] != ten[0][2])
    // More than are held in memory at once.
    let many = try rows("--kind", "daily", "--seed", "5", "--count", "3000")
    #expect(many.count == 210_000 && Array(many[..<700]) == ten)
  }

  @Test func frequencyStartAndSeasonAreAsTheyAreSaid() throws {
    let quarters = try rows(
      "--freq", "15min", "--length", "3", "--count", "1", "--start", "2024-03-01")
    #expect(quarters.map { $0[1] }.last == "2024-03-01 00:30:00" && quarters[0][0] == "series-1")
    let months = try rows(
      "--kind", "monthly", "--freq", "ME", "--start", "2024-01-31", "--length", "2")
    #expect(months[1][1] == "2024-02-29")
    let steps = try rows("--freq", "1", "--start", "7", "--length", "2", "--season-length", "9")
    #expect(steps[1][1] == "8")
    #expect(try rows("--start", "2024-05", "--length", "2")[1][1] == "2024-06")
  }

  @Test func jsonIsOneDocument() throws {
    let run = try Program.foretell.run(
      ["simulate", "--json", "--kind", "weekly", "--count", "2", "--length", "4", "--seed", "3"])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(document["frequency"] as? String == "W-SUN" && document["seed"] as? Int == 3)
    let series = try #require(document["series"] as? [[String: Any]])
    let values = try #require(series[1]["values"] as? [Double])
    let rows = try rows("--kind", "weekly", "--count", "2", "--length", "4", "--seed", "3")
    #expect(values == rows.suffix(4).compactMap { Double($0[2]) })
    #expect(series[1]["ds"] as? [String] == rows.suffix(4).map { $0[1] })
  }

  @Test(arguments: [
    (["--kind", "lunar"], 2, "lunar"), (["--count", "0"], 2, "--count is 0"),
    (["--length", "-4"], 2, "--length is -4"), (["--length", "2000000"], 2, "--length"),
    (["--season-length", "0"], 2, "--season-length is 0"), (["--freq", "often"], 2, "often"),
    (["--kind", "monthly", "--freq", "h"], 2, "--kind monthly is not --freq h"),
    (["--start", "soon"], 2, "‘soon’"), (["--start", "2024-05-02"], 2, "does not begin there"),
    (["--kind", "yearly", "--length", "9000"], 2, "beyond the calendar"),
    (["--seed", "-1"], 2, "--seed"), (["-o", "/nonexistent/s.csv"], 4, "cannot write"),
  ])
  func whatCannotBeIsNamed(_ arguments: [String], _ status: Int, _ words: String) throws {
    let run = try Program.foretell.run(["simulate"] + arguments)
    #expect(Int(run.status) == status && run.output.isEmpty)
    #expect(run.error.contains(words), "\(run.error)")
    let json = try Program.foretell.run(["simulate", "--json"] + arguments)
    #expect(Int(json.status) == status && json.output.contains("\"exit_code\" : \(status)"))
  }

  @Test func anInterruptedRunLeavesTheOldFile() throws {
    try TemporaryFolder.with { folder in
      let path = try file("old.csv", "precious", in: folder)
      let process = Program.foretell.process(
        ["simulate", "--count", "10000000", "-q", "-o", path])
      try process.run()
      Thread.sleep(forTimeInterval: 0.5)
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["old.csv"])
    }
  }
}
