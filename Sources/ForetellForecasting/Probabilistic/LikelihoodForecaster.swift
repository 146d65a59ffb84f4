public import ForetellNetworks
public import ForetellSeries

/// A network that forecasts by drawing futures, each value from the distribution it gives of the next.
public struct LikelihoodForecaster: Forecaster {
  /// How it was made.
  public let resolved: ResolvedLikelihood
  /// The step of the series it forecasts.
  public let frequency: Frequency
  /// The last stamp it was fitted on.
  public let cutoff: Timestamp
  public let record: LikelihoodRecord
  /// The parameters of each member.
  public let members: [Parameters<Float>]

  public var name: String { LikelihoodRecipe.name }
  /// How columns beside the target become what the networks see; nil where they see none.
  public var encoder: CovariateEncoder? { resolved.encoder }

  public var summary: String? {
    let network = resolved.network
    let columns = resolved.encoder?.columns.description ?? ""
    let seen =
      (columns.isEmpty ? "" : "\(columns), ")
      + (resolved.series.map { "a vector for each of \($0.count) series, " } ?? "")
    return "\(resolved.likelihood.rawValue), \(resolved.members) × \(network.stackDescription), "
      + "context of \(resolved.context) steps, "
      + "lags \(resolved.lags.map(String.init).joined(separator: " ")), " + seen
      + "\(record.trainedSteps) training steps, \(resolved.recipe.paths) paths"
  }

  /// Forecasts by paths drawn after the end of each series, with what is known of their steps.
  ///
  /// A constant series goes on, and is named.
  ///
  /// - Throws: ``ForecastingError`` with `.futureMissing` where known columns end too early, `.covariate` where
  ///   one of their values is missing, `.domain` where a value is none of the likelihood's, `.memory` where the paths
  ///   are too many.
  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try request.checkLevels()
    try history.checkForecastable(horizon: request.horizon)
    try history.checkFrequency(frequency)
    try history.checkDomain(of: resolved.likelihood)
    let sampler = try PathSampler(self, history, horizon: request.horizon)
    let still = Set((0..<history.count).filter { history.isConstant($0) })
    let moving = (0..<history.count).filter { !still.contains($0) }
    try sampler.checkMemory(series: min(moving.count, sampler.seriesAtOnce))
    var drawn: [Int: Forecast.Series] = [:]
    for first in stride(from: 0, to: moving.count, by: sampler.seriesAtOnce) {
      try Task.checkCancellation()
      let chunk = Array(moving[first..<min(moving.count, first + sampler.seriesAtOnce)])
      for (number, paths) in zip(chunk, try sampler.paths(of: chunk)) {
        drawn[number] = try forecast(number, of: history, paths, request)
      }
    }
    let fallback = BaselineForecaster(baseline: .naive, seasonLength: 1)
    return Forecast(
      model: name, frequency: history.frequency, timestampFormat: history.timestampFormat,
      series: (0..<history.count).map {
        drawn[$0] ?? fallback.forecast(series: $0, of: history, request)
      },
      substitutions: still.sorted().map {
        Forecast.Substitution(
          series: history.ids[$0], model: fallback.name, reason: "all its values are equal")
      })
  }

  private func forecast(
    _ series: Int, of history: Panel, _ paths: SampledPaths, _ request: ForecastRequest
  ) throws -> Forecast.Series {
    var points: [Double] = []
    var bounds = request.levels.map { _ in (lower: [Double](), upper: [Double]()) }
    for sample in (0..<request.horizon).lazy.map({ paths.sample(at: $0) }) {
      // A heavy tail has a mean that a few paths decide, and counts a median that is often 0.
      points.append(
        resolved.likelihood == .negativeBinomial ? sample.mean : sample.quantile(0.5))
      for (place, level) in request.levels.enumerated() {
        let lower = whole(sample.quantile(0.5 - level / 200), .up)
        bounds[place].lower.append(lower)
        // A band between two neighbouring numbers is the lower one: never below its other end.
        bounds[place].upper.append(max(whole(sample.quantile(0.5 + level / 200), .down), lower))
      }
    }
    guard points.allSatisfy(\.isFinite) else {
      let remedy = "look for values of extreme size"
      throw encoder?.notFinite(series, of: history, horizon: request.horizon, remedy: remedy)
        ?? ForecastingError(
          .notFinite, "its forecast is not a finite number", series: history.ids[series],
          remedy: remedy)
    }
    return Forecast.Series(
      id: history.ids[series],
      timestamps: history.timestamps(after: series, count: request.horizon), values: points,
      intervals: zip(request.levels, bounds).map {
        PredictionInterval(level: $0, lower: $1.lower, upper: $1.upper)
      })
  }

  /// A bound as a value can be: of counts the last whole number within it.
  private func whole(_ bound: Double, _ rule: FloatingPointRoundingRule) -> Double {
    resolved.likelihood == .negativeBinomial ? bound.rounded(rule) : bound
  }

  /// Paths of futures of every series, `[paths][horizon]`, from which any statistic can be taken.
  ///
  /// - Throws: ``ForecastingError`` as ``forecast(after:_:)`` does.
  public func paths(after history: Panel, horizon: Int) throws -> [[[Double]]] {
    try paths(after: history, horizon: horizon, rowsAtOnce: nil)
  }

  /// The same in bundles of another size, which changes no bit.
  package func paths(
    after history: Panel, horizon: Int, rowsAtOnce: Int?
  ) throws -> [[[Double]]] {
    try history.checkForecastable(horizon: horizon)
    try history.checkFrequency(frequency)
    try history.checkDomain(of: resolved.likelihood)
    let sampler = try PathSampler(self, history, horizon: horizon, rowsAtOnce: rowsAtOnce)
    try sampler.checkMemory(series: history.count)
    return try stride(from: 0, to: history.count, by: sampler.seriesAtOnce).flatMap { first in
      try sampler.paths(
        of: Array(first..<min(history.count, first + sampler.seriesAtOnce))
      ).map(\.inOrderDrawn)
    }
  }
}
