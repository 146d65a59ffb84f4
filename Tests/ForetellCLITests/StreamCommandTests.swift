import Foundation
import Testing

/// `foretell stream`, row by row.
@Suite struct StreamCommandTests {
  /// A model of 48 months, the months after them, and all of both.
  fileprivate struct Case {
    let model: String
    let history: String
    let rest: [String]
    let header = "ds,y"

    init(in folder: URL, values: [Double] = wave(60), _ extra: [String] = []) throws {
      let rows = monthly(values).split(separator: "\n").map(String.init)
      history = try file("history.csv", rows[..<49].joined(separator: "\n") + "\n", in: folder)
      rest = Array(rows[49...])
      model = folder.appendingPathComponent("m.foretell").path
      let fit = try Program.foretell.run(
        ["fit", history, "-H", "3", "--model", "stateful", "-o", model] + quick + extra)
      #expect(fit.status == 0, "\(fit.error)")
    }

    func stream(_ rows: [String], _ arguments: String...) throws -> Outcome {
      try Program.foretell.run(
        ["stream", model] + arguments,
        input: ([header] + rows).joined(separator: "\n") + "\n")
    }
  }

  @Test func everyRowIsAnsweredAsPredictAnswersTheWhole() throws {
    try TemporaryFolder.with { folder in
      let test = try Case(in: folder)
      let run = try test.stream(test.rest, "--from", test.history, "--level", "80,95", "-q")
      #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
      let lines = run.output.split(separator: "\n").map(String.init)
      #expect(
        lines[0].hasPrefix(
          "unique_id,ds,StatefulLSTM+1,StatefulLSTM+2,StatefulLSTM+3,StatefulLSTM+1-lo-80"))
      #expect(lines.count == 13 && lines[1].hasPrefix("y,2005-01-01,"))
      #expect(lines.allSatisfy { $0.split(separator: ",").count == 2 + 3 + 12 })
      for count in [1, 7, 12] {
        let all = try file(
          "all.csv", monthly(Array(wave(60).prefix(48 + count))), in: folder)
        let whole = try Program.foretell.run(["predict", test.model, all, "-q"])
        let expected = whole.output.split(separator: "\n").dropFirst().map {
          $0.split(separator: ",")[2]
        }
        #expect(lines[count].split(separator: ",")[2..<5].map { $0 } == expected)
      }
    }
  }

  @Test func stateIsKeptAndGoneOnFrom() throws {
    try TemporaryFolder.with { folder in
      let test = try Case(in: folder)
      let state = folder.appendingPathComponent("state.json").path
      let whole = try test.stream(test.rest, "--from", test.history)
      let first = try test.stream(
        Array(test.rest[..<5]), "--from", test.history, "--state", state)
      let second = try test.stream(
        Array(test.rest[5...]), "--from", test.history, "--state", state)
      #expect(second.error.contains("--from was not read"))
      let rows = [first, second].flatMap { $0.output.split(separator: "\n").dropFirst() }
      #expect(rows == Array(whole.output.split(separator: "\n").dropFirst()))
      let other = try TemporaryFolder.with { try Case(in: $0, ["--seed", "5"]).copied(to: folder) }
      let refused = try Program.foretell.run(
        ["stream", other, "--state", state], input: "ds,y\n")
      #expect(refused.status == 5)
      #expect(refused.error.contains("state of another model"))
      let broken = try file("broken.json", "{}", in: folder)
      let run = try test.stream([], "--state", broken)
      #expect(run.status == 5 && run.error.contains("not the state of a stream"))
    }
  }

  @Test func badRowsAreNamedByTheirLine() throws {
    try TemporaryFolder.with { folder in
      let test = try Case(in: folder)
      let good = test.rest[0]
      let cases: [(row: String, words: [String])] = [
        ("2004-12-01,5", ["line 3", "not later"]), (good, ["line 3", "not later"]),
        ("2005-03-01,5", ["line 3", "1 row is missing"]),
        ("2005-02-17,5", ["line 3", "grid"]), ("2005-02-01,x", ["line 3", "‘x’", "not a number"]),
        ("2005-02-01,", ["line 3", "value is missing", "--fill"]),
        ("2005-02-01,NaN", ["line 3", "value is missing"]),
        ("2005-02-01,inf", ["line 3", "infinite"]), ("2005-02-01,-3", ["line 3", "not positive"]),
        ("2005-02,5", ["line 3", "‘2005-02’", "time stamp"]),
        ("2005-02-01,5,6", ["line 3", "3 fields"]),
      ]
      for (row, words) in cases {
        let run = try test.stream([good, row, test.rest[1]], "--from", test.history)
        #expect(run.status == 5)
        #expect(run.output.split(separator: "\n").count == 2)
        for word in words { #expect(run.error.contains(word), "\(row): \(run.error)") }
        let kept = try test.stream(
          [good, row, test.rest[1]], "--from", test.history, "--keep-going")
        #expect(kept.status == 0 && kept.output.split(separator: "\n").count == 3)
        #expect(kept.error.contains("passed over") && kept.error.contains("line 3"))
      }
      let filled = try test.stream(
        [good, "2005-04-01,120", "2005-05-01,"], "--from", test.history, "--fill", "ffill")
      #expect(filled.status == 0 && filled.output.split(separator: "\n").count == 4)
    }
  }

  @Test func whatCannotBeStreamedIsRefusedWithTheReason() throws {
    try TemporaryFolder.with { folder in
      let test = try Case(in: folder)
      let noColumn = try Program.foretell.run(["stream", test.model], input: "date,y\n")
      #expect(noColumn.status == 5 && noColumn.error.contains("‘ds’"))
      let empty = try Program.foretell.run(["stream", test.model])
      #expect(empty.status == 5 && empty.error.contains("header"))
      let linear = try test.stream([], "--fill", "linear")
      #expect(linear.status == 2 && linear.error.contains("straight line"))
      let far = try test.stream([], "-H", "9")
      #expect(far.status == 2 && far.error.contains("3 steps"))
      let path = folder.appendingPathComponent("n.foretell").path
      for model in ["naive", "zero"] {
        let fit = try Program.foretell.run(
          ["fit", test.history, "-H", "3", "--model", model, "-o", path, "-q"])
        #expect(fit.status == 0)
        let run = try Program.foretell.run(["stream", path], input: "ds,y\n")
        #expect(run.status == 2)
        #expect(run.error.contains("cannot be streamed") && run.error.contains("--model stateful"))
      }
    }
  }

  @Test func seriesMayTakeTurns() throws {
    try TemporaryFolder.with { folder in
      let model = folder.appendingPathComponent("m.foretell").path
      let fit = try Program.foretell.run(
        ["fit", "data/shops.csv", "-H", "2", "--model", "stateful", "-o", model] + quick)
      #expect(fit.status == 0, "\(fit.error)")
      let text = try String(
        contentsOf: repository.appendingPathComponent("data/shops.csv"), encoding: .utf8)
      let rows = text.split(separator: "\n").map(String.init)
      var bySeries: [String: [String]] = [:]
      for row in rows.dropFirst() {
        bySeries[String(row.split(separator: ",")[0]), default: []].append(row)
      }
      let longest = bySeries.values.map(\.count).max() ?? 0
      let turns = (0..<longest).flatMap { place in
        bySeries.keys.sorted().compactMap { key in
          bySeries[key].flatMap { place < $0.count ? $0[place] : nil }
        }
      }
      let run = try Program.foretell.run(
        ["stream", model, "-q"], input: ([rows[0]] + turns).joined(separator: "\n") + "\n")
      #expect(run.status == 0, "\(run.error)")
      let answers = run.output.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      #expect(answers.count == turns.count)
      let whole = try Program.foretell.run(["predict", model, "data/shops.csv", "-q"])
      var expected: [Substring: [Substring]] = [:]
      for row in whole.output.split(separator: "\n").dropFirst() {
        let fields = row.split(separator: ",")
        expected[fields[0], default: []].append(fields[2])
      }
      for (series, values) in expected {
        let last = answers.last { $0[0] == series }
        #expect(last.map { Array($0[2...]) } == values, "\(series)")
      }
    }
  }

  /// The answer is there before the next row is written.
  @Test func rowIsAnsweredAtOnce() throws {
    try TemporaryFolder.with { folder in
      let test = try Case(in: folder)
      let process = Program.foretell.process(["stream", test.model, "--from", test.history, "-q"])
      let (input, output) = (Pipe(), Pipe())
      (process.standardInput, process.standardOutput) = (input, output)
      try process.run()
      func send(_ row: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((row + "\n").utf8))
      }
      func line() -> String {
        var bytes: [UInt8] = []
        while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 {
          bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
      }
      try send("ds,y")
      #expect(line().hasPrefix("unique_id,"))
      for row in test.rest.prefix(3) {
        try send(row)
        #expect(line().hasPrefix("y,\(row.split(separator: ",")[0]),"))
      }
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func interruptedStreamKeepsItsState(_ signal: Int32) throws {
    try TemporaryFolder.with { folder in
      let test = try Case(in: folder)
      let state = folder.appendingPathComponent("state.json").path
      let process = Program.foretell.process([
        "stream", test.model, "--from", test.history, "--state", state, "-q",
      ])
      let (input, output) = (Pipe(), Pipe())
      (process.standardInput, process.standardOutput) = (input, output)
      process.standardError = FileHandle.nullDevice
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data("ds,y\n\(test.rest[0])\n".utf8))
      var seen = Data()
      while seen.count(where: { $0 == 10 }) < 2 {
        let byte = try output.fileHandleForReading.read(upToCount: 1)
        seen += try #require(byte)
      }
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      let next = try test.stream([test.rest[1]], "--state", state)
      #expect(next.status == 0 && next.output.contains("y,2005-02-01,"))
    }
  }

  @Test func closedPipeIsAQuietEnd() throws {
    try TemporaryFolder.with { folder in
      let test = try Case(in: folder)
      let state = folder.appendingPathComponent("state.json").path
      let process = Program.foretell.process([
        "stream", test.model, "--from", test.history, "--state", state, "-q",
      ])
      let (input, output, error) = (Pipe(), Pipe(), Pipe())
      (process.standardInput, process.standardOutput) = (input, output)
      process.standardError = error
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data("ds,y\n".utf8))
      _ = try output.fileHandleForReading.read(upToCount: 10)
      try output.fileHandleForReading.close()
      try input.fileHandleForWriting.write(
        contentsOf: Data(test.rest.prefix(3).map { $0 + "\n" }.joined().utf8))
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 0)
      let complaint = try error.fileHandleForReading.readToEnd()
      #expect(complaint ?? Data() == Data())
      #expect(FileManager.default.fileExists(atPath: state))
    }
  }
}

extension StreamCommandTests.Case {
  /// The model beside others.
  fileprivate func copied(to folder: URL) throws -> String {
    let path = folder.appendingPathComponent("other.foretell").path
    try FileManager.default.copyItem(atPath: model, toPath: path)
    return path
  }
}
