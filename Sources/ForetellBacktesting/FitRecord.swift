/// One fit of one model, and its forecasts for the folds that use it: the unit of work.
struct FitJob: Hashable, Sendable {
  /// The place of the model among the contestants.
  let model: Int
  /// The fold it is fitted in, then those that forecast with the same parameters.
  let folds: [Int]

  var fold: Int { folds[0] }
}

/// What came of a ``FitJob``.
struct FitRecord: Codable, Hashable, Sendable {
  let model: Int
  let folds: [FoldForecast]
  var fitSeconds = 0.0
  var predictSeconds = 0.0
  var failures: [ModelRun.Failure] = []
  var substitutions: [ModelRun.Substitution] = []
  var curve: ModelRun.TrainingCurve?
  /// What was fitted, in words, where the forecaster says.
  var summary: String?
}

/// The forecasts of one model in one fold: the scored steps of every scored series, one after the other.
struct FoldForecast: Codable, Hashable, Sendable {
  let fold: Int
  /// NaN where the model failed.
  var values: ExactNumbers
  /// Lower and upper bounds, two arrays a level; empty where the model gives no intervals.
  var bounds: [ExactNumbers]
}

/// Numbers that keep their bits, NaN included, when they are stored.
struct ExactNumbers: Codable, Hashable, Sendable {
  var values: [Double]

  init(_ values: [Double]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    values = try container.decode([UInt64].self).map { Double(bitPattern: $0) }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values.map(\.bitPattern))
  }

  static func == (a: ExactNumbers, b: ExactNumbers) -> Bool {
    a.values.count == b.values.count
      && zip(a.values, b.values).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  func hash(into hasher: inout Hasher) { for value in values { hasher.combine(value.bitPattern) } }
}
