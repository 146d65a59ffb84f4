public import ForetellSeries

/// Turns columns beside the target into what a network sees, as it was fitted on history.
///
/// A number x becomes `(x − mean) / deviation` of its column over all series of the history, or where its level differs much
/// between series, over its own (``ownScales``); a constant column becomes 0. A label becomes its place in the column's
/// ``Vocabulary``, and a stamp sine and cosine of each calendar feature. Nothing after the history has a part in any of that.
public struct CovariateEncoder: Codable, Hashable, Sendable {
  /// Mean and deviation of a numeric column.
  public struct Scale: Codable, Hashable, Sendable {
    public let mean: Double
    /// Above 0; 1 for a constant column.
    public let deviation: Double
    /// The largest distance from the mean that was there, 0 for a constant column; nil in files that do not say.
    public internal(set) var reach: Double?

    /// A column that never changed has taught nothing: whatever comes later counts as what it was.
    func standardized(_ number: Double) -> Float {
      reach == 0 ? 0 : Float((number - mean) / deviation)
    }
  }

  /// The columns, with the calendar features that are used.
  public let columns: CovariateColumns
  /// Of each numeric column.
  public let scales: [String: Scale]
  /// Of columns whose levels differ much between series, the scale of each series by its id.
  ///
  /// So it is with columns of which less than a quarter of the variance is within series, and that move in most of them: on one
  /// scale for all, prices that differ by a factor of a hundred would hardly be seen to move. nil in files of before.
  public let ownScales: [String: [String: Scale]]?
  /// Of each column of labels.
  public let vocabularies: [String: Vocabulary]

  /// Learns scales and vocabularies from a history.
  ///
  /// - Throws: ``ForecastingError`` with `.covariate` where a column is missing, of another kind than it
  ///   is called, asked for twice, or holds no finite number; with `.recipe` where a calendar feature is
  ///   the same for all stamps of the frequency.
  public init(_ columns: CovariateColumns, fittedTo history: Panel) throws(ForecastingError) {
    try Self.check(columns, of: history)
    var columns = columns
    columns.calendar = columns.calendar ?? CalendarFeature.suiting(history.frequency)
    var scales: [String: Scale] = [:]
    var ownScales: [String: [String: Scale]] = [:]
    var vocabularies: [String: Vocabulary] = [:]
    for name in columns.past + columns.known {
      if columns.isCategorical(name) {
        vocabularies[name] = Vocabulary(history.categories[name] ?? CategoricalColumn([]))
      } else {
        let scale = try Scale(history.covariates[name] ?? [], column: name)
        scales[name] = scale
        ownScales[name] = scale.ownScales(of: name, in: history)
      }
    }
    for name in columns.fixed {
      let facts = history.attributes.map { $0[name] }
      if columns.isCategorical(name) {
        vocabularies[name] = Vocabulary(CategoricalColumn(facts))
      } else {
        var numbers: [Double] = []
        for series in 0..<history.count {
          numbers.append(try Self.number(name, of: series, in: history))
        }
        scales[name] = try Scale(numbers, column: name)
      }
    }
    self.columns = columns
    self.scales = scales
    self.ownScales = ownScales.isEmpty ? nil : ownScales
    self.vocabularies = vocabularies
  }

  /// Refuses columns that contradict each other, or that a panel does not have.
  private static func check(
    _ columns: CovariateColumns, of panel: Panel
  ) throws(ForecastingError) {
    if let repeated = columns.repeated {
      throw ForecastingError(
        .covariate, "the column is asked to play two parts", column: repeated,
        remedy: "name it once: static, past or known")
    }
    if let stray = columns.withoutRole {
      throw ForecastingError(
        .covariate, "the column is called categorical and has no part", column: stray,
        remedy: "name it static, past or known too")
    }
    for feature in columns.calendar ?? [] where !feature.varies(at: panel.frequency) {
      throw ForecastingError(
        .recipe, "all stamps of frequency \(panel.frequency) have the same \(feature.rawValue)",
        remedy: "leave it out of the calendar features")
    }
    try checkKinds(columns, of: panel)
  }

  /// Refuses a panel without the columns, or with columns of another kind.
  static func checkKinds(
    _ columns: CovariateColumns, of panel: Panel
  ) throws(ForecastingError) {
    for name in columns.past + columns.known {
      let (numeric, labels) = (panel.covariates[name] != nil, panel.categories[name] != nil)
      let isCategorical = columns.isCategorical(name)
      if isCategorical ? labels : numeric { continue }
      let (held, wanted) = isCategorical ? ("numbers", "labels") : ("labels", "numbers")
      throw ForecastingError(
        .covariate,
        numeric || labels
          ? "the column holds \(held) where \(wanted) are expected"
          : "the data have no such column",
        column: name)
    }
    for name in columns.fixed where !panel.attributes.contains(where: { $0[name] != nil }) {
      throw ForecastingError(
        .covariate, "no series has a value of this static column", column: name,
        remedy: "fill it in")
    }
  }

  /// A numeric fact of a series.
  static func number(
    _ name: String, of series: Int, in panel: Panel
  ) throws(ForecastingError) -> Double {
    let text = panel.attributes.isEmpty ? nil : panel.attributes[series][name]
    guard let text, let number = Double(text), number.isFinite else {
      throw ForecastingError(
        .covariate, text.map { "‘\($0)’ is not a finite number" } ?? "it has no value",
        series: panel.ids[series], column: name,
        remedy: text == nil
          ? "fill it in" : "correct it, or name the column with --categorical")
    }
    return number
  }
}

extension CovariateEncoder {
  /// Whether each column has what it is encoded by, whatever file that came from.
  var isPlausible: Bool {
    let names = columns.past + columns.known + columns.fixed
    return columns.repeated == nil
      && names.allSatisfy {
        columns.isCategorical($0) ? vocabularies[$0] != nil : scales[$0] != nil
      }
      && scales.values.allSatisfy(\.isPlausible)
      && (ownScales ?? [:]).allSatisfy { name, own in
        scales[name] != nil && own.values.allSatisfy(\.isPlausible)
      }
  }
}

extension CovariateEncoder.Scale {
  /// Those of a column; NaN is passed over.
  init(_ numbers: [Double], column: String) throws(ForecastingError) {
    let known = numbers.lazy.filter { !$0.isNaN }
    let count = Double(known.count { _ in true })
    guard count > 0 else {
      throw ForecastingError(
        .covariate, "the column has no value in the history", column: column,
        remedy: "leave it out")
    }
    // From the first number on, so that a constant column has exactly its own mean.
    let first = known.first ?? 0
    let mean = first + known.reduce(0) { $0 + ($1 - first) } / count
    let largest = known.reduce(0) { max($0, abs($1 - mean)) }
    guard mean.isFinite, largest.isFinite else {
      throw ForecastingError(
        .covariate, "the column holds infinite numbers, or some too large to work with",
        column: column, remedy: "correct them, or divide the column by a power of ten")
    }
    // Rounding alone leaves a constant column this much.
    guard largest > 1e-12 * abs(mean), largest > 0 else {
      self.init(mean: mean, deviation: 1, reach: 0)
      return
    }
    let squares = known.reduce(0.0) { sum, number in
      let share = (number - mean) / largest
      return sum + share * share
    }
    self.init(
      mean: mean, deviation: largest * (squares / count).squareRoot(), reach: largest)
  }
}
