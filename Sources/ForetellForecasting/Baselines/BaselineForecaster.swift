public import ForetellSeries

/// A baseline at work; all it knows is the season length.
public struct BaselineForecaster: Forecaster {
  public let baseline: Baseline
  public let seasonLength: Int
  public var name: String { baseline.name }

  public init(baseline: Baseline, seasonLength: Int) {
    self.baseline = baseline
    self.seasonLength = seasonLength
  }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    let horizon = request.horizon
    try history.checkForecastable(horizon: horizon)
    let series = (0..<history.count).map { forecast(series: $0, of: history, request) }
    for one in series where !one.values.allSatisfy(\.isFinite) {
      throw ForecastingError(
        .notFinite, "its forecast is not a finite number", series: one.id,
        remedy: "look for values of extreme size, or forecast fewer steps")
    }
    return Forecast(
      model: name, frequency: history.frequency, timestampFormat: history.timestampFormat,
      series: series)
  }

  func forecast(
    series: Int, of history: Panel, _ request: ForecastRequest
  ) -> Forecast.Series {
    Forecast.Series(
      id: history.ids[series],
      timestamps: history.timestamps(after: series, count: request.horizon),
      values: baseline.values(
        after: history.values(of: series), horizon: request.horizon, seasonLength: seasonLength))
  }
}
