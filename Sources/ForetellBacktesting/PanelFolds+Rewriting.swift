internal import ForetellSeries

extension PanelFolds {
  /// The panel with another future after the cutoff of a fold.
  func rewrittenPanel(after index: Int) -> Panel {
    let later = laterRanges(ofFold: index)
    return panel.replacing(
      storage: Self.rewritten(panel.storage, in: later),
      covariates: Dictionary(
        uniqueKeysWithValues: panel.covariates.map { name, column in
          (name, known.contains(name) ? column : Self.rewritten(column, in: later))
        }),
      categories: Dictionary(
        uniqueKeysWithValues: panel.categories.map { name, column in
          (name, known.contains(name) ? column : Self.rewritten(column, in: later))
        }))
  }

  /// Where the values after a fold's cutoff lie.
  private func laterRanges(ofFold index: Int) -> [Range<Int>] {
    let cutoff = folds[index].train.upperBound
    return (0..<panel.count).compactMap { series in
      let range = panel.range(of: series)
      let first = range.lowerBound + Swift.max(0, cutoff - places[series])
      return first < range.upperBound ? first..<range.upperBound : nil
    }
  }

  private static func rewritten(_ column: [Double], in ranges: [Range<Int>]) -> [Double] {
    var column = column
    for range in ranges {
      for position in range {
        // Of the other sign and another size, so that a choice made by either shows.
        let value = column[position].isNaN ? 0 : column[position]
        let size = Double((position &* 2_654_435_761) % 1009) / 1009
        column[position] = -(value * (2 + size) + 7 * (1 + size))
      }
    }
    return column
  }

  /// Each label becomes the next one, and what is missing the first; a lone label goes missing.
  private static func rewritten(
    _ column: CategoricalColumn, in ranges: [Range<Int>]
  ) -> CategoricalColumn {
    let last = Int32(truncatingIfNeeded: column.levels.count - 1)
    var codes = column.codes
    for range in ranges {
      for position in range { codes[position] = codes[position] == last ? -1 : codes[position] + 1 }
    }
    return CategoricalColumn(levels: column.levels, codes: codes)
  }
}
