internal import ForetellSeries

/// The columns of a panel as a network sees them, a row a step.
///
/// Rows of what is known ahead go on behind the end of each series, for as many steps as were asked for;
/// rows of the past end with it.
package struct EncodedCovariates: Sendable {
  package let layout: CovariateLayout
  /// Where the rows of each series begin in ``known``; one more than there are series.
  package let knownOffsets: [Int]
  /// Where they begin in ``past``: the panel's offsets.
  package let pastOffsets: [Int]
  /// `[rows, layout.knownWidth]`.
  package internal(set) var known: [Float]
  /// `[rows, layout.known.categorical]`, places in the vocabularies.
  package internal(set) var knownLabels: [Int32]
  /// `[values, layout.past.numeric]`.
  package internal(set) var past: [Float]
  /// `[values, layout.past.categorical]`.
  package internal(set) var pastLabels: [Int32]
  /// `[series, layout.fixed.numeric]`.
  package internal(set) var fixed: [Float]
  /// `[series, layout.fixed.categorical]`.
  package internal(set) var fixedLabels: [Int32]

  /// What is known ahead of the step at a position of a series, from 0 to beyond its end.
  package func known(of series: Int, at position: Int) -> ArraySlice<Float> {
    row(knownOffsets[series] + position, of: known, width: layout.knownWidth)
  }

  package func knownLabels(of series: Int, at position: Int) -> ArraySlice<Int32> {
    row(
      knownOffsets[series] + position, of: knownLabels, width: layout.known.categorical.count)
  }

  /// What is known at the step at a position of a series and not before.
  package func past(of series: Int, at position: Int) -> ArraySlice<Float> {
    row(pastOffsets[series] + position, of: past, width: layout.past.numeric.count)
  }

  package func pastLabels(of series: Int, at position: Int) -> ArraySlice<Int32> {
    row(pastOffsets[series] + position, of: pastLabels, width: layout.past.categorical.count)
  }

  package func fixed(of series: Int) -> ArraySlice<Float> {
    row(series, of: fixed, width: layout.fixed.numeric.count)
  }

  package func fixedLabels(of series: Int) -> ArraySlice<Int32> {
    row(series, of: fixedLabels, width: layout.fixed.categorical.count)
  }

  private func row<T>(_ row: Int, of cells: [T], width: Int) -> ArraySlice<T> {
    cells[row * width..<(row + 1) * width]
  }
}
