public import ForetellSeries

/// What was found out about a CSV: which columns play which part, and how they are written.
///
/// It is stored with a model, so that the model is only applied to files of the same schema.
public struct CSVSchema: Hashable, Sendable, Codable {
  /// The column that tells series apart; nil where there is none.
  public var idColumn: String?
  /// The column of time stamps.
  public var timeColumn: String
  /// The columns of values, in the order of their series.
  public var targetColumns: [String]
  /// Whether the columns are all those beside time and id.
  public var isWide: Bool
  public var delimiter: CSVDelimiter
  public var decimalSeparator: CSVDecimalSeparator
  /// How the stamps are written.
  public var timeFormat: TimestampFormat
  /// The columns beside the target, with those that hold labels; nil where none were asked for.
  public var covariates: CovariateColumns?

  public init(
    idColumn: String?, timeColumn: String, targetColumns: [String], isWide: Bool,
    delimiter: CSVDelimiter, decimalSeparator: CSVDecimalSeparator, timeFormat: TimestampFormat,
    covariates: CovariateColumns? = nil
  ) {
    self.idColumn = idColumn
    self.timeColumn = timeColumn
    self.targetColumns = targetColumns
    self.isWide = isWide
    self.delimiter = delimiter
    self.decimalSeparator = decimalSeparator
    self.timeFormat = timeFormat
    self.covariates = covariates
  }

  /// Why data of another schema cannot stand for data of this one, or nil where they can.
  ///
  /// Layout and columns must agree, and whether time is counted or dated. Delimiter, decimal
  /// separator and the spelling of dates may differ; so may the series of a wide file.
  public func disagreement(with other: CSVSchema) -> String? {
    if isWide != other.isWide {
      return isWide
        ? "one series a column was expected (--wide), and the file was read as one series an id"
        : "one series an id was expected, and the file was read as one series a column (--wide)"
    }
    if idColumn != other.idColumn {
      return "\(Self.named(idColumn, "id column")) was expected, not "
        + Self.named(other.idColumn, "id column")
    }
    if timeColumn != other.timeColumn {
      return "time column ‘\(timeColumn)’ was expected, not ‘\(other.timeColumn)’"
    }
    if !isWide, targetColumns != other.targetColumns {
      return "target \(Self.listed(targetColumns)) was expected, not "
        + Self.listed(other.targetColumns)
    }
    if (timeFormat == .index) != (other.timeFormat == .index) {
      return timeFormat == .index
        ? "integer steps were expected in ‘\(timeColumn)’, not dates"
        : "dates were expected in ‘\(timeColumn)’, not integer steps"
    }
    return nil
  }

  private static func named(_ column: String?, _ role: String) -> String {
    column.map { "\(role) ‘\($0)’" } ?? "no \(role)"
  }

  static func listed(_ columns: [String]) -> String {
    columns.map { "‘\($0)’" }.joined(separator: ", ")
  }
}
