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
    try history.checkForecastable(horizon: request.horizon)
    try request.checkLevels()
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
    let past = history.values(of: series)
    let values = baseline.values(
      after: past, horizon: request.horizon, seasonLength: seasonLength)
    return Forecast.Series(
      id: history.ids[series],
      timestamps: history.timestamps(after: series, count: request.horizon), values: values,
      intervals: intervals(around: values, after: past, levels: request.levels))
  }

  private func intervals(
    around values: [Double], after past: ArraySlice<Double>, levels: [Double]
  ) -> [PredictionInterval] {
    guard !levels.isEmpty else { return [] }
    let scale = ClassicalHistory.scale(of: past)
    let deviations = baseline.deviations(
      after: past.map { $0 / scale }[...], horizon: values.count, seasonLength: seasonLength)
    let outlook = Outlook(points: values.map { $0 / scale }, spread: .normal(deviations))
    return levels.map { outlook.interval(level: $0, scale: scale) }
  }
}
