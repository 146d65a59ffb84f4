internal import ForetellNetworks
public import ForetellSeries

/// Networks pretrained on synthetic series, at work: nothing is fitted, so a forecast takes milliseconds.
///
/// Missing values are bridged by straight lines. A series of fewer than three values, or one that never changes,
/// is forecast by the naive method and named. Forecasts are medians; intervals come from nine quantiles that do
/// not cross, continued beyond the outermost. A series of positive values is forecast in logarithms and stays
/// positive, at most e³ times its largest value; one without negative values stays so.
public struct PretrainedForecaster: Forecaster {
  /// m, steps in a season.
  public let seasonLength: Int
  /// The step of the series it forecasts.
  public let frequency: Frequency
  /// The last stamp of the panel it was made for.
  public let cutoff: Timestamp
  /// The networks that series of this season may need.
  public let networks: [SeasonClass: PretrainedNetwork]

  public static let name = "Pretrained"
  public var name: String { Self.name }

  /// Parameters of all its networks.
  public var parameterCount: Int {
    networks.values.reduce(0) { $0 + $1.parameters.values.count }
  }

  /// Series whose forecasts are in memory at the same time, beside the results.
  private static let chunk = 1024

  public var summary: String? {
    guard let main = PretrainedRoute.main(seasonLength, networks) else { return nil }
    return "LSTM of \(main.shape.hiddenSize) pretrained on synthetic "
      + "\(main.shape.seasonClass.rawValue) series, \(main.parameters.values.count) parameters"
  }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try request.checkLevels()
    try history.checkForecastable(horizon: request.horizon)
    try history.checkFrequency(frequency)
    let engine = Engine(
      threads: history.count > 32 ? nil : 1, instructionSet: try InstructionSet.preferred())
    var series: [Forecast.Series] = []
    series.reserveCapacity(history.count)
    var substitutions: [Forecast.Substitution] = []
    for first in stride(from: 0, to: history.count, by: Self.chunk) {
      try Task.checkCancellation()
      let part = first..<min(history.count, first + Self.chunk)
      try append(
        part, of: history, request, to: &series, &substitutions, engine: engine)
    }
    return Forecast(
      model: name, frequency: frequency, timestampFormat: history.timestampFormat, series: series,
      substitutions: substitutions)
  }

  private func append(
    _ part: Range<Int>, of panel: Panel, _ request: ForecastRequest,
    to series: inout [Forecast.Series], _ substitutions: inout [Forecast.Substitution],
    engine: Engine
  ) throws {
    let histories = transformed(part, of: panel, engine: engine)
    let curves = try quantiles(after: histories, horizon: request.horizon, engine: engine)
    let fallback = BaselineForecaster(baseline: .naive, seasonLength: seasonLength)
    for (index, place) in part.enumerated() {
      guard let history = histories[index] else {
        let count = panel.values(of: place).count { !$0.isNaN }
        substitutions.append(
          Forecast.Substitution(
            series: panel.ids[place], model: fallback.name,
            reason: panel.isConstant(place) && count > 1
              ? "all its values are equal" : "it has \(count) value\(count == 1 ? "" : "s")"))
        series.append(fallback.forecast(series: place, of: panel, request))
        continue
      }
      series.append(
        try forecast(place, of: panel, history, quantiles: curves[index], request))
    }
  }

  private func transformed(
    _ part: Range<Int>, of panel: Panel, engine: Engine
  ) -> [PretrainedHistory?] {
    var histories = [PretrainedHistory?](repeating: nil, count: part.count)
    histories.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let buffer = buffer
      engine.parallel(part.count) { index in
        buffer[index] = PretrainedHistory(
          panel.values(of: part.lowerBound + index), seasonLength: seasonLength)
      }
    }
    return histories
  }

  /// Nine quantiles of each step of each stream of each series.
  private func quantiles(
    after histories: [PretrainedHistory?], horizon: Int, engine: Engine
  ) throws -> [[[Double]]] {
    var results = histories.map { _ in [[Double]]() }
    let byWay = Dictionary(grouping: histories.indices) { index in
      histories[index].map {
        Way(seasonClass: $0.route.seasonClass, horizon: $0.streamHorizon(horizon))
      }
    }
    for (way, members) in byWay {
      guard let way, let network = networks[way.seasonClass] else { continue }
      let streams = members.flatMap { histories[$0]?.streams ?? [] }
      var found = try PretrainedInference(network: network, engine: engine)
        .quantiles(after: streams, horizon: way.horizon)[...]
      for index in members {
        let count = histories[index]?.streams.count ?? 0
        results[index] = Array(found.prefix(count))
        found = found.dropFirst(count)
      }
    }
    return results
  }

  private struct Way: Hashable {
    let seasonClass: SeasonClass
    let horizon: Int
  }

  private func forecast(
    _ place: Int, of panel: Panel, _ history: PretrainedHistory, quantiles: [[Double]],
    _ request: ForecastRequest
  ) throws -> Forecast.Series {
    let tail = networks[history.route.seasonClass]?.tail ?? 1
    func value(_ step: Int, _ pick: (QuantileCurve) -> Double) -> Double {
      let step = step + history.trailing
      let stream = quantiles[step % history.route.parts]
      let row = 9 * (step / history.route.parts)
      let curve = QuantileCurve(quantiles: stream[row..<row + 9], tail: tail)
      return history.value(of: pick(curve), at: step)
    }
    let steps = 0..<request.horizon
    let values = steps.map { value($0) { $0.median } }
    let intervals = request.levels.map { level in
      let share = 0.5 - level / 200
      return PredictionInterval(
        level: level, lower: steps.map { value($0) { $0.value(at: share) } },
        upper: steps.map { value($0) { $0.value(at: 1 - share) } })
    }
    let all = [values] + intervals.flatMap { [$0.lower, $0.upper] }
    guard all.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw ForecastingError(
        .notFinite, "its forecast is not a finite number", series: panel.ids[place],
        remedy: "look for values of extreme size, or forecast fewer steps")
    }
    return Forecast.Series(
      id: panel.ids[place],
      timestamps: panel.timestamps(after: place, count: request.horizon), values: values,
      intervals: intervals)
  }
}

extension PretrainedRoute {
  /// The network that a long series of this season takes.
  static func main(
    _ seasonLength: Int, _ networks: [SeasonClass: PretrainedNetwork]
  ) -> PretrainedNetwork? {
    networks[PretrainedRoute(seasonLength: seasonLength, count: .max).seasonClass]
  }
}
