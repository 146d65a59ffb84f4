import ForetellForecasting
import ForetellNetworks
import ForetellRandom
import ForetellSeries
import Foundation
import Testing

/// Pretrained networks, trained on for a while on the series of a panel.
@Suite struct TuningTests {
  /// Twelve months of which the third of every other year is a peak: a law that no synthetic series follows.
  static func lawful(_ count: Int, seed: UInt64) -> [Double] {
    let random = RandomStream(seed: seed)
    return (0..<count).map { t in
      let base = t % 24 < 12 ? 100.0 : 150.0
      return base + 2 * Double(t % 12) + 3 * random[uniformAt: t]
    }
  }

  static func walk(_ count: Int, seed: UInt64) -> [Double] {
    let random = RandomStream(seed: seed)
    var level = 1000.0
    return (0..<count).map { t in
      level += random[uniformAt: t] < 0.5 ? -1 : 1
      return level
    }
  }

  static func recipe(steps: Int = 16, horizon: Int = 6) -> TunedRecipe {
    var recipe = TunedRecipe(horizon: horizon)
    (recipe.seasonLength, recipe.steps, recipe.batchSize) = (12, steps, 16)
    return recipe
  }

  static func fit(
    _ recipe: TunedRecipe, _ series: [[Double]], threads: Int = 1
  ) async throws -> TunedForecaster {
    try await recipe.fit(
      to: try PretrainedTests.panel(series), under: FittingConditions(threads: threads))
  }

  @Test func aLawOfThePanelIsLearned() async throws {
    let series = (0..<24).map { Self.lawful(84, seed: UInt64($0)) }
    let model = try await Self.fit(Self.recipe(steps: 120, horizon: 12), series)
    #expect(model.tuning.isTuned && model.tuning.ratio < 0.8, "\(model.tuning.text)")
    #expect(model.summary?.contains("less error") == true)
    let validation = try #require(model.validation)
    #expect(validation.size == model.tuning.heldBack && validation.windows >= 24)
    // A series that it has never seen.
    let known = Self.lawful(84, seed: 99)
    let (past, future) = (try PretrainedTests.panel([Array(known.prefix(72))]), known.suffix(12))
    func error(_ forecaster: some Forecaster) throws -> Double {
      let values = try forecaster.forecast(after: past, horizon: 12).series[0].values
      return zip(values, future).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    let untouched = try Pretrained.forecaster(for: past, seasonLength: 12)
    #expect(try error(model) < 0.8 * error(untouched))
  }

  /// Nothing can be learned from independent coins.
  @Test func whereNothingIsToBeLearnedTheNetworkStaysAsItWas() async throws {
    let series = (0..<12).map { Self.walk(60, seed: UInt64($0)) }
    var recipe = Self.recipe(steps: 60)
    recipe.learningRate = 1e-2
    let model = try await Self.fit(recipe, series)
    #expect(!model.tuning.isTuned && model.tuning.triedSteps == 60)
    #expect(model.tuning.text.hasPrefix("not tuned"))
    let panel = try PretrainedTests.panel(series)
    let untouched = try Pretrained.forecaster(for: panel, seasonLength: 12)
    #expect(model.pretrained.committees == untouched.committees)
    #expect(
      try Samples.bits(model.forecast(after: panel, horizon: 6))
        == Samples.bits(untouched.forecast(after: panel, horizon: 6)))
  }

  @Test func gainsWithinTheDoubtAreNotBelieved() {
    func errors(_ size: Double) -> BlendChoice.Errors {
      var errors = BlendChoice.Errors()
      errors.add(actual: 100, forecast: 100 + size, size: 1)
      return errors
    }
    let before = (0..<40).map { _ in errors(10) }
    let surely = TuningVerdict(of: before.map { _ in errors(9) }, beside: before)
    #expect(surely.helps && abs(surely.ratio - 0.9) < 0.01)
    let wildly = TuningVerdict(
      of: before.indices.map { errors($0 % 2 == 0 ? 1 : 19) }, beside: before)
    #expect(!wildly.helps && wildly.ratio < 1.001)
    #expect(!TuningVerdict(of: [errors(1)], beside: [errors(10)]).helps)
    #expect(!TuningVerdict(of: before, beside: before).helps)
    #expect(!TuningVerdict(of: [], beside: []).helps)
  }

