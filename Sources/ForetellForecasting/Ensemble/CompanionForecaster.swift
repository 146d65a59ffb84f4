internal import ForetellSeries

/// A companion fitted to a panel.
enum CompanionForecaster: Sendable {
  case classical(ClassicalForecaster)
  case baseline(BaselineForecaster)

  /// Newest values a classical method is fitted to: what lies further back changes no forecast, but takes time.
  static let mostValues = 5000

  static func fit(
    _ companion: Companion, to panel: Panel, seasonLength: Int, threads: Int
  ) async throws -> CompanionForecaster {
    if let baseline = companion.baseline {
      return .baseline(BaselineForecaster(baseline: baseline, seasonLength: seasonLength))
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
    }
    return forecast.series.flatMap(\.values)
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
