import ForetellForecasting
import ForetellNetworks
import ForetellRandom
import ForetellSeries
import ForetellSimulation
import Testing

@Suite struct ColdStartTests {
  private static func recipe(steps: Int = 6) -> ColdStartRecipe {
    var recipe = ColdStartRecipe(horizon: 12)
    recipe.covariates = CovariateColumns(
      fixed: ["category", "launch", "price"], categorical: ["category", "launch"])
    recipe.members = 1
    recipe.training = ColdStartRecipe.defaultTraining
    recipe.training?.steps = steps
    return recipe
  }

  private static let products = LaunchPanel(count: 160, length: 12).panel(RandomStream(seed: 2))

  private static func launches(
    _ products: some Sequence<TimeSeries>, keeping count: Int = 0,
    change: (inout TimeSeries) -> Void = { _ in }
  ) throws -> Panel {
    try Panel(
      products.map { product in
        var product = product
        product.values = Array(product.values.prefix(count))
        change(&product)
        return product
      })
  }

  @Test func newSeriesAreNearerThanTheMeanProfile() async throws {
    let known = try Panel(Array(Self.products.prefix(120)))
    let model = try await Self.recipe(steps: 300).fit(to: known)
    let forecast = try model.forecast(
      after: try Self.launches(Self.products.suffix(40)), horizon: 12, levels: [80])
    let came = try Panel(Array(Self.products.suffix(40)))
    let profile = LaunchTrial.profile(of: known, series: Array(0..<120), horizon: 12)
    let numbers = Array(0..<40)
    let ours = LaunchTrial.error(forecast.series.map(\.values), of: numbers, in: came)
    #expect(ours < 0.7 * LaunchTrial.error(numbers.map { _ in profile }, of: numbers, in: came))
    let trial = try #require(model.trial)
    #expect(trial.series == 24 && trial.meanAbsoluteError < 0.8 * trial.profileError)
    // Four of five values lie within, or nearly so.
    var inside = 0
    for (number, series) in forecast.series.enumerated() {
      let band = try #require(series.intervals.first)
      for (step, value) in came.values(of: number).enumerated()
      where value >= band.lower[step] && value <= band.upper[step] { inside += 1 }
    }
    #expect(Double(inside) / 480 > 0.65)
    #expect(forecast.series[0].timestamps.first == came.starts[0])
  }