  @Test func theSameSeedGivesTheSameBitsOnAnyThreads() async throws {
    let series = (0..<9).map { Self.lawful(40 + 5 * $0, seed: UInt64($0)) }
    var recipe = Self.recipe()
    recipe.validates = false
    func bytes(_ threads: Int) async throws -> [UInt8] {
      try Samples.file(.tuned(try await Self.fit(recipe, series, threads: threads))).encoded()
    }
    let one = try await bytes(1)
    #expect(try await bytes(1) == one)
    #expect(try await bytes(2) == one)
    recipe.seed = 1
    #expect(try await bytes(1) != one)
  }

  @Test func theFileForecastsTheSameBits() async throws {
    let series = (0..<6).map { Self.lawful(50, seed: UInt64($0)) } + [[3, 3, 3], [1, 2]]
    for validates in [true, false] {
      var recipe = Self.recipe()
      recipe.validates = validates
      let model = try await Self.fit(recipe, series)
      let file = Samples.file(.tuned(model))
      let bytes = try file.encoded()
      #expect(bytes.count < 220_000)
      let loaded = try ModelFile(bytes, path: "model")
      #expect(try loaded.encoded() == bytes)
      guard case .tuned(let back) = loaded.model else {
        Issue.record("another kind")
        continue
      }
      #expect(back.tuning == model.tuning && back.recipe == model.recipe)
      let panel = try PretrainedTests.panel(series + [Self.walk(30, seed: 5)])
      #expect(
        try back.forecast(after: panel, horizon: 9, levels: [80])
          == model.forecast(after: panel, horizon: 9, levels: [80]))
      for place in stride(from: 9, to: bytes.count, by: 9973) {
        var damaged = bytes
        damaged[place] ^= 4
        #expect(throws: ModelFileError.self) { try ModelFile(damaged, path: "model") }
      }
    }
  }

  @Test(arguments: [
    ("tuning", "\"steps\":16", "\"steps\":-1"),
    ("recipe", "\"seasonLength\":12", "\"seasonLength\":0"),
    ("recipe", "\"seasonLength\":12", "\"seasonLength\":24"),
    ("recipe", "\"horizon\":6", "\"horizon\":0"),
    ("network.monthly", "\"layers\":2", "\"layers\":1"),
  ])
  func numbersThatLieAreFound(_ key: String, _ text: String, _ lie: String) async throws {
    var recipe = Self.recipe()
    recipe.validates = false
    let model = try await Self.fit(recipe, [Self.lawful(50, seed: 1)])
    var file = try RawFile(Samples.file(.tuned(model)).encoded())
    let metadata = try #require(file.metadata[key])
    #expect(metadata.contains(text), "\(metadata)")
    file.metadata[key] = metadata.replacingOccurrences(of: text, with: lie)
    let bytes = try file.sealed()
    #expect(throws: ModelFileError.self) { try ModelFile(bytes, path: "model") }
  }

  @Test func seriesTooShortAreForecastUntuned() async throws {
    for series in [[[1.0, 2]], [[5.0, 5, 5]], [[1.0, 2, 4, 3]]] {
      let model = try await Self.fit(Self.recipe(), series)
      #expect(!model.tuning.isTuned)
      let panel = try PretrainedTests.panel(series)
      let forecast = try model.forecast(after: panel, horizon: 6, levels: [80])
      #expect(forecast.model == "Tuned" && forecast.series[0].values.allSatisfy(\.isFinite))
    }
  }

  @Test(arguments: [1, 4, 7, 24, 48, 52, 100])
  func anySeasonIsTuned(_ season: Int) async throws {
    var recipe = Self.recipe(steps: 4)
    (recipe.seasonLength, recipe.validates) = (season, false)
    let series = (0..<3).map { PretrainedTests.values(420, season: season, seed: UInt64($0)) }
    let model = try await Self.fit(recipe, series)
    #expect(model.tuning.steps == 4 && model.tuning.series == (season == 48 ? 6 : 3))
    let forecast = try model.forecast(after: try PretrainedTests.panel(series), horizon: 30)
    #expect(forecast.series.allSatisfy { $0.values.allSatisfy { $0.isFinite && $0 > 0 } })
  }

  /// Only what was observed is a target, and only at steps that know enough.
  @Test func missingValuesTeachNothing() throws {
    let shape = PretrainedShape.standard(.monthly)
    var values = Self.lawful(60, seed: 3)
    values[41] = .nan
    let panel = try PretrainedTests.panel([values])
    let series = TuningSeries(panel, shape: shape, seasonLength: 12)
    #expect(series.isObserved.indices.filter { !series.isObserved[$0] } == [41])
    let network = try RecurrentNetwork(shape.network(readout: .everyStep))
    var batch = Batch<Float>(network.configuration, steps: shape.trainingSteps, rows: 8)
    let engine = Engine(threads: 1, instructionSet: try InstructionSet.preferred())
    let batches = TuningBatches(series: series, random: RandomStream(seed: 4), engine: engine)
    for step in 0..<3 {
      // What an earlier batch left behind must not stay.
      batch.weights = batch.weights.map { _ in 9 }
      let outputs = network.configuration.outputSize
      for row in 0..<8 {
        for time in 0..<shape.trainingSteps {
          for rest in shape.horizon..<outputs {
            batch.weights[(time * 8 + row) * outputs + rest] = 0
          }
        }
      }
      batches.fill(&batch, step: step)
      for row in 0..<8 {
        let draw = series.draw(
          RandomStream(seed: 4)[uniformAt: 3 * (8 * step + row)],
          RandomStream(seed: 4)[uniformAt: 3 * (8 * step + row) + 1],
          RandomStream(seed: 4)[uniformAt: 3 * (8 * step + row) + 2])
        for time in 0..<shape.trainingSteps {
          let seen = draw.prefix + time
          for ahead in 0..<shape.horizon {
            let isTarget = seen >= shape.fewestTrainingValues && seen + ahead < 60
            let expected: Float = isTarget && seen + ahead != 41 ? 1 : 0
            #expect(batch.weights[(time * 8 + row) * outputs + ahead] == expected)
          }
        }
      }
    }
  }

  @Test func impossibleRecipesAreRefused() async throws {
    let changes: [@Sendable (inout TunedRecipe) -> Void] = [
      { $0.steps = 0 }, { $0.batchSize = 0 }, { $0.learningRate = -1 }, { $0.budget = 0 },
      { $0.horizon = 0 }, { $0.seasonLength = 0 }, { $0.learningRate = .nan },
    ]
    for change in changes {
      var recipe = Self.recipe()
      change(&recipe)
      await #expect(throws: ForecastingError.self) {
        try await Self.fit(recipe, [Self.lawful(40, seed: 0)])
      }
    }
  }

  /// Whatever the machine: from the seconds of a step, not from a clock.
  @Test func aBudgetIsKept() async throws {
    func steps(_ budget: Double, _ second: Double, runs: Int = 2, most: Int? = nil) -> Int {
      Tuning.steps(within: budget, secondsOfStep: second, runs: runs, atMost: most)
    }
    #expect(steps(10, 0.01) == 425 && steps(10, 0.01, runs: 1) == 850)
    #expect(steps(10, 0.01, most: 100) == 100)
    // What was asked for is the most, however few that is.
    #expect(steps(10, 0.01, most: 1) == 1)
    #expect(steps(1e-3, 5) == 8 && steps(1e9, 1e-6) == 20_000)
    var recipe = Self.recipe(steps: 9)
    recipe.budget = 1000
    let model = try await Self.fit(recipe, (0..<4).map { Self.lawful(60, seed: UInt64($0)) })
    #expect(model.tuning.triedSteps == 9)
  }

  @Test func whatWouldNotFitIntoMemoryIsRefused() async throws {
    let panel = try PretrainedTests.panel([Self.lawful(60, seed: 1)])
    await #expect(throws: ForecastingError.self) {
      try await Self.recipe().fit(
        to: panel, under: FittingConditions(threads: 1, maximumMemory: 1 << 20))
    }
  }

  // MARK: In the ensemble

  @Test(arguments: [
    Blend.alone(.zero), .alone(.tuned), Blend([.zero: 0.3, .tuned: 0.3, .theta: 0.2]),
  ])
  func ensemblesHoldPretrainedNetworks(_ blend: Blend) async throws {
    let panel = try Samples.panel(Samples.values(60), Samples.values(50, seed: 2), [7, 7, 7])
    var recipe = try EnsembleTests.recipe(for: panel)
    recipe.blend = blend
    let model = try await recipe.fit(to: panel, under: Samples.oneThread)
    let bytes = try Samples.file(.ensemble(model)).encoded()
    let loaded = try ModelFile(bytes, path: "model")
    #expect(try loaded.encoded() == bytes)
    let expected = try model.forecast(after: panel, horizon: 3, levels: [80])
    #expect(try loaded.model.forecast(after: panel, horizon: 3, levels: [80]) == expected)
    guard blend == .alone(.zero) else { return }
    let alone = try Pretrained.forecaster(for: panel, seasonLength: 4)
      .forecast(after: panel, horizon: 3)
    #expect(expected.series[0].values == alone.series[0].values)
  }
}
