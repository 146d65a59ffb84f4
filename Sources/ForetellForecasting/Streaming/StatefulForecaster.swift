public import ForetellSeries

/// A recurrent network that reads each series from its first value on.
///
/// ``forecast(after:_:)`` reads the whole history anew; ``StreamingForecaster`` goes on from where it stands, with
/// the same result.
public struct StatefulForecaster: Forecaster {
  /// Parameters, scaling and how they were found; as a forecaster of its own it would read windows.
  public let network: RecurrentForecaster

  public var name: String { "Stateful" + network.name }

  /// The step of the series it forecasts.
  public var frequency: Frequency { network.frequency }
  /// The last stamp it was fitted on.
  public var cutoff: Timestamp { network.cutoff }
  /// How it did on values held back, before it was fitted on all; nil where nothing was.
  public var validation: Validation? { network.validation }

  public var summary: String? {
    let (resolved, shape) = (network.resolved, network.resolved.network)
    return
      "\(resolved.members) × \(shape.stackDescription), state carried, gradient cut every \(resolved.steps) steps of "
      + "\(resolved.width) values, \(resolved.normalization), \(network.trainedSteps) training steps"
  }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try network.check(request)
    try history.checkForecastable(horizon: request.horizon)
    try history.checkFrequency(frequency)
    let scaled = ScaledPanel(history, network.scaling)
    try scaled.checkDomain(last: .max)
    let plan = try SubstitutionPlan(history, length: network.resolved.width)
    let own = plan.reasons.indices.filter { plan.reasons[$0] == nil }
    let readings = own.map { series in
      let values = Array(history.values(of: series))
      return SequenceReading(
        series: series, start: values.lastIndex(where: \.isNaN).map { $0 + 1 } ?? 0,
        origins: [values.count])
    }
    let found = try StatefulInference(network.resolved, scaled: scaled)
      .forecasts(after: readings, members: network.members)
    let values = zip(own, found).map { ($0, Array($1[0].prefix(request.horizon))) }
    return try network.forecast(
      after: history, plan, values: Dictionary(uniqueKeysWithValues: values),
      normalizers: scaled.normalizers, from: 0, request, named: name)
  }
}
