extension Panel {
  /// The names of all columns beside the target.
  public var columnNames: Set<String> { Set(covariates.keys).union(categories.keys) }

  /// The same panel with other known rows after the ends of its series, or with none.
  /// - Throws: ``SeriesError`` with `.mismatch` where they are not those of as many series.
  public func replacingFuture(_ future: FutureCovariates?) throws(SeriesError) -> Panel {
    guard future.map({ $0.offsets.count == count + 1 }) ?? true else {
      throw SeriesError(.mismatch, "there are not future rows for as many series")
    }
    return replacing(future: .some(future))
  }

  /// The same panel with other parts, each of the size it had.
  package func replacing(
    storage: [Double]? = nil, covariates: [String: [Double]]? = nil,
    categories: [String: CategoricalColumn]? = nil, attributes: [[String: String]]? = nil,
    future: FutureCovariates?? = nil
  ) -> Panel {
    Panel(
      unchecked: frequency, timestampFormat, ids, starts, lastZones, offsets,
      storage ?? self.storage, covariates ?? self.covariates, attributes ?? self.attributes,
      categories ?? self.categories, future ?? self.future)
  }

  /// Stretches of series as ``cutting(_:)`` gives them, and what was already known of the time after each.
  ///
  /// The rows after a stretch come from the panel itself, of the columns named alone, and then from
  /// ``future``. Where both end before `count` rows, the last row is repeated: what follows the end of all
  /// data can be asked for, by the last steps of a horizon that nobody scores, and not be known.
  package func cutting(
    _ parts: [(series: Int, positions: Range<Int>)], knowing columns: Set<String>, ahead count: Int
  ) -> Panel {
    let cut = cutting(parts)
    guard !columns.isEmpty, count > 0 else { return cut.replacing(future: .some(nil)) }
    var (numbers, labels): ([String: [Double]], [String: CategoricalColumn]) = ([:], [:])
    for (name, column) in covariates where columns.contains(name) {
      numbers[name] = ahead(
        of: parts, in: column, then: future?.covariates[name], count: count, else: .nan)
    }
    for (name, column) in categories where columns.contains(name) {
      var all = column
      var beyond: [Int32]?
      if let later = future?.categories[name] {
        all.append(later)
        beyond = Array(all.codes[column.count...])
      }
      let codes = ahead(of: parts, in: column.codes, then: beyond, count: count, else: -1)
      labels[name] = CategoricalColumn(levels: all.levels, codes: codes)
    }
    return cut.replacing(
      future: FutureCovariates(unchecked: (0...parts.count).map { $0 * count }, numbers, labels))
  }

  /// The rows after each part: `count` of one column, the last one repeated where there are fewer.
  private func ahead<Cell>(
    of parts: [(series: Int, positions: Range<Int>)], in column: [Cell], then beyond: [Cell]?,
    count: Int, else missing: Cell
  ) -> [Cell] {
    var rows: [Cell] = []
    rows.reserveCapacity(parts.count * count)
    for part in parts {
      let own = range(of: part.series)
      let from = own.lowerBound + part.positions.upperBound
      let until = min(from + count, own.upperBound)
      let first = rows.count
      rows.append(contentsOf: column[from..<until])
      if let future, let beyond {
        let later = beyond[future.range(of: part.series)]
        rows.append(contentsOf: later.prefix(count - (until - from)))
      }
      let known = rows.count - first
      let last =
        known > 0 ? rows[rows.count - 1] : from > own.lowerBound ? column[from - 1] : missing
      rows.append(contentsOf: repeatElement(last, count: count - known))
    }
    return rows
  }
}
