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
}

extension Recipe {
  /// Fits on all processors, without reports.
  public func fit(to history: Panel) async throws -> Fitted {
    try await fit(to: history, under: FittingConditions())
  }
}
