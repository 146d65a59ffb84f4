import ForetellForecasting
import ForetellNetworks
import ForetellRandom
import ForetellSeries
import ForetellSimulation
import Testing

@Suite struct EncoderDecoderForecasterTests {
  /// Small and quickly trained.
  private static func recipe(_ columns: CovariateColumns, steps: Int = 6) -> EncoderDecoderRecipe {
    var recipe = EncoderDecoderRecipe(horizon: 4)
    recipe.covariates = columns
    (recipe.inputSize, recipe.hiddenSize, recipe.members) = (9, 8, 1)
    recipe.training = Training(
      optimizer: .adam(learningRate: 1e-2), steps: steps, batchSize: 16, validationInterval: 3)
    return recipe
  }

  private static let columns = CovariateColumns(
    fixed: ["region", "size"], past: ["visitors"], known: ["price", "event"],
    categorical: ["region", "event"])

  /// Two series with everything, and plans for four quarters.
  private static func panel(
    price change: (inout [Double]) -> Void = { _ in }, event: String = "fair",
    lengths: [Int] = [40, 33]
  ) throws -> Panel {
    var plans = (0..<8).map { Double($0) }
    change(&plans)
    let random = RandomStream(seed: 5)
    let series = try lengths.enumerated().map { number, length in
      let plain = try Samples.series(
        "s\(number)", Samples.values(length, seed: UInt64(number + 1)))
      return TimeSeries(
        id: plain.id, frequency: plain.frequency, start: plain.start, values: plain.values,
        covariates: [
          "price": (0..<length).map { 5 + random[uniformAt: $0] },
          "visitors": (0..<length).map { Double($0 * $0 % 31) },
        ],
        attributes: ["region": number == 0 ? "north" : "south", "size": "\(100 + number)"],
        categories: ["event": (0..<length).map { $0 % 5 == 0 ? "fair" : nil }])
    }
    return try Panel(series).replacingFuture(
      FutureCovariates(
        offsets: [0, 4, 8], covariates: ["price": plans],
        categories: ["event": CategoricalColumn((0..<8).map { $0 == 2 ? event : nil })]))
  }

  /// Whether its levels are those of all series or differ by a factor of a hundred.
  @Test(arguments: [1.0, 100])
  func aKnownCauseHelps(_ spread: Double) async throws {
    let whole = try Panel(
      KnownCausePanel(count: 8, length: 154, share: 0.7, spread: spread).panel(
        RandomStream(seed: 3)))
    let history = whole.cutting(
      (0..<8).map { ($0, 0..<140) }, knowing: [KnownCausePanel.column], ahead: 14)
    func error(_ known: [String]) async throws -> Double {
      var recipe = EncoderDecoderRecipe(horizon: 14)
      recipe.covariates = CovariateColumns(known: known)
      (recipe.hiddenSize, recipe.members) = (16, 1)
      recipe.training = EncoderDecoderRecipe.defaultTraining(for: history)
      recipe.training?.steps = 150
      let forecast = try await recipe.fit(to: history).forecast(after: history, horizon: 14)
      return zip(0..<8, forecast.series).reduce(0) { sum, pair in
        zip(whole.values(of: pair.0).suffix(14), pair.1.values).reduce(sum) {
          $0 + abs($1.0 - $1.1)
        }
      }
    }
    let (with, without) = (
      try await error([KnownCausePanel.column]), try await error([])
    )
    #expect(with < 0.65 * without)
  }

  /// What is planned, and nothing else of the future, changes the forecast.
  @Test func plansChangeTheForecast() async throws {
    let model = try await Self.recipe(Self.columns, steps: 40).fit(to: try Self.panel())
    func values(_ panel: Panel) throws -> [[Double]] {
      try model.forecast(after: panel, horizon: 4).series.map(\.values)
    }
    let (plain, dear) = (
      try values(Self.panel()), try values(Self.panel { $0[6] = 9 })
    )
    #expect(plain[0] == dear[0])
    #expect(plain[1].prefix(2) == dear[1].prefix(2))
    #expect(plain[1][2] != dear[1][2])
  }

