public import ForetellSeries

/// What fitting a recipe returns; it alone can forecast.
public protocol Forecaster: Sendable {
  /// The name of the model, which becomes the name of its column.
  var name: String { get }

  /// Forecasts the values after the end of each series.
  ///
  /// - Throws: ``ForecastingError`` where the history or the request does not allow it.
  func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast
}

extension Forecaster {
  /// Forecasts the `horizon` values after the end of each series, with intervals at `levels` (percent)
  /// where the model gives them.
  public func forecast(
    after history: Panel, horizon: Int, levels: [Double] = []
  ) throws -> Forecast {
    try forecast(after: history, ForecastRequest(horizon: horizon, levels: levels))
  }
}
