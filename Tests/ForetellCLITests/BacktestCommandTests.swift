import Foundation
import Testing

@Suite struct BacktestCommandTests {
  private func backtest(_ path: String, _ flags: String...) throws -> Outcome {
    try Program.foretell.run(["backtest", path, "-H", "6"] + flags + quick)
  }

  @Test func aSummaryIsPrintedWhereNoFileIsNamed() throws {
    try TemporaryFolder.with { folder in
      let path = try file("data.csv", monthly(wave(72)), in: folder)
      let run = try backtest(path, "--n-windows", "3")
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error.isEmpty)
      for word in [
        "LSTM", "SeasonalNaive", "Theta", "AutoETS", "mase", "coverage-80", "3 folds of 6",
      ] {
        #expect(run.output.contains(word))
      }
    }
  }

  @Test func everyDocumentIsWritten() throws {
    try TemporaryFolder.with { folder in
      let path = try file("data.csv", monthly(wave(72)), in: folder)
      let names = ["r.html", "r.md", "r.json", "r.csv"].map { folder.path + "/" + $0 }
      let run = try Program.foretell.run(
        ["backtest", path, "-H", "6", "--n-windows", "2"] + names.flatMap { ["-o", $0] } + quick)
      #expect(run.status == 0 && run.output.isEmpty, "\(run.error)")
      let texts = try names.map { try String(contentsOfFile: $0, encoding: .utf8) }
      #expect(texts[0].hasPrefix("<!") && texts[0].contains("</html>"))
      #expect(texts[1].hasPrefix("# Backtest"))
      let json = try JSONSerialization.jsonObject(with: Data(texts[2].utf8)) as? [String: Any]
      #expect(json?["format"] as? Int == 1)
      let rows = texts[3].split(separator: "\n")
      #expect(rows.count == 13 && rows[0].hasPrefix("unique_id,ds,cutoff,step,y,LSTM,LSTM-lo-80,"))
      #expect(rows[1].hasPrefix("y,2006-01-01,2005-12-01,1,"))
    }
  }

  @Test func theSameSeedGivesTheSameScoresOnAnyNumberOfThreads() throws {
    try TemporaryFolder.with { folder in
      let path = try file("data.csv", monthly(wave(72)), in: folder)
      var forecasts: [String] = []
      for threads in ["1", "2"] {
        let name = folder.path + "/\(threads).csv"
        _ = try backtest(path, "--threads", threads, "-o", name)
        forecasts.append(try String(contentsOfFile: name, encoding: .utf8))
      }
      #expect(forecasts[0] == forecasts[1] && forecasts[0].count > 500)
    }
  }

  @Test func aQualityGateThatFailsHasItsOwnExitCode() throws {
    try TemporaryFolder.with { folder in
      let path = try file("data.csv", monthly(wave(72)), in: folder)
      // A season that repeats exactly: nothing beats seasonal naive with drift taken out of reach.
      let flags = ["--model", "naive", "--against", "none", "--n-windows", "2"]
      let base = ["backtest", path, "-H", "6", "-q"] + flags
      let document = try Program.foretell.run(base + ["--json", "--fail-if", "smape>0.1"])
      #expect(document.status == 3 && document.error.contains("smape>0.1"))
      _ = try JSONSerialization.jsonObject(with: Data(document.output.utf8))
      #expect(try Program.foretell.run(base + ["--fail-if", "coverage-70<0.5"]).status == 2)
      #expect(try Program.foretell.run(base + ["--fail-if-worse-than", "naive"]).status == 2)
      let failing = try Program.foretell.run(base + ["--fail-if-worse-than", "holt-winters"])
      #expect(failing.status == 3)
      #expect(failing.error.contains("worse than HoltWinters"))
      #expect(failing.output.contains("Naive"))
      #expect(try Program.foretell.run(base + ["--fail-if", "smape>0.1"]).status == 3)
      #expect(try Program.foretell.run(base + ["--fail-if", "smape>199"]).status == 0)
      let wrong = try Program.foretell.run(base + ["--fail-if", "accuracy>1"])
      #expect(wrong.status == 2 && wrong.error.contains("accuracy"))
    }
  }

  @Test func theAuditIsReported() throws {
    let run = try Program.foretell.run(
      [
        "backtest", "data/air-passengers.csv", "-H", "12", "--n-windows", "2", "--audit", "--fill",
        "linear",
      ] + quick)
    #expect(run.status == 0)
    #expect(run.output.contains("leakage audit: PASS"))
  }

  @Test func foldsThatDoNotFitAreExplained() throws {
    try TemporaryFolder.with { folder in
      let path = try file("data.csv", monthly(wave(30)), in: folder)
      let run = try backtest(path, "--n-windows", "9")
      #expect(run.status == 5)
      #expect(run.error.contains("9 folds need") && run.error.contains("lower --n-windows to"))
      let long = try Program.foretell.run(["backtest", path, "-H", "40", "-q"])
      #expect(long.status == 5 && long.error.contains("a horizon of 40"))
    }
  }

  @Test func aModelThatFailsIsNamedAndTheOthersGoOn() throws {
    try TemporaryFolder.with { folder in
      // Enough for the plain methods, too little for the network.
      let path = try file("data.csv", monthly(wave(12)), in: folder)
      let run = try backtest(path, "--n-windows", "1", "--train-size", "4")
      #expect(run.status == 5, "\(run.error)")
      #expect(run.output.contains("LSTM failed") && run.output.contains("Theta"))
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aSummaryThatCannotBeWrittenIsAnError() throws {
    let process = Program.foretell.process(
      [
        "backtest", "data/air-passengers.csv", "-H", "12", "--model", "naive", "--against", "none",
        "-q",
      ])
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 4)
  }

  @Test func aCandidateThatFailsEverywhereIsAnErrorWithItsReason() throws {
    let run = try backtest("data/air-passengers.csv", "--max-memory", "1K")
    #expect(run.status == 5 && run.error.contains("may be used"))
    #expect(run.output.contains("Theta"))
  }

  @Test func twoFilesOfOneNameAreRefused() throws {
    let run = try backtest("data/air-passengers.csv", "-o", "/tmp/x.csv", "-o", "/tmp/x.csv")
    #expect(run.status == 2 && run.error.contains("twice"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskLeavesTheOldReport() throws {
    try TemporaryFolder.with { folder in
      let report = try file("old.html", "old", in: folder)
      let path = try file("data.csv", monthly(wave(72)), in: folder)
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/full.html", withDestinationPath: "/dev/full")
      let run = try backtest(path, "-o", folder.path + "/full.html")
      #expect(run.status == 4 && run.error.contains("cannot write"))
      let interrupted = try backtest(path, "-o", report, "-o", "/nonexistent/r.html")
      #expect(interrupted.status == 4)
      #expect(try String(contentsOfFile: report, encoding: .utf8) == "old")
    }
  }

  @Test func anEndingThatSaysNothingIsRefused() throws {
    let run = try backtest("data/air-passengers.csv", "-o", "report.pdf")
    #expect(run.status == 2 && run.error.contains("report.pdf") && run.error.contains(".html"))
  }

  @Test func aTimeLimitOrTheJournalOfAStoppedRunIsExplained() throws {
    let run = try Program.foretell.run([
      "backtest", "data/air-passengers.csv", "-H", "12", "--steps", "100000", "--time-limit",
      "0.2s",
      "-q",
    ])
    #expect(run.status == 130 && run.error.contains("--time-limit"))
    #expect(try backtest("data/air-passengers.csv", "--time-limit", "soon").status == 2)
  }

  @Test func aForecastCanBeAPageToo() throws {
    try TemporaryFolder.with { folder in
      let page = folder.path + "/page.html"
      let run = try Program.foretell.run(
        ["forecast", "data/air-passengers.csv", "-H", "6", "--report", page, "--level", "80"]
          + quick)
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("unique_id,ds,LSTM,LSTM-lo-80,LSTM-hi-80\n"))
      let text = try String(contentsOfFile: page, encoding: .utf8)
      #expect(text.contains("passengers") && text.contains("<svg"))
    }
  }
}

