import Foundation
import Testing

@Suite struct ForecastCommandTests {
  private static let air = "data/air-passengers.csv"

  @Test func aCSVBecomesAForecastWithTheStampsThatFollow() throws {
    let run = try Program.foretell.run(["forecast", Self.air, "-H", "12"])
    #expect(run.status == 0)
    let rows = run.output.split(separator: "\n")
    #expect(rows.first == "unique_id,ds,Auto")
    #expect(rows.count == 13)
    #expect(rows[1].hasPrefix("passengers,1961-01,"))
    #expect(rows[12].hasPrefix("passengers,1961-12,"))
    // The next summer is higher than the last winter, and nothing is out of this world.
    let values = rows.dropFirst().compactMap { Double($0.split(separator: ",")[2]) }
    #expect(values.count == 12 && values.allSatisfy { (300..<900).contains($0) })
    #expect(values[6] > values[1] + 100)
    #expect(run.error.contains("frequency MS, 1949-01 … 1960-12"))
    #expect(run.error.contains("Auto: ") && run.error.contains("held back to choose by: sMAPE"))
  }

  @Test func zeroForecastsAtOnceWithIntervalsAndFromItsFile() throws {
    let arguments = ["-H", "30", "--model", "zero"]
    let run = try Program.foretell.run(
      ["forecast", Self.air, "--level", "80,95"] + arguments)
    #expect(run.status == 0)
    let rows = run.output.split(separator: "\n")
    #expect(
      rows.first
        == "unique_id,ds,Zero,Zero-lo-80,Zero-hi-80,Zero-lo-95,Zero-hi-95"
    )
    #expect(rows.count == 31 && rows[1].hasPrefix("passengers,1961-01,"))
    for row in rows.dropFirst() {
      let values = row.split(separator: ",").compactMap { Double($0) }
      let ladder = [values[3], values[1], values[0], values[2], values[4]]
      #expect(ladder == ladder.sorted() && (100..<2000).contains(values[0]))
    }
    #expect(run.error.contains("pretrained on synthetic monthly series"))
    try TemporaryFolder.with { folder in
      let model = folder.appendingPathComponent("air.foretell").path
      let fit = try Program.foretell.run(["fit", Self.air, "-o", model] + arguments)
      #expect(fit.status == 0)
      let again = try Program.foretell.run(["predict", model, Self.air, "--level", "80,95"])
      #expect(again.output == run.output)
      let inspection = try Program.foretell.run(["inspect", model])
      #expect(inspection.output.contains("pretrained on synthetic monthly series"))
    }
  }

  @Test func flagsThatAPretrainedNetworkDoesNotHeedAreRefused() throws {
    let forecast = ["forecast", Self.air, "-H", "3", "--model"]
    for (arguments, flag) in [
      (["zero", "--hidden-size", "8"], "--hidden-size"), (["zero", "--seed", "4"], "--seed"),
      (["zero", "--max-memory", "1G"], "--max-memory"), (["zero", "--budget", "3s"], "--budget"),
      (["tuned", "--layers", "2", "--fast"], "--layers, --fast have no effect on --model tuned"),
    ] {
      let run = try Program.foretell.run(forecast + arguments)
      #expect(run.status == 2 && run.error.contains(flag) && run.error.contains("no effect"))
    }
    let heeded = try Program.foretell.run(
      forecast + ["zero", "--season-length", "12", "--threads", "1"])
    #expect(heeded.status == 0)
    let memory = try Program.foretell.run(
      forecast + ["tuned", "--steps", "1", "--max-memory", "100K"])
    #expect(memory.status != 0 && memory.error.contains("raise --max-memory"))
  }

  /// No network is named that did not forecast anything.
  @Test func aPanelOfConstantsNamesTheNaiveMethodAlone() throws {
    let constant = "t,y\n" + (1...9).map { "\($0),5\n" }.joined()
    for model in ["zero", "tuned"] {
      let run = try Program.foretell.run(
        ["forecast", "-", "-H", "2", "--model", model], input: constant)
      #expect(run.status == 0 && run.error.contains("is forecast by Naive"))
      #expect(!run.error.contains("LSTM"), "\(run.error)")
    }
  }

  @Test func tunedSaysWhatItDidAndForecastsFromItsFile() throws {
    try TemporaryFolder.with { folder in
      let shops = "data/shops.csv"
      let model = folder.appendingPathComponent("shops.foretell").path
      let flags = ["-H", "6", "--model", "tuned", "--steps", "8", "--threads", "1"]
      let run = try Program.foretell.run(["forecast", shops, "--level", "80"] + flags)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.output.hasPrefix("unique_id,ds,Tuned,Tuned-lo-80,Tuned-hi-80"))
      #expect(run.error.contains("tuned") && run.error.contains("sMAPE there"))
      let fit = try Program.foretell.run(["fit", shops, "-o", model, "--json"] + flags)
      #expect(fit.status == 0 && fit.output.contains("\"neededRatio\""))
      let again = try Program.foretell.run(["predict", model, shops, "--level", "80"])
      #expect(again.output == run.output)
    }
  }

  @Test func deepARForecastsFromItsFileAndIsAContestant() throws {
    try TemporaryFolder.with { folder in
      let model = folder.appendingPathComponent("shops.foretell").path
      let flags = ["-H", "6", "--likelihood", "gaussian", "--paths", "40", "--steps", "8"]
      let run = try Program.foretell.run(
        ["forecast", "data/shops.csv", "--level", "80"] + flags)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.output.hasPrefix("unique_id,ds,DeepAR,DeepAR-lo-80,DeepAR-hi-80"))
      #expect(run.error.contains("gaussian") && run.error.contains("negative log-likelihood"))
      let fit = try Program.foretell.run(["fit", "data/shops.csv", "-o", model] + flags)
      #expect(fit.status == 0, "\(fit.error)")
      let again = try Program.foretell.run(["predict", model, "data/shops.csv", "--level", "80"])
      #expect(again.output == run.output)
      let inspection = try Program.foretell.run(["inspect", model])
      #expect(inspection.output.contains("gaussian") && inspection.output.contains("40 paths"))
    }
    let backtest = try Program.foretell.run([
      "backtest", Self.air, "-H", "6", "--n-windows", "2", "--model", "deepar", "--steps", "4",
      "--paths", "20", "--against", "naive", "--json",
    ])
    #expect(backtest.status == 0 && backtest.output.contains("\"DeepAR\""), "\(backtest.error)")
  }

  @Test func aValueOutsideTheLikelihoodIsNamed() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appendingPathComponent("counts.csv").path
      let rows = (1...30).map { "a,2024-01-\($0 < 10 ? "0" : "")\($0),\($0 == 17 ? "2.5" : "3")" }
      try (["id,ds,y"] + rows).joined(separator: "\n").write(
        toFile: path, atomically: true, encoding: .utf8)
      let run = try Program.foretell.run([
        "forecast", path, "-H", "2", "--likelihood", "negative-binomial",
      ])
      #expect(run.status != 0)
      #expect(run.error.contains("2.5") && run.error.contains("‘a’"), "\(run.error)")
      #expect(run.error.contains("2024-01-17"), "\(run.error)")
    }
    for flags in [
      ["--model", "lstm", "--likelihood", "gaussian"],
      ["--model", "deepar", "--strategy", "direct"],
      ["--paths", "5"], ["--likelihood", "cauchy"],
    ] {
      let run = try Program.foretell.run(["forecast", Self.air, "-H", "2"] + flags)
      #expect(run.status == 2 || run.status == 64, "\(flags) \(run.status)")
    }
  }

  @Test func zeroAndTunedAreContestants() throws {
    let run = try Program.foretell.run([
      "backtest", Self.air, "-H", "6", "--n-windows", "2", "--model", "zero,tuned", "--steps", "4",
      "--against", "naive", "--json",
    ])
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("\"Zero\"") && run.output.contains("\"Tuned\""))
    #expect(run.output.contains("coverage-80"))
  }

  @Test func quietSaysNothingButTheForecast() throws {
    let run = try Program.foretell.run(["forecast", Self.air, "-H", "3"] + quick)
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.split(separator: "\n").count == 4)
  }

  @Test func standardInputIsReadLikeAFile() throws {
    let text = try String(
      contentsOf: repository.appendingPathComponent(Self.air), encoding: .utf8)
    let fromFile = try Program.foretell.run(["forecast", Self.air, "-H", "3"] + quick)
    let fromInput = try Program.foretell.run(["forecast", "-", "-H", "3"] + quick, input: text)
    #expect(fromInput.status == 0)
    #expect(fromInput.output == fromFile.output)
  }

  @Test func jsonIsOneDocumentWithTheSameNumbers() throws {
    let csv = try Program.foretell.run(["forecast", Self.air, "-H", "3"] + quick)
    let run = try Program.foretell.run(["forecast", Self.air, "-H", "3", "--json"] + quick)
    // Foundation's JSONSerialization is off by an ulp here; JSONDecoder is exact.
    struct Document: Decodable {
      struct Series: Decodable { let values: [Double] }
      struct Validation: Decodable { let smape: Double }
      let model: String
      let frequency: String
      let series: [Series]
      let validation: Validation
    }
    let document = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    let expected = csv.output.split(separator: "\n").dropFirst().compactMap {
      Double($0.split(separator: ",")[2])
    }
    #expect(document.series[0].values == expected)
    #expect(document.model == "LSTM" && document.frequency == "MS")
    #expect(document.validation.smape > 0)
  }

  @Test(arguments: [
    "auto", "zero", "tuned", "deepar", "lstm", "gru", "gru-reset-before", "rnn", "rnn-relu",
    "naive",
    "seasonal-naive",
    "drift",
  ])
  func everyModelForecasts(_ model: String) throws {
    // Flags that a model does not heed are refused.
    let heeded =
      switch model {
      case "zero", "naive", "seasonal-naive", "drift": ["-q"]
      case "auto": ["--fast", "-q"]
      case "tuned": ["--steps", "6", "-q"]
      default: quick
      }
    let run = try Program.foretell.run(
      ["forecast", "data/shops.csv", "-H", "4", "--model", model] + heeded)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.split(separator: "\n").count == 1 + 6 * 4)
  }

  @Test func theSameSeedGivesTheSameBytesOnAnyNumberOfThreads() throws {
    try TemporaryFolder.with { folder in
      var files: [Data] = []
      for threads in ["1", "2", "3"] {
        let path = folder.appendingPathComponent("\(threads).foretell").path
        let run = try Program.foretell.run([
          "fit", "data/shops.csv", "-H", "6", "-o", path, "--threads", threads, "--steps", "30",
          "--members", "3", "--layers", "2", "--dropout", "0.2", "--batch-size", "40", "-q",
        ])
        #expect(run.status == 0, "\(run.error)")
        files.append(try Data(contentsOf: URL(fileURLWithPath: path)))
      }
      #expect(files[0] == files[1] && files[0] == files[2])
    }
  }

  @Test(arguments: [["--strategy", "recursive"], ["--model", "gru"], ["--model", "drift"], []])
  func aSavedModelForecastsTheSameBitsInANewProcess(_ flags: [String]) throws {
    try TemporaryFolder.with { folder in
      let path = folder.appendingPathComponent("m.foretell").path
      let flags = flags + (flags.contains("drift") ? ["-q"] : quick)
      let direct = try Program.foretell.run(["forecast", Self.air, "-H", "6"] + flags)
      let fit = try Program.foretell.run(["fit", Self.air, "-H", "6", "-o", path] + flags)
      #expect(fit.status == 0 && fit.output.isEmpty)
      let predicted = try Program.foretell.run(["predict", path, Self.air, "-q"])
      #expect(predicted.status == 0, "\(predicted.error)")
      #expect(predicted.output == direct.output)
      let inspected = try Program.foretell.run(["inspect", path])
      #expect(inspected.status == 0 && inspected.output.contains("frequency MS, until 1960-12"))
      let json = try Program.foretell.run(["inspect", path, "--json"])
      #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])
    }
  }

  @Test func filledGapsAreSaid() throws {
    try TemporaryFolder.with { folder in
      var rows = monthly(wave(60)).split(separator: "\n")
      rows.remove(at: 20)
      let path = try file("gap.csv", rows.joined(separator: "\n"), in: folder)
      let run = try Program.foretell.run([
        "forecast", path, "-H", "2", "--fill", "linear", "--steps", "5", "--members", "1",
      ])
      #expect(run.status == 0)
      #expect(run.error.contains("1 missing value filled in"))
    }
  }

  @Test func aSeriesTooShortForTheNetworkGetsABaselineAndIsNamed() throws {
    try TemporaryFolder.with { folder in
      let path = try file("short.csv", monthly([3, 4, 5]), in: folder)
      let alone = try Program.foretell.run(["forecast", path, "-H", "2", "--model", "lstm"])
      #expect(alone.status == 0)
      #expect(
        alone.error.contains("series ‘y’ is forecast by SeasonalNaive: the longest series has 3"))
      #expect(alone.output == "unique_id,ds,SeasonalNaive\ny,2001-04-01,5\ny,2001-05-01,5\n")
      let long = monthly(wave(90)).split(separator: "\n").dropFirst().map { "long,\($0)" }
      let text = (["id,ds,y"] + long + ["new,2008-01-01,7", "new,2008-02-01,9"])
      let panel = try file("panel.csv", text.joined(separator: "\n"), in: folder)
      let both = try Program.foretell.run(
        ["forecast", panel, "-H", "2", "--steps", "5", "--members", "1"])
      #expect(both.status == 0)
      #expect(both.error.contains("series ‘new’ is forecast by SeasonalNaive: it has 2 values"))
      #expect(both.output.contains("new,2008-03-01,9\n"))
    }
  }

  @Test func aConstantSeriesIsForecastByItsConstant() throws {
    try TemporaryFolder.with { folder in
      let path = try file(
        "constant.csv", monthly(Array(repeating: 41.5, count: 60)), in: folder)
      let plain = try Program.foretell.run(["forecast", path, "-H", "2"])
      #expect(plain.output == "unique_id,ds,Auto\ny,2006-01-01,41.5\ny,2006-02-01,41.5\n")
      #expect(plain.error.contains("series ‘y’ is forecast by Naive: all its values are equal"))
      let run = try Program.foretell.run(["forecast", path, "-H", "2", "--model", "lstm"])
      #expect(run.output == "unique_id,ds,Naive\ny,2006-01-01,41.5\ny,2006-02-01,41.5\n")
      #expect(run.error.contains("nothing to learn"))
    }
  }

  @Test(arguments: [1e300, 1e-300, -1e300])
  func numbersOfAnySizeAreForecast(_ size: Double) throws {
    try TemporaryFolder.with { folder in
      let path = try file("size.csv", monthly(wave(60).map { $0 * size }), in: folder)
      let run = try Program.foretell.run(["forecast", path, "-H", "2"] + quick)
      #expect(run.status == 0, "\(run.error)")
      let values = run.output.split(separator: "\n").dropFirst().compactMap {
        Double($0.split(separator: ",")[2])
      }
      #expect(values.count == 2)
      #expect(values.allSatisfy { (50...400).contains($0 / size) })
    }
  }
}
