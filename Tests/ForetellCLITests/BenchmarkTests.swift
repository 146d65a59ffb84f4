import Foundation
import Testing

/// Every benchmark runs, with settings so small that it takes no time.
@Suite struct BenchmarkTests {
  @Test func theBenchmarksRun() throws {
    try TemporaryFolder.with { folder in
      let long = folder.appendingPathComponent("long.csv").path
      #expect(
        try lines(["generate", "long", "--series", "5", "--rows", "100", "-o", long]).isEmpty)
      #expect(try lines(["csv", long, "--repeats", "1"])[0].contains("\"rows\":500"))
      let work = folder.appendingPathComponent("case").path
      _ = try lines(["fuzz", "data/shops.csv", "--seconds", "1", "--work", work])
    }
    let held = try lines([
      "probabilistic", "--only", "counts", "--series", "8", "--length", "30", "--steps", "2",
    ])
    #expect(held.count == 4 && held[0].contains("\"exact\":"))
    let end = try lines(
      ["accuracy", "data/air-passengers.csv", "-H", "12", "--seeds", "1", "--steps", "10"])
    #expect(end[0].contains("median_smape"))
    let whole = try lines(["end-to-end", "data/air-passengers.csv", "12", "--steps", "2"])
    #expect(whole.count == 2 && whole[1].contains("foretell predict"))
    let memory = try lines(["memory", "--steps", "4", "--batch", "8", "--hidden", "8"])
    #expect(memory[0].contains("measured_to_formula"))
    let scale = try lines(["scale", "--seconds", "0", "--most-series", "1", "--quick"])
    #expect(scale.last?.contains("predict_ms_per_series") == true)
  }

  @Test func pretrainingWritesNetworksThatForecast() throws {
    try TemporaryFolder.with { folder in
      let weights = folder.appendingPathComponent("networks").path
      let lines = try lines([
        "pretrain", "--class", "daily", "--class", "monthly", "--steps", "2", "--out", weights,
      ])
      // A point and the end of one network for days and of two for months.
      #expect(lines.count == 6 && lines[3].contains("\"network\":\"monthly\""))
      #expect(lines[5].contains("\"network\":\"monthly-2\""))
      for flag in ["--interval", "--steps"] {
        let refused = try Program.bench.run(["pretrain", "--class", "daily", flag, "0"])
        #expect(refused.status != 0 && refused.error.contains("\(flag) is 0"))
      }
      try writeNN5(in: folder)
      let scored = try run([
        "accuracy", "--data", folder.path, "--sets", "nn5", "--recipe", "zero", "--last", "20",
        "--weights", weights,
      ])
      #expect(scored.output.contains("\"coverage_80\":"))
    }
  }

  @Test func manyStepsAheadAreScoredAtEveryOrigin() throws {
    try TemporaryFolder.with { folder in
      let data = try file("ETTh1.csv", hours(20 * 30 * 24), in: folder)
      let lines = try lines([
        "long-horizon", data, "-H", "4", "--lookback", "8", "--segment", "4", "--hidden", "2",
        "--steps", "1",
      ])
      #expect(lines[0].contains("\"mse\":"))
    }
  }

  @Test func theAccuracyHarnessGoesOnFromItsJournal() throws {
    try TemporaryFolder.with { folder in
      try writeNN5(in: folder)
      let journal = folder.appendingPathComponent("journal").path
      let command = [
        "accuracy", "--data", folder.path, "--sets", "nn5", "--recipe", "theta", "--recipe",
        "seasonal-naive", "--journal", journal,
      ]
      let validation = try run(command + ["--validate"])
      let first = try run(command)
      #expect(first.output.contains("\"smape_guarded\":"))
      #expect(first.error.contains("21.530 best RNN; 21.570 ETS"))
      #expect(first.error.contains("Trained on: each group by itself alone."))
      // The data are gone: what is said again comes from the journal.
      for part in ["train", "test"] {
        try FileManager.default.removeItem(
          at: folder.appendingPathComponent("nn5-daily-\(part).csv"))
      }
      let second = try run(command)
      #expect(second.output == first.output && second.error == first.error)
      #expect(try run(command + ["--validate"]).output == validation.output)
      let kept = try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
      #expect(kept.count == 4)
    }
  }

  @Test func aFileThatIsNoJournalIsLeftAlone() throws {
    try TemporaryFolder.with { folder in
      for text in ["a,b", "a,b\n1,2\n"] {
        let path = try file("other.csv", text, in: folder)
        let run = try Program.bench.run([
          "accuracy", "--data", folder.path, "--sets", "nn5", "--journal", path,
        ])
        #expect(run.status != 0 && run.error.contains("is not a journal"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      }
    }
  }

  private func run(_ arguments: [String]) throws -> Outcome {
    let run = try Program.bench.run(arguments)
    #expect(run.status == 0, "\(arguments[0]): \(run.error)")
    return run
  }

  private func lines(_ arguments: [String]) throws -> [Substring] {
    try run(arguments).output.split(separator: "\n")
  }

  /// A wide file of hours, as ETTh1.csv.
  private func hours(_ count: Int) -> String {
    let first = Date(timeIntervalSince1970: 1_467_331_200)
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = "yyyy-MM-dd HH:mm:ss"
    let rows = (0..<count).map { hour in
      let stamp = format.string(from: first.addingTimeInterval(3600 * Double(hour)))
      return "\(stamp),\(hour % 24 + hour % 7)"
    }
    return "date,OT\n" + rows.joined(separator: "\n") + "\n"
  }

  /// Two series in the files of NN5.
  private func writeNN5(in folder: URL) throws {
    for (part, range) in [("train", 1...84), ("test", 85...98)] {
      let rows = ["a", "b"].flatMap { id in range.map { "\(id),\($0),\(20 + $0 % 7 + $0 % 3)" } }
      _ = try file(
        "nn5-daily-\(part).csv", "unique_id,ds,y\n" + rows.joined(separator: "\n") + "\n",
        in: folder)
    }
  }
}
