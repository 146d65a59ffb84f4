public import ForetellNetworks
public import ForetellSeries

/// The labels of a column that a model has learned, numbered from 1.
///
/// 0 stands for any label that it has not. An empty field is a label of its own where history has some:
/// in a column of events most days have none.
public struct Vocabulary: Codable, Hashable, Sendable {
  /// In the order of their bytes, so that the order of rows changes nothing.
  public let levels: [String]
  /// Whether empty fields occurred.
  public let hasMissing: Bool

  /// The labels that occur in a column.
  public init(_ column: CategoricalColumn) {
    var occurs = [Bool](repeating: false, count: column.levels.count)
    var hasMissing = false
    for code in column.codes {
      if code < 0 { hasMissing = true } else { occurs[Int(code)] = true }
    }
    levels = zip(column.levels, occurs).filter(\.1).map(\.0)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    self.hasMissing = hasMissing
  }

  /// How many indices there are, that of unknown labels among them.
  public var count: Int { levels.count + (hasMissing ? 2 : 1) }

  /// A table of vectors for them, as wide as the rule wants for all indices.
  public var embedding: Embedding {
    Embedding(categories: max(1, count - 1), width: Embedding.width(forCategories: count))
  }

  /// The index of each level of a column; 0 for those not known.
  func indices(of levels: [String]) -> [Int32] {
    // Two spellings in Unicode of one label are equal as text.
    let places = Dictionary(self.levels.enumerated().map { ($1, $0 + 1) }) { first, _ in first }
    return levels.map { Int32(truncatingIfNeeded: places[$0] ?? 0) }
  }

  /// The index of an empty field; nil where history has none.
  var missingIndex: Int32? { hasMissing ? Int32(truncatingIfNeeded: levels.count + 1) : nil }
}
