import ForetellForecasting
import ForetellNetworks
import ForetellRandom
import ForetellSeries
import Foundation
import Testing

/// Forecasts by paths drawn from learned distributions.
@Suite struct LikelihoodForecasterTests {
  /// A few steps of a small network: fast, and by no means good.
  private static func recipe(
    _ likelihood: Likelihood? = nil, horizon: Int = 3, steps: Int = 6, paths: Int = 60
  ) -> LikelihoodRecipe {
    var recipe = LikelihoodRecipe(horizon: horizon, likelihood: likelihood)
    recipe.hiddenSize = 8
    recipe.paths = paths
    recipe.members = 2
    recipe.training = LikelihoodRecipe.standardTraining
    recipe.training?.steps = steps
    recipe.training?.batchSize = 8
    recipe.training?.validationInterval = 3
    return recipe
  }

  private static func counts(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var draws = Draws(RandomStream(seed: seed))
    return (0..<count).map { _ in
      Distribution.negativeBinomial(mean: 3, dispersion: 0.5).sample(using: &draws)
    }
  }

  @Test func theLikelihoodIsChosenByTheData() throws {
    func chosen(_ values: [Double]) throws -> Likelihood {
      try Self.recipe().resolved(for: try Samples.panel(values)).likelihood
    }
    #expect(try chosen(Self.counts(40)) == .negativeBinomial)
    #expect(try chosen(Self.counts(40).map { $0 + 0.5 }) == .studentT)
    #expect(try chosen(Self.counts(40).map { -$0 }) == .studentT)
    #expect(try chosen(Self.counts(40).map { 1000 * $0 }) == .studentT)
  }

