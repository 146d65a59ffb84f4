package import ForetellSeries

/// Which columns the rows of an ``EncodedCovariates`` hold, in order.
package struct CovariateLayout: Hashable, Sendable {
  /// Columns of one role: numbers, and labels.
  package struct Columns: Hashable, Sendable {
    package let numeric: [String]
    package let categorical: [String]
    /// Those of ``categorical``, in order.
    package let vocabularies: [Vocabulary]

    init(_ names: [String], _ encoder: CovariateEncoder) {
      numeric = names.filter { !encoder.columns.isCategorical($0) }
      categorical = names.filter { encoder.columns.isCategorical($0) }
      vocabularies = categorical.map {
        encoder.vocabularies[$0] ?? Vocabulary(CategoricalColumn([]))
      }
    }
  }

  package let known: Columns
  package let past: Columns
  package let fixed: Columns
  package let calendar: [CalendarFeature]

  init(_ encoder: CovariateEncoder) {
    known = Columns(encoder.columns.known, encoder)
    past = Columns(encoder.columns.past, encoder)
    fixed = Columns(encoder.columns.fixed, encoder)
    calendar = encoder.columns.calendar ?? []
  }

  /// Numbers a step that are known ahead: columns, then sine and cosine of each calendar feature.
  package var knownWidth: Int { known.numeric.count + 2 * calendar.count }
}
