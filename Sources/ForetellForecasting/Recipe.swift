public import ForetellSeries

/// How to make a forecaster: a plain value without state.
public protocol Recipe: Codable, Hashable, Sendable {
  associatedtype Fitted: Forecaster

  /// The name that its forecasts will bear.
  var name: String { get }

  /// Fits a forecaster to history; nothing after its last values is seen, because nothing is there.
  ///
  /// - Throws: ``ForecastingError`` where the history does not allow it, `CancellationError` where the
  ///   task is cancelled.
  func fit(to history: Panel, under conditions: FittingConditions) async throws -> Fitted

  /// About how many seconds ``fit(to:under:)`` will take, from a short trial.
  func estimatedSeconds(toFit history: Panel, under conditions: FittingConditions) async throws
    -> Double
}

/// A recipe that can go on from what an earlier fit has learned.
public protocol WarmStartingRecipe: Recipe {
  /// Fits as ``fit(to:under:)`` does, but begins with the parameters of a forecaster of the same recipe
  /// where they fit the network.
  func fit(
    to history: Panel, startingFrom earlier: Fitted, under conditions: FittingConditions
  ) async throws -> Fitted
}

extension Recipe {
  /// Nothing is known of a recipe that does not say: 0.
  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double { 0 }

  /// The time for a few of the series, for all of them; for recipes that fit each series by itself.
  func secondsBySample(of history: Panel) async throws -> Double {
    let sample = min(history.count, 4)
    let stride = max(1, history.count / max(1, sample))
    let panel = history.selecting((0..<sample).map { $0 * stride })
    let start = ContinuousClock.now
    _ = try await fit(to: panel, under: FittingConditions(threads: 1))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return seconds * Double(history.count) / Double(max(1, sample))
  }
  /// Fits on all processors, without reports.
  public func fit(to history: Panel) async throws -> Fitted {
    try await fit(to: history, under: FittingConditions())
  }
}
