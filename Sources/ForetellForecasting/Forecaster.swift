public import ForetellSeries

/// What fitting a recipe returns; it alone can forecast.
public protocol Forecaster: Sendable {
  /// The name of the model, which becomes the name of its column.
  var name: String { get }

  /// What was fitted, in a line: size, window, scaling; nil where the name says it all.
  var summary: String? { get }

  /// Forecasts the values after the end of each series.
  ///
  /// - Throws: ``ForecastingError`` where the history or the request does not allow it.
  func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast

  /// Forecasts after several histories, as ``forecast(after:_:)`` does after each of them.
  ///
  /// A model for which one large batch is cheaper than many small ones has its own version.
  func forecasts(after histories: [Panel], _ request: ForecastRequest) throws -> [Forecast]
}

extension Forecaster {
  public var summary: String? { nil }

  public func forecasts(after histories: [Panel], _ request: ForecastRequest) throws -> [Forecast] {
    try histories.map { try forecast(after: $0, request) }
  }

  /// Forecasts the `horizon` values after the end of each series, with intervals at `levels` (percent)
  /// where the model gives them.
  public func forecast(
    after history: Panel, horizon: Int, levels: [Double] = []
  ) throws -> Forecast {
    try forecast(after: history, ForecastRequest(horizon: horizon, levels: levels))
  }
}
