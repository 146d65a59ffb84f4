public import ForetellSeries

/// Rows after the ends of series that a forecast needs and that are not there.
public struct MissingFuture: Hashable, Sendable {
  /// Rows of one series.
  public struct Rows: Hashable, Sendable {
    public let series: String
    public let first: Timestamp
    public let last: Timestamp
    public let count: Int
  }

  /// By series, in the order of the panel.
  public let rows: [Rows]
  /// The columns that need them.
  public let columns: [String]

  /// What to tell: the first series and stamps, and what to do.
  public var error: ForecastingError {
    let shown = rows.prefix(3).map { rows in
      "‘\(rows.series)’ \(rows.first)" + (rows.count == 1 ? "" : " … \(rows.last)")
    }
    let more = rows.count > 3 ? " and \(rows.count - 3) more series" : ""
    let total = rows.reduce(0) { $0 + $1.count }
    let names = columns.map { "‘\($0)’" }.joined(separator: ", ")
    return ForecastingError(
      .futureMissing,
      "\(total) row\(total == 1 ? "" : "s") after the end with \(names) "
        + "\(total == 1 ? "is" : "are") missing: \(shown.joined(separator: "; "))\(more)",
      series: rows.first?.series, timestamp: rows.first?.first,
      remedy: "‘foretell template MODEL FILE’ writes them, to be filled in and given with --future")
  }
}

extension CovariateColumns {
  /// The rows of known columns that `horizon` steps need and a panel does not have; nil where none is.
  public func missingFuture(of panel: Panel, horizon: Int) -> MissingFuture? {
    guard !known.isEmpty, horizon > 0 else { return nil }
    let hasColumns = known.allSatisfy {
      panel.future?.covariates[$0] != nil || panel.future?.categories[$0] != nil
    }
    var rows: [MissingFuture.Rows] = []
    for series in 0..<panel.count {
      let count = hasColumns ? panel.future?.count(of: series) ?? 0 : 0
      guard count < horizon else { continue }
      let end = panel.range(of: series).count
      rows.append(
        MissingFuture.Rows(
          series: panel.ids[series], first: panel.timestamp(of: series, at: end + count),
          last: panel.timestamp(of: series, at: end + horizon - 1), count: horizon - count))
    }
    return rows.isEmpty ? nil : MissingFuture(rows: rows, columns: known)
  }
}
