import Foundation
import Testing

/// A file or call that cannot be served: the code and the words it must be answered with.
struct BadInput: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let csv: String
  var flags: [String] = []
  var status: Int32 = 5
  let words: [String]

  init(
    _ description: String, _ csv: String, flags: [String] = [], status: Int32 = 5,
    says words: String...
  ) {
    testDescription = description
    self.csv = csv
    self.flags = flags
    self.status = status
    self.words = words
  }

  private static func without(row: Int) -> String {
    var rows = monthly(wave(60)).split(separator: "\n")
    rows.remove(at: row)
    return rows.joined(separator: "\n")
  }

  private static func replacing(row: Int, by text: String) -> String {
    var rows = monthly(wave(60)).split(separator: "\n").map(String.init)
    rows[row] = text
    return rows.joined(separator: "\n")
  }

  static let all = [
    BadInput("empty file", "", says: "empty"),
    BadInput("header only", "ds,y\n", says: "no row below"),
    BadInput("one row", "ds,y\n2001-01-01,5\n", says: "--freq"),
    BadInput("no numeric column", "ds,name\n2001-01-01,a\n2001-02-01,b\n", says: "name"),
    BadInput(
      "two candidate columns", "ds,a,b\n2001-01-01,1,2\n2001-02-01,2,3\n", says: "‘a’", "‘b’",
      "--target-col", "--wide"),
    BadInput(
      "text in a number", replacing(row: 9, by: "2001-09-01,n/x"), says: "line 10", "‘y’", "n/x",
      "not a number"),
    BadInput(
      "unparseable date", replacing(row: 9, by: "2001-09-31,5"), says: "line 10", "‘ds’",
      "2001-09-31"),
    BadInput(
      "duplicate stamps", replacing(row: 9, by: "2001-08-01,5"), says: "line 9", "10",
      "2001-08-01"),
    BadInput(
      "gap", without(row: 20), says: "2002-07-01", "2002-09-01", "--fill", "ffill", "linear",
      "zero"),
    BadInput(
      "mixed frequencies",
      monthly(wave(40)) + "2004-05-03,1\n2004-05-04,1\n2004-05-05,1\n", says: "2004-05-03"),
    BadInput("not a number", replacing(row: 9, by: "2001-09-01,NaN"), says: "line 10", "--fill"),
    BadInput(
      "infinity", replacing(row: 9, by: "2001-09-01,inf"), says: "line 10", "inf"),
    BadInput(
      "overflow", replacing(row: 9, by: "2001-09-01,1e999"), says: "line 10", "1e999"),
    BadInput(
      "horizon 0", monthly(wave(60)), flags: ["-H", "0"], status: 2, says: "horizon is 0"),
    BadInput(
      "unknown column", monthly(wave(60)), flags: ["--target-col", "sales"], says: "sales", "‘y’"),
    BadInput(
      "unknown frequency", monthly(wave(60)), flags: ["--freq", "often"], status: 2,
      says: "often", "--freq"),
    BadInput(
      "unknown flag", monthly(wave(60)), flags: ["--colour", "red"], status: 2, says: "--colour"),
    BadInput(
      "missing folder", monthly(wave(60)), flags: ["-o", "/nonexistent/f.csv"], status: 4,
      says: "/nonexistent/f.csv", "cannot write"),
    BadInput("binary", "ds,gr\u{0}ee\n", says: "not UTF-8 text"),
  ]
}

