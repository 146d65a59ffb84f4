public import ForetellSeries

/// Forecasts that were made elsewhere, a row a series and stamp.
public struct ExternalForecasts: Hashable, Sendable {
  public var ids: [String]
  public var timestamps: [Timestamp]
  /// The last stamp that was known when each was made; empty where nothing is said about it, and the
  /// forecasts of a series then follow its last known value.
  public var cutoffs: [Timestamp]
  /// As many values as there are rows; NaN where a model gives none.
  public var columns: [PointTable.Column]

  public init(
    ids: [String], timestamps: [Timestamp], cutoffs: [Timestamp] = [],
    columns: [PointTable.Column]
  ) {
    precondition(
      timestamps.count == ids.count && (cutoffs.isEmpty || cutoffs.count == ids.count)
        && columns.allSatisfy { $0.values.count == ids.count }, "columns of one length")
    self.ids = ids
    self.timestamps = timestamps
    self.cutoffs = cutoffs
    self.columns = columns
  }
}
