public import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries
internal import ForetellWindowing

/// Encoder–decoders fitted to a panel and its columns.
public struct EncoderDecoderForecaster: CovariateForecaster {
  /// The name of its column.
  public static let name = "EncoderDecoder"

  /// How it was made.
  public let resolved: ResolvedEncoderDecoder
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

  public var name: String { Self.name }
  public var encoder: CovariateEncoder { resolved.encoder }

  public var summary: String? {
    let network = resolved.network
    let columns = encoder.columns.description
    return "\(resolved.members) × \(network.decoder.stackDescription), "
      + "encoder of \(resolved.steps) steps, "
      + (columns.isEmpty ? "" : "\(columns), ")
      + "\(resolved.normalization), \(trainedSteps) training steps"
  }

  /// Forecasts the values after the end of each series, with what is known of them.
  ///
  /// A series that is constant, or too short for the encoder, is forecast by seasonal naive and named.
  ///
  /// - Throws: ``ForecastingError`` with `.futureMissing` where known columns end too early, `.covariate` where
  ///   one of their values is missing, `.horizon` where more steps are asked for than it was fitted for.
  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try request.checkLevels()
    try history.checkForecastable(horizon: request.horizon)
    try history.checkFrequency(frequency)
    guard request.horizon <= resolved.recipe.horizon else {
      throw ForecastingError(
        .horizon,
        "the model forecasts \(resolved.recipe.horizon) steps and \(request.horizon) are asked for",
        remedy: "fit it with -H \(request.horizon)")
    }
    let plan = try SubstitutionPlan(history, length: resolved.shape.length)
    let columns = try encoder.encoded(history, horizon: request.horizon)
    let scaled = ScaledPanel(history, scaling)
    try scaled.checkDomain(last: resolved.steps)
    let own = plan.reasons.indices.filter { plan.reasons[$0] == nil }
    let values = try networkForecasts(for: own, of: scaled, columns, horizon: request.horizon)
    let fallback = BaselineForecaster(
      baseline: .seasonalNaive, seasonLength: resolved.seasonLength)
    let series = try plan.reasons.indices.map { index -> Forecast.Series in
      guard let found = values[index] else {
        return fallback.forecast(series: index, of: history, request)
      }
      guard found.allSatisfy(\.isFinite) else {
        throw encoder.notFinite(
          index, of: history, horizon: request.horizon,
          remedy: "look for values of extreme size, or use --normalize standard@series")
      }
      return Forecast.Series(
        id: history.ids[index],
        timestamps: history.timestamps(after: index, count: request.horizon), values: found,
        intervals: calibration?.intervals(
          around: found, scaled.normalizers[index], levels: request.levels) ?? [])
    }
    return Forecast(
      model: name, frequency: frequency, timestampFormat: history.timestampFormat, series: series,
      substitutions: plan.substitutions(by: fallback.name, in: history))
  }

  /// Forecasts by the place of the series, the mean of all members on the original scale.
  private func networkForecasts(
    for series: [Int], of scaled: ScaledPanel, _ columns: EncodedCovariates, horizon: Int
  ) throws -> [Int: [Double]] {
    guard !series.isEmpty else { return [:] }
    let ends = (0..<scaled.panel.count).map { scaled.panel.range(of: $0).count }
    let inference = try EncoderDecoderInference(
      resolved,
      gatherer: EncoderDecoderGatherer(resolved, scaled: scaled, columns: columns, ends: ends),
      windows: series.count, threads: nil)
    let windows = series.map { Window(series: $0, origin: ends[$0]) }
    let found = inference.forecasts(of: windows, members: members, horizon: horizon)
    return Dictionary(uniqueKeysWithValues: zip(series, found))
  }
}
