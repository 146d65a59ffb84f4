internal import ForetellSeries

/// A column of a file beside the target.
struct CovariateColumn {
  /// What is known of a column's cells before all have been read.
  enum Kind {
    case numbers
    case labels
    /// Labels, which become numbers where all of them are.
    case open
  }

  let name: String
  let place: Int
  let kind: Kind
}

extension ColumnFinder {
  /// The columns beside the target that were asked for.
  ///
  /// A column holds numbers where all of its first cells do, and labels where it is called categorical or
  /// one of them is no number: a later cell that is none is then an error, not a category.
  func covariateColumns() throws(CSVError) -> [CovariateColumn] {
    guard let asked = options.covariates else { return [] }
    if options.isWide, let first = asked.names.first {
      throw CSVError(
        .columnConflict, "a file with a series a column has no columns beside them", column: first,
        remedy: "lay the file out with a row a series and stamp, and leave --wide out")
    }
    if let stray = asked.withoutRole {
      _ = try named(stray, "--categorical")
      throw CSVError(
        .columnConflict, "the column is called categorical and has no part", column: stray,
        remedy: "name it with --static, --past or --known too")
    }
    var columns: [CovariateColumn] = []
    for (names, flag) in [
      (asked.fixed, "--static"), (asked.past, "--past"), (asked.known, "--known"),
    ] {
      for name in names {
        guard let place = try named(name, flag) else { continue }
        let isLabelled = flag == "--static" || asked.isCategorical(name)
        columns.append(
          CovariateColumn(
            name: name, place: place,
            kind: isLabelled ? (asked.isCategorical(name) ? .labels : .open) : kind(of: place)))
      }
    }
    return columns
  }

  private func kind(of place: Int) -> CovariateColumn.Kind {
    let samples = samples(of: place)
    if samples.isEmpty { return .open }
    let parser = NumberParser(decimalSeparator)
    return samples.allSatisfy {
      // An infinite number is a wrong number, not a label.
      parser.reads($0) || NumberAdvice($0, decimalSeparator).isInfinite
    } ? .numbers : .labels
  }
}