@Suite struct EvaluateCommandTests {
  private func evaluate(_ forecasts: String, _ flags: String...) throws -> Outcome {
    try TemporaryFolder.with { folder in
      let path = try file("forecasts.csv", forecasts, in: folder)
      let actual = try file("actual.csv", monthly(wave(36)), in: folder)
      return try Program.foretell.run(["evaluate", path, actual, "-q"] + flags)
    }
  }

  /// What came in the last six months, a tenth too high.
  private let rows = wave(36).enumerated().suffix(6).map { index, value in
    (stamp: "2003-\(index - 23 < 10 ? "0" : "")\(index - 23)-01", value: 1.1 * value)
  }

  @Test func theBacktestsOwnForecastsScoreAlike() throws {
    try TemporaryFolder.with { folder in
      let path = try file("data.csv", monthly(wave(72)), in: folder)
      let (forecasts, json) = (folder.path + "/f.csv", folder.path + "/r.json")
      _ = try Program.foretell.run(
        ["backtest", path, "-H", "6", "-o", forecasts, "-o", json] + quick)
      let run = try Program.foretell.run(["evaluate", forecasts, path, "--json", "-q"])
      #expect(run.status == 0, "\(run.error)")
      func scores(_ text: String) throws -> [[Double]] {
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let board = try #require(document?["scores"] as? [String: Any])
        let overall = try #require(board["overall"] as? [[[String: Any]]])
        return overall.map { $0.prefix(9).map { $0["seriesMean"] as? Double ?? -1 } }
      }
      let there = try scores(try String(contentsOfFile: json, encoding: .utf8))
      #expect(try scores(run.output) == there)
      #expect(there.count == 7)
    }
  }

