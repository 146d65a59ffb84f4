public import ForetellSeries

/// How a CSV is to be read; whatever is left out is found from the file.
public struct CSVOptions: Hashable, Sendable, Codable {
  /// The column that tells series apart.
  public var idColumn: String?
  /// The column of time stamps.
  public var timeColumn: String?
  /// The columns of values; several give one series a column.
  public var targetColumns: [String] = []
  /// Whether every column but those of time and id is a series.
  public var isWide = false
  /// What separates fields.
  public var delimiter: CSVDelimiter?
  /// What separates whole numbers from fractions.
  public var decimalSeparator: CSVDecimalSeparator?
  /// How the stamps are written.
  public var timeFormat: TimestampFormat?
  /// The step between stamps.
  public var frequency: Frequency?
  /// What stands in for values that are missing between others, and for rows that are.
  public var fill: FillMethod?
  /// Whether missing rows become missing values instead of an error, where nothing stands in for them.
  ///
  /// A backtest wants this: it fills them itself, from what is known at each cutoff.
  public var keepsGaps = false
  /// Whether missing values before the first and after the last value of a series stay, and series without any: what
  /// fills gaps wants to fill these too.
  public var keepsEdges = false
  /// Columns to read beside the target; of those not called categorical the file says what they hold.
  public var covariates: CovariateColumns?
  /// Texts that say a value is missing, beside the empty one.
  public var missingWords = Self.defaultMissingWords

  /// The words that other tools write for a missing value.
  public static let defaultMissingWords = [
    "NA", "NaN", "nan", "null", "NULL", "Null", "None", "N/A", "<NA>",
  ]

  /// Everything is found from the file.
  public init() {}

  /// Reads another file as the one the schema came from was read.
  ///
  /// Columns are settled, and so is the form of stamps that could be read in another way (integers,
  /// patterns); delimiter, decimal separator and the spelling of ISO dates are found anew.
  public init(following schema: CSVSchema) {
    idColumn = schema.idColumn
    timeColumn = schema.timeColumn
    isWide = schema.isWide
    if !schema.isWide { targetColumns = schema.targetColumns }
    covariates = schema.covariates
    switch schema.timeFormat {
    case .date, .dateTime, .yearMonth, .yearQuarter: break
    case .year, .compactDate, .epochSeconds, .epochMilliseconds, .index, .pattern:
      timeFormat = schema.timeFormat
    }
  }
}

/// What separates the fields of a row.
public enum CSVDelimiter: String, Hashable, Sendable, Codable, CaseIterable {
  case comma = ","
  case semicolon = ";"
  case tab = "\t"
  case pipe = "|"

  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .pipe: UInt8(ascii: "|")
    }
  }
}

/// What separates the whole part of a number from its fraction.
public enum CSVDecimalSeparator: String, Hashable, Sendable, Codable, CaseIterable {
  case point = "."
  case comma = ","

  var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
}
