internal import Foretell

/// What a recipe scored on a group with one seed: a line of the output and of the journal.
struct AccuracyLine: Codable {
  let set: String
  let group: String
  let recipe: String
  /// `test` or `validation`.
  let part: String
  /// What differs from the default, such as `budget=120`.
  var settings: String?
  let series: Int
  /// Values forecast of each series; none over several groups.
  var horizon: Int?
  /// What the model was trained on.
  let pool: String
  let seed: Int
  var smape: Double?
  /// With a denominator that is at least 0.6.
  var smape_guarded: Double?
  var mase: Double?
  var owa: Double?
  /// Squared and absolute errors of standardised values.
  var mse: Double?
  var mae: Double?
  /// The mean scaled interval score at 95 %, and the share of values within.
  var msis_95: Double?
  var coverage_95: Double?
  var anchors: [AccuracyAnchor] = []
  var seconds = 0.0
  /// The time of all processors together.
  var processor_seconds: Double?
  /// The most memory of the process until then.
  var peak_megabytes = 0

  /// One run: of all lines with the same key only one is needed.
  var key: [String] { [set, group, part, recipe, settings ?? "", String(seed)] }

  func value(of metric: AccuracyMetric) -> Double? {
    switch metric {
    case .smape: smape
    case .guardedSMAPE: smape_guarded
    case .mase: mase
    case .owa: owa
    case .mse: mse
    case .mae: mae
    }
  }
}

enum AccuracyMetric: String, Codable, CaseIterable {
  case smape
  case guardedSMAPE = "smape_guarded"
  case mase, owa, mse, mae
}

/// A published figure.
struct AccuracyAnchor: Codable {
  let metric: AccuracyMetric
  let value: Double
  let source: String

  init(_ metric: AccuracyMetric, _ value: Double, _ source: String) {
    (self.metric, self.value, self.source) = (metric, value, source)
  }
}