  @Test func nixtlasColumnsAreRead() throws {
    let header = "unique_id,ds,NHITS,NHITS-lo-90,NHITS-hi-90,MLP\n"
    let run = try evaluate(
      header
        + rows.map { "y,\($0.stamp),\($0.value),\($0.value - 50),\($0.value + 50),1" }
        .joined(separator: "\n"))
    #expect(run.status == 0, "\(run.error)")
    for word in ["NHITS", "MLP", "SeasonalNaive", "coverage-90", "100.0 %"] {
      #expect(run.output.contains(word))
    }
    // 200 · 0.1 / 2.1
    #expect(run.output.contains("9.52"))
  }

  @Test func prophetsColumnsAreRead() throws {
    let header = "ds,trend,yhat,yhat_lower,yhat_upper\n"
    let text =
      header + rows.map { "\($0.stamp) 00:00:00,0,\($0.value),0,1" }.joined(separator: "\n")
    let run = try evaluate(text, "--level", "95", "--no-baselines")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("Prophet") && run.output.contains("coverage-95"))
    #expect(!run.output.contains("Naive") && run.output.contains("9.52"))
  }

  @Test func autoGluonsColumnsAreRead() throws {
    let header = "item_id,timestamp,mean,0.1,0.5,0.9\n"
    let run = try evaluate(
      header + rows.map { "y,\($0.stamp),\($0.value),0,\($0.value),999" }.joined(separator: "\n"))
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("AutoGluon") && run.output.contains("coverage-80"))
  }

  @Test(arguments: [
    ("ds,yhat\n2003-09-30,4\n", ["line 2", "grid"]), ("ds,yhat\n2013-09-01,4\n", ["actual value"]),
    ("ds,y\n2003-09-01,4\n", ["no column of forecasts"]),
    ("unique_id,ds,M\nz,2003-09-01,4\nq,2003-09-01,4\n", ["line 2", "‘z’"]),
    ("ds,M\n2003-09-01,4\n2003-09-01,5\n", ["line 3", "cutoff"]),
    ("ds,cutoff,M\n2003-09-01,2003-09-01,4\n", ["line 2", "before its cutoff"]),
    ("a,b\n1,2\n", ["time stamps", "ds"]), ("ds,M\nsoon,4\n", ["‘soon’"]), ("", ["empty"]),
  ])
  func forecastsThatCannotBePlacedAreNamed(_ forecasts: String, _ words: [String]) throws {
    let run = try evaluate(forecasts)
    #expect(run.status == 5)
    for word in words { #expect(run.error.contains(word), "\(run.error)") }
  }

  @Test func forecastsBeyondTheActualValuesAreCounted() throws {
    let run = try evaluate("ds,M\n2003-12-01,100\n2004-01-01,100\n", "--json")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("\"points\":1"))
  }
}
