internal import ForetellSeries

/// A label that was not there when a model was fitted; it is taken as unknown.
public struct UnseenLabel: Hashable, Sendable, CustomStringConvertible {
  public let column: String
  /// nil is an empty field, in a column that had none.
  public let label: String?
  /// The first series that bears it.
  public let series: String

  public var description: String {
    "\(label.map { "‘\($0)’" } ?? "an empty field") in column ‘\(column)’ (first in series ‘\(series)’) "
      + "was not in the history the model was fitted to, and is taken as unknown"
  }
}

/// Gathers the labels of one column that are unknown, each once.
struct UnseenLabels {
  private let column: String
  private let vocabulary: Vocabulary
  private var labels = Set<String?>()
  private(set) var found: [UnseenLabel] = []

  init(column: String, _ vocabulary: Vocabulary) {
    (self.column, self.vocabulary) = (column, vocabulary)
  }

  mutating func note(
    _ labels: CategoricalColumn, _ ids: [String], _ rows: (Int) -> Range<Int>
  ) {
    let translation = Translation(vocabulary, labels.levels)
    for (series, id) in ids.enumerated() {
      for code in labels.codes[rows(series)] where translation[code] == 0 {
        let label = code < 0 ? nil : labels.levels[Int(code)]
        guard self.labels.insert(label).inserted else { continue }
        found.append(UnseenLabel(column: column, label: label, series: id))
      }
    }
  }
}
