internal import ForetellSeries

/// A companion fitted to a panel.
enum CompanionForecaster: Sendable {
  case classical(ClassicalForecaster)
  case baseline(BaselineForecaster)
  case pretrained(PretrainedForecaster)

  /// Newest values a classical method is fitted to: what lies further back changes no forecast, but takes time.
  static let mostValues = 5000

  static func fit(
    _ companion: Companion, to panel: Panel, _ resolved: ResolvedEnsemble, threads: Int
  ) async throws -> CompanionForecaster {
    let seasonLength = resolved.seasonLength
    if let baseline = companion.baseline {
      return .baseline(BaselineForecaster(baseline: baseline, seasonLength: seasonLength))
    }
    if companion == .zero || companion == .tuned {
      var base = try Pretrained.forecaster(
        for: panel, seasonLength: resolved.pretrainedSeasonLength)
      base.threads = threads
      guard companion == .tuned else { return .pretrained(base) }
      var recipe = TunedRecipe(horizon: resolved.recipe.horizon)
      recipe.seed = resolved.recipe.seed
      recipe.steps = Tuning.standardSteps(values: panel.storage.count) / 2
      recipe.budget = resolved.recipe.budget.map { $0 / Double(4 * (resolved.trials + 1)) }
      let tuned = try await recipe.fit(
        to: panel, from: base, under: FittingConditions(threads: threads))
      return .pretrained(tuned.pretrained)
    }
    let recipe = ClassicalRecipe(
      companion.classicalMethod ?? .theta, seasonLength: seasonLength)
    return .classical(
      try await recipe.fit(
        to: panel.newest(mostValues), under: FittingConditions(threads: threads)))
  }

  /// The `horizon` values after each series, one after the other.
  func points(after panel: Panel, horizon: Int) throws -> [Double] {
    let forecast: Forecast
    switch self {
    case .classical(let model):
      forecast = try model.forecast(after: panel.newest(Self.mostValues), horizon: horizon)
    case .baseline(let model): forecast = try model.forecast(after: panel, horizon: horizon)
    case .pretrained(let model): forecast = try model.forecast(after: panel, horizon: horizon)
    }
    return forecast.series.flatMap(\.values)
  }
}

extension ResolvedEnsemble {
  /// The season that pretrained networks see: a year where networks of the panel would see one.
  var pretrainedSeasonLength: Int {
    seasonLength == 1 && kind == .weekly ? 52 : seasonLength
  }
}

extension Panel {
  /// The same series with their last `count` values at the most.
  func newest(_ count: Int) -> Panel {
    guard (0..<self.count).contains(where: { range(of: $0).count > count }) else { return self }
    return cutting(
      (0..<self.count).map { series in
        let length = range(of: series).count
        return (series, max(0, length - count)..<length)
      })
  }
}
