public import ForetellSeries

/// What fitting a recipe returns; it alone can forecast.
public protocol Forecaster: Sendable {
  /// The name of the model, which becomes the name of its column.
  var name: String { get }

  /// Forecasts the `horizon` values after the end of each series.
  ///
  /// - Throws: ``ForecastingError`` where the history or the horizon does not allow it.
  func forecast(after history: Panel, horizon: Int) throws -> Forecast
}
