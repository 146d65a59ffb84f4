public import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries
internal import ForetellWindowing

/// A recurrent network fitted to a panel, alone or with members that differ in their seed.
public struct RecurrentForecaster: Forecaster {
  /// How it was made.
  public let resolved: ResolvedRecipe
  /// The step of the series it forecasts.
  public let frequency: Frequency
  /// The last stamp it was fitted on.
  public let cutoff: Timestamp
  /// How it did on values held back, before it was fitted on all; nil where nothing was.
  public let validation: Validation?
  /// What its intervals are made of; nil where nothing was held back, and there are none.
  let calibration: Calibration?
  /// Steps its members were trained in the end.
  public let trainedSteps: Int
  /// The parameters of each member.
  public let members: [Parameters<Float>]
  let scaling: Scaling

  public var name: String { resolved.network.cell.modelName }

  public var summary: String? {
    let network = resolved.network
    let quantiles = resolved.quantiles.map { "\($0.levels.count) quantiles, " } ?? ""
    return "\(quantiles)\(resolved.members) × \(network.layers)-layer \(network.cell.rawValue) of "
      + "\(network.hiddenSize), window of \(resolved.steps) steps of \(resolved.width) values, "
      + "\(resolved.normalization), \(trainedSteps) training steps"
  }

  /// The longest horizon it can forecast; nil is any.
  public var longestHorizon: Int? {
    resolved.recipe.strategy == .direct ? resolved.shape.horizon : nil
  }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try forecasts(after: [history], request)[0]
  }

  /// Forecasts after several histories with the windows of all of them in the same batches.
  public func forecasts(after histories: [Panel], _ request: ForecastRequest) throws -> [Forecast] {
    let horizon = request.horizon
    try request.checkLevels()
    if let longestHorizon, horizon > longestHorizon {
      throw ForecastingError(
        .horizon, "the model forecasts \(longestHorizon) steps and \(horizon) are asked for",
        remedy: "fit it with -H \(horizon), or with --strategy recursive")
    }
    let parts = try histories.map { history in
      try history.checkForecastable(horizon: horizon)
      try history.checkFrequency(frequency)
      let scaled = ScaledPanel(history, scaling)
      try checkDomain(of: scaled)
      return scaled
    }
    let plans = try histories.map { try SubstitutionPlan($0, shape: resolved.shape) }
    guard let joined = ScaledPanel(joining: parts) else { return [] }
    let reasons = plans.flatMap(\.reasons)
    let own = reasons.indices.filter { reasons[$0] == nil }
    let values = try networkForecasts(for: own, of: joined, horizon: horizon)
    var first = 0
    return try zip(histories, plans).map { history, plan in
      defer { first += history.count }
      return try forecast(
        after: history, plan, values: values, normalizers: joined.normalizers, from: first, request)
    }
  }

  /// Puts together what the network gives and what stands in for it.
  ///
  /// - Parameter first: the place of the first series of `history` among those that `values` knows.
  private func forecast(
    after history: Panel, _ plan: SubstitutionPlan, values: [Int: [Double]],
    normalizers: [Normalizer], from first: Int, _ request: ForecastRequest
  ) throws -> Forecast {
    let fallback = BaselineForecaster(
      baseline: .seasonalNaive, seasonLength: resolved.seasonLength)
    let series = try plan.reasons.indices.map { index -> Forecast.Series in
      guard let found = values[first + index] else {
        return fallback.forecast(series: index, of: history, request)
      }
      guard found.allSatisfy(\.isFinite) else {
        throw ForecastingError(
          .notFinite, "its forecast is not a finite number", series: history.ids[index],
          remedy: "look for values of extreme size, or use --normalize standard@series")
      }
      let points = resolved.points(of: found)
      let learned = resolved.quantiles.map { LearnedQuantiles($0) }
      return Forecast.Series(
        id: history.ids[index],
        timestamps: history.timestamps(after: index, count: request.horizon), values: points,
        intervals: learned.map { learned in request.levels.map { learned.interval($0, found) } }
          ?? intervals(around: points, normalizers[first + index], levels: request.levels))
    }
    return Forecast(
      model: name, frequency: frequency, timestampFormat: history.timestampFormat, series: series,
      substitutions: plan.substitutions(by: fallback.name, in: history))
  }

  private func intervals(
    around values: [Double], _ normalizer: Normalizer, levels: [Double]
  ) -> [PredictionInterval] {
    guard let calibration else { return [] }
    return levels.map { level in
      let centers = values.map { normalizer.normalize($0).value }
      let bounds = centers.enumerated().map { step, center in
        let reach = calibration.reach(step: step, level: level)
        let ends = [center - reach, center + reach].map { normalizer.restore(Normalized($0)) }
        // A value outside the normalizer's domain has no bounds but itself.
        return ends.allSatisfy(\.isFinite) ? (ends[0], ends[1]) : (values[step], values[step])
      }
      return PredictionInterval(
        level: level, lower: zip(bounds, values).map { min($0.0, $1) },
        upper: zip(bounds, values).map { max($0.1, $1) })
    }
  }

  /// Refuses values that the logarithm of the fitted data does not know: their forecasts would be
  /// numbers without a meaning.
  private func checkDomain(of scaled: ScaledPanel) throws(ForecastingError) {
    let history = scaled.panel
    for (series, normalizer) in scaled.normalizers.enumerated() {
      let values = history.values(of: series)
      guard
        let place = values.suffix(resolved.shape.length).firstIndex(where: {
          !normalizer.accepts($0)
        })
      else { continue }
      throw ForecastingError(
        .otherPanel, "\(values[place]) is not positive, and the model works on logarithms",
        series: history.ids[series],
        timestamp: history.timestamp(of: series, at: place - values.startIndex),
        remedy: "fit a model to data that hold such values")
    }
  }

  /// Forecasts by the place of the series, the mean of all members on the original scale; the quantiles of each step
  /// side by side where it gives quantiles.
  private func networkForecasts(
    for series: [Int], of scaled: ScaledPanel, horizon: Int
  ) throws -> [Int: [Double]] {
    guard !series.isEmpty else { return [:] }
    let inference = try Inference(resolved, scaled: scaled, windows: series.count)
    let windows = series.map { Window(series: $0, origin: scaled.panel.range(of: $0).count) }
    let found = inference.valuesInBatches(of: windows, members: members, horizon: horizon)
    return Dictionary(uniqueKeysWithValues: zip(series, found))
  }
}

