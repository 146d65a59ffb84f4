internal import ForetellNetworks
public import ForetellSeries

/// Networks pretrained on synthetic series, at work: nothing is fitted, so a forecast takes milliseconds.
///
/// Missing values are bridged by straight lines. A series of fewer than three values, or one that never changes,
/// is forecast by the naive method and named. Forecasts are medians; intervals come from nine quantiles that do
/// not cross, continued beyond the outermost. A series of positive values is forecast in logarithms and stays
/// positive, and what lies beyond e² times its range is held back; one without negative values stays so.
public struct PretrainedForecaster: Forecaster {
  /// m, steps in a season.
  public let seasonLength: Int
  /// The step of the series it forecasts.
  public let frequency: Frequency
  /// The last stamp of the panel it was made for.
  public let cutoff: Timestamp
  /// The networks that series of this season may need.
  public let committees: [SeasonClass: PretrainedCommittee]
  /// Threads to use, which change no bit; nil takes as many as there are processors.
  public var threads: Int?

  public static let name = "Zero"
  public var name: String { Self.name }

  /// Parameters of all its networks.
  public var parameterCount: Int {
    committees.values.reduce(0) { $0 + $1.parameterCount }
  }

  /// Steps whose quantiles are in memory at the same time, and series at the most.
  private static let chunkSteps = 1 << 20
  private static let mostSeries = 1024

  /// Steps that its main network looks ahead; nil where it has none.
  ///
  /// Beyond them it forecasts in blocks.
  public var reach: Int? { main?.shape.horizon }

  private var main: PretrainedCommittee? {
    committees[PretrainedRoute(seasonLength: seasonLength, count: .max).seasonClass]
  }

  public var summary: String? {
    guard let main else { return nil }
    let count = main.networks.count
    return (count == 1 ? "LSTM" : "\(count) LSTMs") + " of \(main.shape.hiddenSize) pretrained on "
      + "synthetic \(main.shape.seasonClass.rawValue) series, \(main.parameterCount) parameters"
  }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try request.checkLevels()
    try history.checkForecastable(horizon: request.horizon)
    try history.checkFrequency(frequency)
    let engine = Engine(
      threads: history.count > 32 ? threads : 1, instructionSet: try InstructionSet.preferred())
    var series: [Forecast.Series] = []
    series.reserveCapacity(history.count)
    var substitutions: [Forecast.Substitution] = []
    let chunk = max(1, min(Self.mostSeries, Self.chunkSteps / request.horizon))
    for first in stride(from: 0, to: history.count, by: chunk) {
      try Task.checkCancellation()
      let part = first..<min(history.count, first + chunk)
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
      switch histories[index] {
      case .success(let history):
        series.append(
          try forecast(place, of: panel, history, quantiles: curves[index], request))
      case .failure(let obstacle):
        substitutions.append(
          Forecast.Substitution(
            series: panel.ids[place], model: fallback.name, reason: obstacle.reason))
        series.append(fallback.forecast(series: place, of: panel, request))
      }
    }
  }

  private typealias Reading = Result<PretrainedHistory, PretrainedObstacle>

  private func transformed(
    _ part: Range<Int>, of panel: Panel, engine: Engine
  ) -> [Reading] {
    var histories = [Reading](repeating: .failure(.tooFew(0)), count: part.count)
    histories.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let buffer = buffer
      engine.parallel(part.count) { index in
        buffer[index] = Reading { () throws(PretrainedObstacle) in
          try PretrainedHistory(
            panel.values(of: part.lowerBound + index), seasonLength: seasonLength)
        }
      }
    }
    return histories
  }

  /// Whether a network forecasts any series of a panel, and not the naive method all of them.
  public func isNeeded(for panel: Panel) -> Bool {
    (0..<panel.count).contains { place in
      (try? PretrainedHistory(panel.values(of: place), seasonLength: seasonLength)) != nil
    }
  }

  /// Nine quantiles of each step of each stream of each series.
  private func quantiles(
    after readings: [Reading], horizon: Int, engine: Engine
  ) throws -> [[[Double]]] {
    let histories = readings.map { try? $0.get() }
    var results = histories.map { _ in [[Double]]() }
    let byWay = Dictionary(grouping: histories.indices) { index in
      histories[index].map {
        Way(
          seasonClass: $0.route.seasonClass, horizon: $0.streamHorizon(horizon),
          isLogarithmic: $0.isLogarithmic)
      }
    }
    for (way, members) in byWay {
      guard let way, let committee = committees[way.seasonClass] else { continue }
      let streams = members.flatMap { histories[$0]?.streams ?? [] }
      var found = try PretrainedInference(committee: committee, engine: engine)
        .quantiles(
          after: streams, horizon: way.horizon, areLogarithms: way.isLogarithmic)[...]
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
    let isLogarithmic: Bool
  }

  private func forecast(
    _ place: Int, of panel: Panel, _ history: PretrainedHistory, quantiles: [[Double]],
    _ request: ForecastRequest
  ) throws -> Forecast.Series {
    let committee = committees[history.route.seasonClass]
    let (tail, width) = (committee?.tail ?? 1, history.route.seasonClass.intervalWidth)
    func value(_ step: Int, _ pick: (QuantileCurve) -> Double) -> Double {
      let step = step + history.trailing
      let stream = quantiles[step % history.route.parts]
      let row = 9 * (step / history.route.parts)
      let curve = QuantileCurve(quantiles: stream[row..<row + 9], tail: tail, width: width)
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