  @Test func aSeriesThatHasBegunIsFollowed() async throws {
    let model = try await Self.recipe().fit(to: try Panel(Array(Self.products.prefix(40))))
    let whole = try model.forecast(after: try Self.launches(Self.products.prefix(3)), horizon: 12)
    let begun = try model.forecast(
      after: try Self.launches(Self.products.prefix(3), keeping: 5), horizon: 7)
    for (whole, begun) in zip(whole.series, begun.series) {
      #expect(Array(whole.values.suffix(7)) == begun.values)
      #expect(Array(whole.timestamps.suffix(7)) == begun.timestamps)
    }
    #expect(throws: ForecastingError.self) {
      try model.forecast(
        after: try Self.launches(Self.products.prefix(3), keeping: 5), horizon: 8)
    }
  }

  @Test func aModelFileForecastsTheSameBits() async throws {
    let model = try await Self.recipe().fit(to: try Panel(Array(Self.products.prefix(40))))
    let launches = try Self.launches(Self.products.suffix(5))
    let file = ModelFile(.coldStart(model), timestampFormat: .date, horizon: 12, writer: "test")
    let bytes = try file.encoded()
    let read = try ModelFile(bytes, path: "m")
    #expect(
      try read.model.forecast(after: launches, horizon: 12, levels: [80])
        == model.forecast(after: launches, horizon: 12, levels: [80]))
    #expect(try read.encoded() == bytes)
    var changed = bytes
    changed[bytes.count - 3] ^= 1
    #expect(throws: ModelFileError.self) { try ModelFile(changed, path: "m") }
  }

  @Test func whatIsUnknownOrMissingIsToldApart() async throws {
    let model = try await Self.recipe().fit(to: try Panel(Array(Self.products.prefix(40))))
    let strange = try Self.launches(Self.products.suffix(1)) { $0.attributes["category"] = "boats" }
    #expect(model.encoder.unseenLabels(in: strange, horizon: 12).map(\.label) == ["boats"])
    #expect(
      try model.forecast(after: strange, horizon: 12).series[0].values.allSatisfy(\.isFinite))
    let bare = try Self.launches(Self.products.suffix(2)) { $0.attributes["price"] = nil }
    #expect {
      try model.forecast(after: bare, horizon: 12)
    } throws: { error in
      let error = error as? ForecastingError
      return error?.code == .covariate && error?.column == "price"
    }
  }

  @Test func whatIsNoColdStartIsRefused() async throws {
    let panel = try Panel(Array(Self.products.prefix(20)))
    var recipe = Self.recipe()
    recipe.covariates.fixed = []
    recipe.covariates.categorical = []
    await #expect(throws: ForecastingError.self) { try await recipe.fit(to: panel) }
    recipe = Self.recipe()
    recipe.normalization = .init(.standard, over: .series)
    await #expect(throws: ForecastingError.self) { try await recipe.fit(to: panel) }
  }

  @Test func impossibleSizesAreRefused() async throws {
    let panel = try Panel(Array(Self.products.prefix(20)))
    let changes: [(inout ColdStartRecipe) -> Void] = [
      { $0.training?.steps = 0 }, { $0.training?.batchSize = 0 },
      { $0.training?.batchSize = 1 << 40 }, { $0.training?.validationInterval = 0 },
      { $0.training?.patience = 0 }, { $0.training?.clipNorm = 0 }, { $0.members = 0 },
      { $0.hiddenSize = 0 }, { $0.hiddenSize = 1 << 40 }, { $0.validationShare = 1 },
    ]
    for (number, change) in changes.enumerated() {
      var recipe = Self.recipe()
      change(&recipe)
      let error = await #expect(throws: ForecastingError.self) { try await recipe.fit(to: panel) }
      #expect(error?.code == .recipe && error?.remedy != nil, "\(number)")
    }
    let error = await #expect(throws: ForecastingError.self) {
      try await Self.recipe().fit(to: panel, under: FittingConditions(maximumMemory: 10_000))
    }
    #expect(error?.code == .memory)
  }

  @Test func anExtremeFactIsNamedByItsColumn() async throws {
    let model = try await Self.recipe().fit(to: try Panel(Array(Self.products.prefix(40))))
    let launches = try Self.launches(Self.products.suffix(1)) { $0.attributes["price"] = "1e300" }
    let error = #expect(throws: ForecastingError.self) {
      try model.forecast(after: launches, horizon: 12)
    }
    #expect(error?.column == "price" && error?.series == launches.ids[0])
  }

  /// A file whose recipe does not fit itself is damaged, with a checksum that is right.
  @Test(arguments: [
    (#""hasSkip":true"#, #""feedback":0,"hasSkip":true"#),
    (#""scales":{"price""#, #""scales":{"prise""#),
    (#""past":[],"static""#, #""past":["x"],"static""#),
  ])
  func recipesThatContradictThemselvesAreDamaged(_ old: String, _ new: String) async throws {
    let model = try await Self.recipe().fit(to: try Panel(Array(Self.products.prefix(40))))
    let file = ModelFile(.coldStart(model), timestampFormat: .date, horizon: 12, writer: "test")
    var raw = try RawFile(try file.encoded())
    let recipe = try #require(raw.metadata["recipe"])
    #expect(try ModelFile(raw.sealed(), path: "m").horizon == 12)
    try #require(recipe.contains(old), "\(recipe)")
    raw.metadata["recipe"] = recipe.replacing(old, with: new)
    let error = try #require(throws: ModelFileError.self) {
      try ModelFile(raw.sealed(), path: "m")
    }
    #expect(error.code == .damaged)
  }
}
