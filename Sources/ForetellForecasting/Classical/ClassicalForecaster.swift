internal import ForetellRandom
public import ForetellSeries

/// A classical method fitted to the series of a panel.
///
/// A series of the same id that has grown since is filtered anew with what was fitted: smoothing
/// parameters, form and seasonal decision stay, states, indices and the spread of the errors follow the
/// new values. A series it does not know, or whose values no longer suit what was fitted, is fitted then.
public struct ClassicalForecaster: Forecaster, Codable, Hashable {
  public let method: ClassicalMethod
  public let seasonLength: Int
  /// The step of the series it forecasts.
  public let frequency: Frequency
  /// The last stamp it was fitted on.
  public let cutoff: Timestamp
  /// What was fitted, by the id of the series.
  public let fits: [String: SeriesFit]

  public var name: String { method.name }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try history.checkForecastable(horizon: request.horizon)
    try history.checkFrequency(frequency)
    try request.checkLevels()
    var series: [Forecast.Series] = []
    var substitutions: [Forecast.Substitution] = []
    for index in 0..<history.count {
      let id = history.ids[index]
      let answer = answer(for: index, of: history, request)
      guard let answer, answer.values.allSatisfy(\.isFinite) else {
        throw ForecastingError(
          .notFinite, "its forecast is not a finite number", series: id,
          remedy: "look for values of extreme size, or forecast fewer steps")
      }
      series.append(
        Forecast.Series(
          id: id, timestamps: history.timestamps(after: index, count: request.horizon),
          values: answer.values, intervals: answer.intervals))
      if let stopgap = answer.stopgap {
        substitutions.append(
          Forecast.Substitution(series: id, model: stopgap.model, reason: stopgap.reason))
      }
    }
    return Forecast(
      model: name, frequency: frequency, timestampFormat: history.timestampFormat, series: series,
      substitutions: substitutions)
  }

  private struct Answer {
    let values: [Double]
    let intervals: [PredictionInterval]
    let stopgap: SeriesFit.Stopgap?
  }

  /// By what was fitted, or by a new fit where that does not lead to a forecast.
  private func answer(for series: Int, of panel: Panel, _ request: ForecastRequest) -> Answer? {
    guard let history = ClassicalHistory(panel.values(of: series)) else { return nil }
    let id = panel.ids[series]
    let start = panel.timestamp(of: series, at: history.leading)
    func answer(by fit: SeriesFit) -> Answer? {
      let future = SeriesFuture(
        history: history, seasonLength: seasonLength, startsAsFitted: fit.start == start,
        random: RandomStream(seed: 0).stream(id))
      // Missing values at the end are steps of the future, of which nobody asks to hear.
      let horizon = request.horizon + history.trailing
      guard
        var outlook = future.outlook(
          fit.structure, horizon: horizon, withSpread: !request.levels.isEmpty),
        outlook.points.allSatisfy(\.isFinite)
      else { return nil }
      outlook.drop(history.trailing)
      return Answer(
        values: outlook.points.map { $0 * history.scale },
        intervals: request.levels.map { outlook.interval(level: $0, scale: history.scale) },
        stopgap: fit.stopgap)
    }
    if let fit = fits[id], let known = answer(by: fit) { return known }
    let bench = ClassicalBench(method: method, seasonLength: seasonLength, history: panel)
    return bench.fit(series).flatMap(answer(by:))
  }
}
