import ForetellForecasting
import ForetellNetworks
import ForetellNormalization
import ForetellSeries
import Testing

/// What a person is told whose network has run away.
@Suite struct DivergenceTests {
  private func failure(
    of recipe: RecurrentRecipe, on panel: Panel
  ) async throws -> ForecastingError {
    try await #require(throws: ForecastingError.self) {
      _ = try await recipe.fit(to: panel, under: Samples.oneThread)
    }
  }

  @Test func aLearningRateTooHighIsNamed() async throws {
    var recipe = Samples.recipe(steps: 20)
    recipe.training?.optimizer = .sgd(learningRate: 1e30)
    recipe.training?.clipNorm = nil
    let error = try await failure(of: recipe, on: Samples.panel(Samples.values(60)))
    #expect(error.code == .diverged && error.series == "s0")
    #expect(error.message.contains("at step") && error.message.contains("learning rate of 1e+30"))
    #expect(error.remedy?.contains("--learning-rate") == true)
  }

  @Test func anOutlierIsNamedWithItsSeriesAndStamp() async throws {
    var values = Samples.values(80, seed: 2)
    values[50] = 1e200
    let panel = try Samples.panel(Samples.values(80), values, Samples.values(80, seed: 3))
    var recipe = Samples.recipe(steps: 20)
    recipe.normalization = Normalization(.identity, over: .series)
    let error = try await failure(of: recipe, on: panel)
    #expect(error.code == .diverged && error.series == "s1", "\(error)")
    #expect(error.timestamp == panel.timestamp(of: 1, at: 50))
    #expect(error.message.contains("outlier") && error.message.contains("1e+200"))
  }

  /// Windows near the end reach into what is held back, where a larger value lies.
  @Test func aValueThatTrainingNeverSawIsNotBlamed() async throws {
    var values = Samples.values(80)
    (values[71], values[72]) = (1e200, 1e210)
    var recipe = Samples.recipe(horizon: 8, steps: 20)
    recipe.validationSize = 8
    recipe.normalization = Normalization(.identity, over: .series)
    let panel = try Samples.panel(values)
    let error = try await failure(of: recipe, on: panel)
    #expect(error.code == .diverged, "\(error)")
    #expect(error.timestamp == panel.timestamp(of: 0, at: 71), "\(error)")
  }

  @Test func aScaleThatFitsNothingIsNamed() async throws {
    var recipe = Samples.recipe(steps: 20)
    recipe.normalization = Normalization(.identity, over: .series)
    let error = try await failure(
      of: recipe, on: Samples.panel(Samples.values(60).map { $0 * 1e200 }))
    #expect(error.code == .diverged && error.message.contains("scaling"), "\(error)")
    #expect(error.remedy?.contains("--normalize") == true)
  }

  /// The estimate grows with what is asked for, and is refused before anything begins.
  @Test func aBatchThatDoesNotFitIsRefusedWithTheEstimate() async throws {
    var recipe = Samples.recipe(steps: 1)
    recipe.training?.batchSize = 60_000
    let panel = try Samples.panel(Samples.values(60))
    let conditions = FittingConditions(threads: 1, maximumMemory: 50 << 20)
    let error = try await #require(throws: ForecastingError.self) {
      _ = try await recipe.fit(to: panel, under: conditions)
    }
    #expect(error.code == .memory && error.message.contains("50 MB may be used"))
    recipe.training?.batchSize = 8
    _ = try await recipe.fit(to: panel, under: conditions)
  }
}
