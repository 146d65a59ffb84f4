import Foundation
import Testing

/// `foretell impute`, from the outside.
@Suite struct ImputeCommandTests {
  private func file(_ rows: [String], _ name: String) throws -> String {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("impute-\(name)-\(UUID().uuidString).csv")
    try (["ds,y"] + rows).joined(separator: "\n").appending("\n")
      .write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  /// Days with a week in them; a row, a field and both ends missing.
  private func days() throws -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withFullDate]
    let rows = (0..<300).compactMap { day -> String? in
      let stamp = formatter.string(from: Date(timeIntervalSince1970: 86_400 * Double(19_000 + day)))
      if day == 100 || day == 101 { return nil }
      let value = [0, 50, 299].contains(day) ? "NA" : "\(100 + 10 * (day % 7) + day * day % 5)"
      return "\(stamp),\(value)"
    }
    return try file(rows, "days")
  }

  @Test func everyStampComesBackAndFilledOnesAreMarked() throws {
    let path = try days()
    let run = try Program.foretell.run([
      "impute", path, "--steps", "40", "--level", "80", "--threads", "2",
    ])
    #expect(run.status == 0, "\(run.error)")
    let rows = run.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows[0] == ["unique_id", "ds", "y", "imputed", "y-lo-80", "y-hi-80"])
    #expect(rows.count == 301)
    let filled = rows.dropFirst().enumerated().filter { $0.element[3] == "1" }.map(\.offset)
    #expect(filled == [0, 50, 100, 101, 299])
    for row in rows.dropFirst() {
      #expect(Double(row[2]) != nil)
      #expect(row[4].isEmpty == (row[3] == "0"))
    }
    #expect(run.error.contains("5 of 5 missing values filled"))
    #expect(run.error.contains("mean absolute error"))
  }

  @Test func jsonHasTheScore() throws {
    let run = try Program.foretell.run(["impute", try days(), "--steps", "20", "--json", "-q"])
    let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(document?["missing"] as? Int == 5)
    #expect((document?["filled"] as? [Any])?.count == 5)
    #expect(document?["score"] != nil && document?["method"] != nil)
  }

  @Test func noGapIsSaid() throws {
    let path = try file((1...9).map { "2024-01-0\($0),\($0)" }, "whole")
    let run = try Program.foretell.run(["impute", path])
    #expect(run.status == 0 && run.error.contains("nothing is missing"))
    #expect(run.output.split(separator: "\n").count == 10)
  }

  @Test func badInputIsNamed() throws {
    let empty = try Program.foretell.run([
      "impute", try file(["2024-01-01,", "2024-01-02,NA"], "empty"),
    ])
    #expect(empty.status == 5 && empty.error.contains("every value is missing"))
    let infinite = try Program.foretell.run([
      "impute", try file(["2024-01-01,1", "2024-01-02,inf", "2024-01-03,"], "infinite"),
    ])
    #expect(infinite.status == 5)
    let one = try Program.foretell.run([
      "impute", try file(["2024-01-01,4", "2024-01-02,", "2024-01-03,"], "one"),
    ])
    #expect(
      one.status == 0 && one.output.contains("2024-01-03,4,1"), "\(one.error) \(one.output)")
    let fill = try Program.foretell.run(["impute", "x.csv", "--fill", "linear"])
    #expect(fill.status == 2 && fill.error.contains("fills the gaps itself"))
  }

  @Test func theExampleFillsGaps() throws {
    let run = try Program(name: "GapFilling").run([])
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("hours filled by"))
  }

  @Test func whatANetworkNeedsIsSaid() throws {
    let path = try file((1...9).map { "2024-01-0\($0),\($0 == 4 ? "" : "\($0)")" }, "tiny")
    let auto = try Program.foretell.run(["impute", path])
    #expect(auto.status == 0)
    #expect(auto.error.contains("where 24 values are known, and here are 8"), "\(auto.error)")
    #expect(auto.error.contains("that takes 160 known values, and there are 8"), "\(auto.error)")
    let network = try Program.foretell.run(["impute", path, "--method", "network"])
    #expect(network.status == 5 && network.output.isEmpty)
    #expect(
      network.error.contains("from 160 known values on; there are 8")
        && network.error.contains("--method auto, seasonal or linear"), "\(network.error)")
  }

  @Test func whereNoBlockCanBeHiddenIsSaid() throws {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withFullDate]
    let rows = (0..<90).map { day in
      let stamp = formatter.string(from: Date(timeIntervalSince1970: 86_400 * Double(19_000 + day)))
      return "\(stamp),\(day % 3 == 0 ? "" : "\(100 + day % 7)")"
    }
    let run = try Program.foretell.run(["impute", try file(rows, "scattered")])
    #expect(run.status == 0, "\(run.error)")
    #expect(run.error.contains("known values leave no two stretches"), "\(run.error)")
    #expect(run.error.contains("nothing is known of the error"), "\(run.error)")
  }

  @Test func whatTheChoiceStandsOnIsSaid() throws {
    let run = try Program.foretell.run(["impute", try days(), "--steps", "20"])
    #expect(run.error.contains(" draws: mean absolute error"), "\(run.error)")
    #expect(run.error.contains("chosen by ") && run.error.contains("other blocks"), "\(run.error)")
  }

  @Test func twoOutputsAreRefused() throws {
    for command in [
      ["impute", "x.csv"], ["forecast", "x.csv", "-H", "2"], ["fit", "x.csv", "-H", "2"],
      ["predict", "m.foretell", "x.csv"], ["template", "m.foretell", "x.csv"], ["simulate"],
    ] {
      let run = try Program.foretell.run(command + ["-o", "/tmp/a.csv", "--output", "/tmp/b.csv"])
      #expect(run.status == 2, "\(command): \(run.error)")
      #expect(run.error.contains("-o is given twice"), "\(command): \(run.error)")
    }
  }
}
