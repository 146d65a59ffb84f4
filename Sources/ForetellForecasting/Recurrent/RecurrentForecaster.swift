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
    return
      "\(quantiles)\(resolved.members) × \(network.stackDescription), window of \(resolved.steps) steps of \(resolved.width) values, "
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
    try check(request)
    let parts = try histories.map { history in
      try history.checkForecastable(horizon: horizon)
      try history.checkFrequency(frequency)
      let scaled = ScaledPanel(history, scaling)
      try scaled.checkDomain(last: resolved.shape.length)
      return scaled
    }
    let plans = try histories.map { try SubstitutionPlan($0, length: resolved.shape.length) }
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

  /// Refuses levels that are none, and horizons beyond the head's.
  func check(_ request: ForecastRequest) throws(ForecastingError) {
    try request.checkLevels()
    guard request.horizon >= 1 else {
      throw ForecastingError(
        .horizon, "\(request.horizon) steps are asked for", remedy: "ask for at least one")
    }
    guard let longestHorizon, request.horizon > longestHorizon else { return }
    throw ForecastingError(
      .horizon,
      "the model forecasts \(longestHorizon) steps and \(request.horizon) are asked for",
      remedy: "fit it with -H \(request.horizon), or with --strategy recursive")
  }

  /// Puts together what the network gives and what stands in for it.
  ///
  /// - Parameter first: the place of the first series of `history` among those that `values` knows.
  func forecast(
    after history: Panel, _ plan: SubstitutionPlan, values: [Int: [Double]],
    normalizers: [Normalizer], from first: Int, _ request: ForecastRequest,
    named name: String? = nil
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
          ?? calibration?.intervals(
            around: points, normalizers[first + index], levels: request.levels) ?? [])
    }
    return Forecast(
      model: name ?? self.name, frequency: frequency, timestampFormat: history.timestampFormat,
      series: series, substitutions: plan.substitutions(by: fallback.name, in: history))
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

  /// - Parameter length: values that a forecast must see.
  init(_ history: Panel, length: Int) throws(ForecastingError) {
    var reasons: [String?] = []
    for series in 0..<history.count {
      let values = history.values(of: series)
      if history.isConstant(series) {
        let count = values.count { !$0.isNaN }
        reasons.append(count == 1 ? "it has one value" : "all its values are equal")
      } else if values.count < length {
        reasons.append("it has \(values.count) values where the network needs \(length)")
      } else if let missing = values.suffix(length).firstIndex(where: \.isNaN) {
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