  @Test func aValueOutsideTheDomainIsNamed() async throws {
    for (value, place) in [(-1.0, 4), (2.5, 20)] {
      var values = Self.counts(30)
      values[place] = value
      let panel = try Samples.panel(Self.counts(30), values)
      let error = await #expect(throws: ForecastingError.self) {
        try await Self.recipe(.negativeBinomial).fit(to: panel)
      }
      #expect(error?.code == .domain && error?.series == "s1")
      #expect(error?.timestamp == panel.timestamp(of: 1, at: place))
      #expect(error?.message.contains("\(value)") == true)
      let fitted = try await Self.recipe(.negativeBinomial)
        .fit(to: try Samples.panel(Self.counts(30)))
      #expect(throws: ForecastingError.self) { try fitted.forecast(after: panel, horizon: 2) }
    }
  }

  @Test(arguments: Likelihood.allCases)
  func bitsDependOnTheSeedAlone(_ likelihood: Likelihood) async throws {
    let panel = try Samples.panel(Self.counts(40), Self.counts(25, seed: 2), Self.counts(9))
    var found: [Forecast] = []
    for threads in [1, 4] {
      let model = try await Self.recipe(likelihood)
        .fit(to: panel, under: FittingConditions(threads: threads))
      found.append(try model.forecast(after: panel, horizon: 5, levels: [80]))
      // What stands beside a series moves no bit of it.
      let alone = try model.forecast(after: panel.selecting([1]), horizon: 5, levels: [80])
      #expect(alone.series[0] == found[0].series[1])
    }
    #expect(found[0] == found[1])
    var other = Self.recipe(likelihood)
    other.seed = 1
    let another = try await other.fit(to: panel).forecast(after: panel, horizon: 5, levels: [80])
    #expect(another != found[0])
  }

  @Test(arguments: Likelihood.allCases)
  func intervalsNestAroundThePointAndCountsAreNotNegative(_ likelihood: Likelihood) async throws {
    let panel = try Samples.panel(Self.counts(40), Self.counts(25, seed: 2))
    let model = try await Self.recipe(likelihood, steps: 30).fit(to: panel)
    let forecast = try model.forecast(after: panel, horizon: 4, levels: [50, 95])
    for series in forecast.series {
      #expect(series.intervals.map(\.level) == [50, 95])
      for step in 0..<4 {
        let (inner, outer) = (series.intervals[0], series.intervals[1])
        #expect(outer.lower[step] <= inner.lower[step] && inner.lower[step] <= inner.upper[step])
        #expect(inner.upper[step] <= outer.upper[step])
        #expect(outer.lower[step]...outer.upper[step] ~= series.values[step])
        if likelihood == .negativeBinomial { #expect(outer.lower[step] >= 0) }
      }
    }
    let paths = try model.paths(after: panel, horizon: 4)
    #expect(paths.count == 2 && paths[0].count == 60 && paths[0][0].count == 4)
    if likelihood == .negativeBinomial {
      #expect(paths.joined().joined().allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    }
  }

  @Test(arguments: Likelihood.allCases)
  func itComesBackFromItsFile(_ likelihood: Likelihood) async throws {
    let panel = try Samples.panel(Self.counts(40), Self.counts(25, seed: 2))
    let model = try await Self.recipe(likelihood).fit(to: panel)
    let bytes = try Samples.file(.likelihood(model)).encoded()
    let loaded = try ModelFile(bytes, path: "model")
    #expect(try loaded.encoded() == bytes)
    #expect(loaded.model.name == "DeepAR" && loaded.model.frequency == .quarterly)
    let grown = try Samples.panel(Self.counts(45), Self.counts(31, seed: 2))
    #expect(
      try loaded.model.forecast(after: grown, horizon: 3, levels: [80])
        == (try model.forecast(after: grown, horizon: 3, levels: [80])))
  }

  /// Numbers that a file may claim, with the right checksum.
  @Test(arguments: [
    ("recipe", "\"context\":", "\"context\":0,\"was\":"),
    ("recipe", "\"context\":", "\"context\":-9223372036854775808,\"was\":"),
    ("recipe", "\"lags\":[1,", "\"lags\":[0,"), ("recipe", "\"lags\":[1,", "\"lags\":["),
    ("recipe", "\"likelihood\":\"gaussian\"", "\"likelihood\":\"cauchy\""),
    ("recipe", "\"likelihood\":\"gaussian\"", "\"likelihood\":\"student-t\""),
    ("recipe", "\"members\":2,\"network\"", "\"members\":200000,\"network\""),
    ("recipe", "\"paths\":60", "\"paths\":0"), ("recipe", "\"spread\":", "\"spread\":-"),
    ("recipe", "\"hiddenSize\":8", "\"hiddenSize\":9"), ("record", "trainedSteps", "steps"),
  ])
  func numbersThatLieAreFound(_ key: String, _ text: String, _ lie: String) async throws {
    let model = try await Self.recipe(.gaussian).fit(to: try Samples.panel(Self.counts(40)))
    var file = try RawFile(try Samples.file(.likelihood(model)).encoded())
    let metadata = try #require(file.metadata[key])
    #expect(metadata.contains(text), "\(metadata)")
    file.metadata[key] = metadata.replacingOccurrences(of: text, with: lie)
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile(try file.sealed(), path: "model.foretell")
    }
    #expect(error?.code == .damaged)
  }

  @Test(arguments: [1e300, -1e300, 1e-300, 1e9])
  func valuesOfAnySizeAreForecastInTheirSize(_ scale: Double) async throws {
    let panel = try Samples.panel(Samples.values(30).map { $0 / 20 * scale })
    let model = try await Self.recipe(.studentT).fit(to: panel)
    for value in try model.forecast(after: panel, horizon: 3).series[0].values {
      #expect(abs(value / scale) <= 10 && abs(value / scale) >= 1e-3)
    }
  }

  @Test func constantSeriesGoOnAndShortOnesAndGapsAreForecast() async throws {
    var gaps = Self.counts(30)
    (gaps[3], gaps[28], gaps[29]) = (.nan, .nan, .nan)
    let still = [Double](repeating: 7, count: 20)
    let panel = try Samples.panel(gaps, still, [4], [4, 5], Self.counts(30))
    let model = try await Self.recipe().fit(to: panel)
    let forecast = try model.forecast(after: panel, horizon: 3, levels: [80])
    #expect(forecast.series.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    #expect(forecast.series[1].values == [7, 7, 7])
    #expect(forecast.substitutions.map(\.series) == ["s1", "s2"])
  }

  @Test func forecastForTomorrowUsesTodaysValue() async throws {
    let values = Samples.values(40)
    let model = try await Self.recipe(.gaussian, steps: 60).fit(to: try Samples.panel(values))
    var changed = values
    changed[39] += 2
    let before = try model.forecast(after: try Samples.panel(values), horizon: 1)
    let after = try model.forecast(after: try Samples.panel(changed), horizon: 1)
    #expect(abs(before.series[0].values[0] - after.series[0].values[0]) > 1e-3)
  }

  /// Independent normal numbers on scales of their own: a law that is soon learned.
  @Test func intervalsHoldWhatTheyPromise() async throws {
    let horizon = 6
    let whole = try Panel(
      (0..<150).map { number in
        var draws = Draws(RandomStream(seed: 4).stream(number))
        let (level, size) = (draws.uniform(in: -50...50), draws.logUniform(in: 0.1...10))
        return try Samples.series(
          "s\(number)", (0..<66).map { _ in level + size * draws.normal() })
      })
    var recipe = Self.recipe(.gaussian, horizon: horizon, steps: 250, paths: 200)
    recipe.training?.batchSize = 32
    recipe.training?.validationInterval = 50
    recipe.seasonLength = 1
    let history = whole.prefix(dropping: horizon)
    let forecast = try await recipe.fit(to: history)
      .forecast(after: history, horizon: horizon, levels: [80, 95])
    for (number, level) in [80.0, 95].enumerated() {
      var hits = 0.0
      for (index, series) in forecast.series.enumerated() {
        let interval = series.intervals[number]
        for (step, value) in whole.values(of: index).suffix(horizon).enumerated()
        where interval.lower[step]...interval.upper[step] ~= value { hits += 1 }
      }
      // 900 values: a standard error of 1.3 and 0.7 points.
      #expect(abs(100 * hits / 900 - level) <= 5, "\(level): \(hits / 9)")
    }
  }

  @Test func impossibleTrainingIsRefused() async throws {
    let panel = try Samples.panel(Self.counts(40))
    let changes: [(inout Training) -> Void] = [
      { $0.clipNorm = -1 }, { $0.clipValue = 0 }, { $0.patience = .max }, { $0.patience = 0 },
      { $0.validationInterval = 0 }, { $0.schedule = .cosine(warmup: 2) },
      { $0.schedule = .onPlateau() },
    ]
    for (number, change) in changes.enumerated() {
      var recipe = Self.recipe()
      var training = LikelihoodRecipe.standardTraining
      change(&training)
      recipe.training = training
      let error = await #expect(throws: ForecastingError.self) { try await recipe.fit(to: panel) }
      #expect(error?.code == .recipe && error?.remedy != nil, "\(number)")
    }
  }

  @Test func whereGradientsGoIsToldAndChangesNothing() async throws {
    let panel = try Samples.panel(Self.counts(40))
    let (model, flows) = try await Samples.flows(of: Self.recipe(), on: panel)
    #expect(!flows.isEmpty && flows.allSatisfy { !$0.layers.isEmpty })
    #expect(model.members == (try await Self.recipe().fit(to: panel)).members)
  }

  @Test func boundsOfCountsAreCounts() async throws {
    let panel = try Samples.panel(Self.counts(40))
    let fitted = try await Self.recipe(.negativeBinomial).fit(to: panel)
    let series = try fitted.forecast(after: panel, horizon: 3, levels: [80, 95]).series[0]
    for interval in series.intervals {
      #expect((interval.lower + interval.upper).allSatisfy { $0 >= 0 && $0 == $0.rounded() })
      #expect(zip(interval.lower, interval.upper).allSatisfy { $0 <= $1 })
    }
    // A law of any number gives any number.
    let free = try await Self.recipe(.studentT).fit(to: panel)
    let bounds = try free.forecast(after: panel, horizon: 3, levels: [80]).series[0].intervals[0]
    #expect(bounds.upper.contains { $0 != $0.rounded() })
  }
}