  @Test(arguments: [false, true])
  func numberOfThreadsChangesNoBit(_ feedsBack: Bool) async throws {
    let panel = try Self.panel()
    var recipe = Self.recipe(Self.columns)
    (recipe.feedsBack, recipe.embedsSeries, recipe.members) = (feedsBack, true, 2)
    var forecasts: [Forecast] = []
    for threads in [1, 3] {
      let model = try await recipe.fit(to: panel, under: FittingConditions(threads: threads))
      forecasts.append(try model.forecast(after: panel, horizon: 4, levels: [80]))
    }
    #expect(forecasts[0] == forecasts[1])
    for series in forecasts[0].series {
      #expect(series.values.allSatisfy { $0.isFinite })
      let interval = try #require(series.intervals.first)
      #expect(zip(interval.lower, series.values).allSatisfy { $0 <= $1 })
    }
  }

  @Test func aModelFileForecastsTheSameBits() async throws {
    let panel = try Self.panel()
    let model = try await Self.recipe(Self.columns).fit(to: panel)
    let file = ModelFile(
      .encoderDecoder(model), timestampFormat: .date, horizon: 4, writer: "test")
    let bytes = try file.encoded()
    let read = try ModelFile(bytes, path: "m")
    #expect(
      try read.model.forecast(after: panel, horizon: 4, levels: [80])
        == model.forecast(after: panel, horizon: 4, levels: [80]))
    #expect(read.model.covariates == model.encoder)
    #expect(try read.encoded() == bytes)
    for place in [bytes.count - 3, bytes.count / 2, 200] {
      var changed = bytes
      changed[place] ^= 1
      #expect(throws: ModelFileError.self) { try ModelFile(changed, path: "m") }
    }
  }

  @Test func whatIsMissingAheadIsNamed() async throws {
    let model = try await Self.recipe(Self.columns).fit(to: try Self.panel())
    func error(_ panel: Panel) -> ForecastingError? {
      do {
        _ = try model.forecast(after: panel, horizon: 4)
        return nil
      } catch { return error as? ForecastingError }
    }
    let absent = error(try Self.panel().replacingFuture(nil))
    #expect(absent?.code == .futureMissing && absent?.series == "s0")
    let hole = error(try Self.panel { $0[5] = .nan })
    #expect(hole?.code == .covariate && hole?.column == "price" && hole?.series == "s1")
    #expect(hole?.timestamp == (try Self.panel()).timestamp(of: 1, at: 34))
    #expect(error(try Self.panel(event: "flood")) == nil)
    let unseen = model.encoder.unseenLabels(in: try Self.panel(event: "flood"), horizon: 4)
    #expect(unseen.map(\.label) == ["flood"])
  }

  @Test func shortAndConstantSeriesFallBackByName() async throws {
    let model = try await Self.recipe(CovariateColumns()).fit(to: try Self.panel())
    let panel = try Samples.panel(
      Samples.values(8), Array(repeating: 3, count: 20), Samples.values(20))
    let forecast = try model.forecast(after: panel, horizon: 4)
    #expect(forecast.substitutions.map(\.series) == ["s0", "s1"])
    #expect(forecast.substitutions[0].reason == "it has 8 values where the network needs 9")
    #expect(forecast.series.allSatisfy { $0.values.count == 4 })
    #expect(throws: ForecastingError.self) { try model.forecast(after: panel, horizon: 5) }
  }

  @Test func whatCannotBeFittedIsRefused() async throws {
    func code(_ recipe: EncoderDecoderRecipe, _ panel: Panel) async -> ForecastingError.Code? {
      do {
        _ = try await recipe.fit(to: panel)
        return nil
      } catch { return (error as? ForecastingError)?.code }
    }
    let panel = try Self.panel()
    var recipe = Self.recipe(CovariateColumns(known: ["weather"]))
    #expect(await code(recipe, panel) == .covariate)
    recipe = Self.recipe(CovariateColumns())
    #expect(await code(recipe, try Samples.panel(Samples.values(7))) == .tooShort)
    recipe.training?.loss = .categoricalCrossEntropy
    #expect(await code(recipe, panel) == .recipe)
    recipe = Self.recipe(CovariateColumns())
    recipe.horizon = 0
    #expect(await code(recipe, panel) == .horizon)
  }

  @Test func whereGradientsGoIsToldAndChangesNothing() async throws {
    let panel = try Self.panel()
    let (model, flows) = try await Samples.flows(of: Self.recipe(Self.columns), on: panel)
    #expect(flows.contains { $0.layers.contains { $0.part == .decoder } })
    #expect(model.members == (try await Self.recipe(Self.columns).fit(to: panel)).members)
  }
}
