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
    /// The largest distance from the mean that was there, 0 for a constant column; nil in files that do not say, and where
    /// the column never moved in a series that is seen on a scale of its own.
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
  /// What is usual among them, column by column; nil in files of before.
  ///
  /// A series in which a column hardly moved, or not at all, is held by it.
  public let ownSpreads: [String: OwnSpread]?
  /// Of each column of labels.
  public let vocabularies: [String: Vocabulary]

  /// Learns scales and vocabularies from a history.
  ///
  /// - Throws: ``ForecastingError`` with `.covariate` where a column is missing, of another kind than it
  ///   is called, asked for twice, or holds no finite number; with `.recipe` where a calendar feature is
  ///   the same for all stamps of the frequency.
  public init(_ columns: CovariateColumns, fittedTo history: Panel) throws(ForecastingError) {
    try self.init(columns, fittedTo: history, partOf: history)
  }

  /// Learns them from a part of a history.
  ///
  /// Whether there are such columns, and of which kind, goes by the whole: where only what is held back bears a label, there
  /// is none to learn, and nobody is at fault.
  init(
    _ columns: CovariateColumns, fittedTo history: Panel, partOf whole: Panel
  ) throws(ForecastingError) {
    try Self.check(columns, of: whole)
    var columns = columns
    columns.calendar = columns.calendar ?? CalendarFeature.suiting(history.frequency)
    var scales: [String: Scale] = [:]
    var ownScales: [String: [String: Scale]] = [:]
    var ownSpreads: [String: OwnSpread] = [:]
    var vocabularies: [String: Vocabulary] = [:]
    for name in columns.past + columns.known {
      if columns.isCategorical(name) {
        vocabularies[name] = Vocabulary(history.categories[name] ?? CategoricalColumn([]))
      } else {
        let scale = try Scale(history.covariates[name] ?? [], column: name)
        scales[name] = scale
        if let own = scale.ownScales(of: name, in: history) {
          ownScales[name] = own.scales
          ownSpreads[name] = own.spread
        }
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
    self.ownSpreads = ownSpreads.isEmpty ? nil : ownSpreads
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
      && (ownSpreads ?? [:]).values.allSatisfy(\.isPlausible)
  }
}
