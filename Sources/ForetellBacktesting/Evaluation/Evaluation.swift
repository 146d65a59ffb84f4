internal import ForetellForecasting
public import ForetellSeries

/// How forecasts that were made elsewhere are scored.
public struct Evaluation: Hashable, Sendable {
  /// Steps in a season for scaled metrics; nil takes the frequency's.
  public var seasonLength: Int?
  /// The metric that models are ranked by.
  public var rankingMetric = Metric.mase
  /// Whether naive and seasonal naive are put beside them, where the actual values reach back before
  /// the forecasts.
  public var addsBaselines = true

  public init() {}

  /// Scores forecasts against what came.
  ///
  /// - Parameter actuals: the values that came and, for scaled metrics and baselines, those before.
  /// - Throws: ``EvaluationError`` where a forecast cannot be placed, or none has an actual value.
  public func score(
    _ forecasts: ExternalForecasts, against actuals: Panel
  ) throws -> BacktestResult {
    let begin = ContinuousClock.now
    let layout = try EvaluationLayout(forecasts, actuals: actuals)
    let season = max(1, seasonLength ?? actuals.frequency.defaultSeasonLength)
    var columns = layout.columns(of: forecasts)
    if addsBaselines {
      columns += try layout.baselineColumns(
        seasonLength: season, beside: columns.map { $0.model.lowercased() })
    }
    let points = PointTable(
      frequency: actuals.frequency, timestampFormat: actuals.timestampFormat, ids: actuals.ids,
      segments: layout.segments(seasonLength: season), actual: layout.actual, columns: columns)
    var levels: [Double] = []
    for band in columns.flatMap(\.intervals) where !levels.contains(band.level) {
      levels.append(band.level)
    }
    let setup = BacktestSetup(
      origins: layout.origins, refit: .unknown, seasonLength: season, levels: levels.sorted(),
      rankingMetric: rankingMetric)
    let models = columns.map { ModelRun(named: $0.model) }
    let scores = Scoreboard(
      points: points, metrics: Metric.standard(levels: setup.levels),
      horizon: layout.origins.horizon)
    return BacktestResult(
      foretellVersion: foretellVersion, setup: setup,
      data: DataSummary(of: actuals, source: nil, digest: actuals.digest),
      folds: layout.folds, models: models, points: points, scores: scores,
      comparison: Comparison(
        scores: scores, points: points, roles: models.map(\.role), setup: setup),
      audit: nil, stopped: nil, seconds: (ContinuousClock.now - begin) / .seconds(1))
  }
}

/// Why forecasts cannot be scored.
public struct EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  public let series: String?
  public let timestamp: Timestamp?
  /// The row of the forecasts, from 0.
  public let row: Int?
  /// What to do about it.
  public let remedy: String?

  public init(
    _ message: String, series: String? = nil, timestamp: Timestamp? = nil, row: Int? = nil,
    remedy: String? = nil
  ) {
    self.message = message
    self.series = series
    self.timestamp = timestamp
    self.row = row
    self.remedy = remedy
  }

  public var description: String {
    let place = [series.map { "series ‘\($0)’" }, timestamp.map { "at \($0)" }]
      .compactMap { $0 }.joined(separator: ", ")
    return (place.isEmpty ? message : "\(place): \(message)") + (remedy.map { "; \($0)" } ?? "")
  }
}

extension ModelRun {
  /// A model of which nothing is known but its name.
  init(named name: String) {
    self.init(
      name: name, role: Self.role(ofModelNamed: name), recipe: "", seed: nil, fitSeconds: 0,
      predictSeconds: 0, failures: [], substitutions: [], curves: [])
  }

  /// The role of a model by the names that the libraries of the field give.
  static func role(ofModelNamed name: String) -> Role {
    let name = name.lowercased()
    let baselines: Set = [
      "naive", "seasonalnaive", "snaive", "drift", "randomwalkwithdrift", "rwd", "historicaverage",
      "windowaverage", "seasonalwindowaverage", "naive2", "zero",
    ]
    if baselines.contains(name) { return .baseline }
    let classical: Set = [
      "ets", "autoets", "arima", "autoarima", "theta", "autotheta", "optimizedtheta",
      "dynamictheta",
      "dynamicoptimizedtheta", "holt", "dampedholt", "holtwinters", "holtwintersmultiplicative",
      "ses", "simpleexponentialsmoothing", "ces", "autoces", "tbats", "autotbats", "mfles",
      "automfles", "mstl", "adida", "imapa", "tsb", "croston", "crostonclassic",
      "crostonoptimized", "crostonsba",
    ]
    return classical.contains(name) ? .classical : .candidate
  }
}