@Suite struct BadInputTests {
  @Test(arguments: BadInput.all)
  func isAnsweredWithItsPlaceAndRemedy(_ bad: BadInput) throws {
    try TemporaryFolder.with { folder in
      let path = try file("bad.csv", bad.csv, in: folder)
      let horizon = bad.flags.contains("-H") ? [] : ["-H", "2"]
      let arguments = ["forecast", path] + horizon + bad.flags + quick
      let run = try Program.foretell.run(arguments)
      #expect(run.status == bad.status, "\(run.error)")
      #expect(run.output.isEmpty)
      for word in bad.words { #expect(run.error.contains(word), "\(run.error)") }
      // The same as a document for programs.
      let json = try Program.foretell.run(arguments + ["--json"])
      #expect(json.status == bad.status)
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(document["exit_code"] as? Int32 == bad.status)
      #expect((document["error"] as? [String: Any])?["code"] is String)
    }
  }

  @Test(arguments: [("nosuch.csv", "does not exist"), ("data", "is a directory")])
  func aFileThatCannotBeReadIsNamed(_ path: String, _ words: String) throws {
    let run = try Program.foretell.run(["forecast", path, "-H", "2"])
    #expect(run.status == 4)
    #expect(run.error.contains(path) && run.error.contains(words))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskIsAnErrorAndNotASilentLoss() throws {
    let run = try Program.foretell.run(
      ["forecast", "data/air-passengers.csv", "-H", "2", "-o", "/dev/full"] + quick)
    #expect(run.status == 4)
    #expect(run.error.contains("No space left"))
  }

  @Test func aFailedRunLeavesTheOldFile() throws {
    try TemporaryFolder.with { folder in
      let bad = try file("bad.csv", "ds,y\n2001-01-01,x\n", in: folder)
      let old = try file("old.csv", "precious", in: folder)
      let run = try Program.foretell.run(["forecast", bad, "-H", "2", "-o", old])
      #expect(run.status == 5)
      #expect(try String(contentsOfFile: old, encoding: .utf8) == "precious")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptedFitLeavesNothingBehind(_ signal: Int32) throws {
    try TemporaryFolder.with { folder in
      let path = folder.appendingPathComponent("m.foretell").path
      let process = Program.foretell.process([
        "fit", "data/shops.csv", "-H", "6", "-o", path, "--steps", "1000000", "-q",
      ])
      try process.run()
      Thread.sleep(forTimeInterval: 0.5)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}

@Suite struct BadModelFileTests {
  private static func fitted(in folder: URL) throws -> URL {
    let url = folder.appendingPathComponent("m.foretell")
    let run = try Program.foretell.run(
      ["fit", "data/air-passengers.csv", "-H", "6", "-o", url.path] + quick)
    #expect(run.status == 0, "\(run.error)")
    return url
  }

  @Test func damagedCutOffForeignAndNewerFilesAreToldApart() throws {
    try TemporaryFolder.with { folder in
      let good = try Data(contentsOf: Self.fitted(in: folder))
      var damaged = good
      damaged[damaged.count - 5] ^= 1
      var newer = good
      let version = try #require(newer.range(of: Data("\"format_version\":\"1\"".utf8)))
      newer.replaceSubrange(version, with: Data("\"format_version\":\"9\"".utf8))
      let cases = [
        (damaged, "is damaged"), (good.prefix(good.count - 100), "is cut off"),
        (Data("ds,y\n1,2\n".utf8), "is not a Foretell model"), (Data(), "is not a Foretell model"),
        (newer, "later version"),
      ]
      for (data, words) in cases {
        let url = folder.appendingPathComponent("bad.foretell")
        try data.write(to: url)
        for arguments in [
          ["inspect", url.path], ["predict", url.path, "data/air-passengers.csv"],
        ] {
          let run = try Program.foretell.run(arguments)
          #expect(run.status == 6)
          #expect(run.error.contains(words), "\(run.error)")
        }
      }
      let missing = try Program.foretell.run(["inspect", "nosuch.foretell"])
      #expect(missing.status == 4)
    }
  }

  @Test func aFileOfAnotherSchemaIsRefused() throws {
    try TemporaryFolder.with { folder in
      let model = try Self.fitted(in: folder).path
      let columns = try Program.foretell.run(["predict", model, "data/daily-births.csv"])
      #expect(columns.status == 5)
      #expect(columns.error.contains("‘month’"), "\(columns.error)")
      let daily = try file(
        "daily.csv",
        "month,passengers\n"
          + (1...28).map { "2001-01-\($0 < 10 ? "0" : "")\($0),\($0 * $0)\n" }
          .joined(), in: folder)
      let frequency = try Program.foretell.run(
        ["predict", model, daily, "--time-format", "YYYY-MM-DD"])
      #expect(frequency.status == 5)
      #expect(frequency.error.contains("fitted to the frequency MS"), "\(frequency.error)")
    }
  }

  @Test func aLongerHorizonThanTheModelsNeedsAnotherModel() throws {
    try TemporaryFolder.with { folder in
      let model = try Self.fitted(in: folder).path
      let run = try Program.foretell.run(
        ["predict", model, "data/air-passengers.csv", "-H", "7"])
      #expect(run.status == 2)
      #expect(run.error.contains("-H 7"))
    }
  }
}