extension CellKind {
  /// The name of a model of this cell.
  public var modelName: String {
    switch self {
    case .rnn: "RNN"
    case .rnnReLU: "RNNReLU"
    case .lstm: "LSTM"
    case .gru: "GRU"
    case .gruResetBefore: "GRUResetBefore"
    }
  }
}

/// Which series the network cannot forecast, and why.
struct SubstitutionPlan {
  /// nil for those that it can.
  let reasons: [String?]

  init(_ history: Panel, shape: WindowShape) throws(ForecastingError) {
    var reasons: [String?] = []
    for series in 0..<history.count {
      let values = history.values(of: series)
      if history.isConstant(series) {
        let count = values.count { !$0.isNaN }
        reasons.append(count == 1 ? "it has one value" : "all its values are equal")
      } else if values.count < shape.length {
        reasons.append("it has \(values.count) values where the network needs \(shape.length)")
      } else if let missing = values.suffix(shape.length).firstIndex(where: \.isNaN) {
        throw ForecastingError(
          .missingValue, "a value is missing", series: history.ids[series],
          timestamp: history.timestamp(of: series, at: missing - values.startIndex),
          remedy: "fill it with --fill ffill, linear or zero")
      } else {
        reasons.append(nil)
      }
    }
    self.reasons = reasons
  }

  func substitutions(by model: String, in history: Panel) -> [Forecast.Substitution] {
    reasons.enumerated().compactMap { series, reason in
      reason.map {
        Forecast.Substitution(series: history.ids[series], model: model, reason: $0)
      }
    }
  }
}
