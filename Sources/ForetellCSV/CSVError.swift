public import ForetellSeries

/// What is wrong with a CSV, where, and what mends it.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble; more may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// There is nothing in the file.
    public static let empty = Code(rawValue: "csvEmpty")
    /// There are no rows below the header.
    public static let noRows = Code(rawValue: "csvNoRows")
    /// The first line holds data, not names.
    public static let missingHeader = Code(rawValue: "csvMissingHeader")
    /// Two columns bear one name.
    public static let duplicateColumn = Code(rawValue: "csvDuplicateColumn")
    /// No column bears the name asked for.
    public static let unknownColumn = Code(rawValue: "csvUnknownColumn")
    /// One column was asked to play two parts.
    public static let columnConflict = Code(rawValue: "csvColumnConflict")
    /// No column holds time stamps.
    public static let noTimeColumn = Code(rawValue: "csvNoTimeColumn")
    /// No column holds numbers.
    public static let noNumericColumn = Code(rawValue: "csvNoNumericColumn")
    /// More than one column could be the target.
    public static let ambiguousTarget = Code(rawValue: "csvAmbiguousTarget")
    /// A row has more or fewer fields than the header.
    public static let fieldCount = Code(rawValue: "csvFieldCount")
    /// A text stands where a number should.
    public static let notANumber = Code(rawValue: "csvNotANumber")
    /// A number is infinite or too large.
    public static let notFinite = Code(rawValue: "csvNotFinite")
    /// A text is not a stamp of the file's form.
    public static let badTimestamp = Code(rawValue: "csvBadTimestamp")
    /// Some stamps have an offset from UTC and some have none.
    public static let mixedOffsets = Code(rawValue: "csvMixedOffsets")
    /// A row does not say which series it belongs to.
    public static let missingID = Code(rawValue: "csvMissingID")
    /// A series has two rows of one stamp.
    public static let duplicateTimestamp = Code(rawValue: "csvDuplicateTimestamp")
    /// A stamp does not lie on the grid of the frequency.
    public static let offGrid = Code(rawValue: "csvOffGrid")
    /// Rows are missing between others.
    public static let gap = Code(rawValue: "csvGap")
    /// The step between stamps cannot be told from them.
    public static let frequencyUnknown = Code(rawValue: "csvFrequencyUnknown")
    /// The text is not UTF-8.
    public static let encoding = Code(rawValue: "csvEncoding")
    /// A quote is opened and not closed.
    public static let unterminatedQuote = Code(rawValue: "csvUnterminatedQuote")
    /// Every value is missing.
    public static let noValues = Code(rawValue: "csvNoValues")
    /// A column that should not change within a series does.
    public static let staticVaries = Code(rawValue: "csvStaticVaries")
    /// Rows after the end of series that the data do not have.
    public static let unknownSeries = Code(rawValue: "csvUnknownSeries")
    /// Two files say something else of one step.
    public static let planConflict = Code(rawValue: "csvPlanConflict")
    /// A cell that is to be known ahead is empty.
    public static let emptyPlan = Code(rawValue: "csvEmptyPlan")
    /// A forecast cannot be put beside an actual value.
    public static let unplaced = Code(rawValue: "csvUnplaced")
    /// Reading on would need more memory than the file can justify.
    public static let tooLarge = Code(rawValue: "csvTooLarge")
  }

  public let code: Code
  /// What is wrong.
  public let message: String
  /// The file as it was given; `-` is standard input.
  public package(set) var path: String
  /// The physical line on which the row begins, from 1.
  public let line: Int?
  /// The name of the column.
  public let column: String?
  /// The series it concerns.
  public let series: String?
  /// The stamp it concerns.
  public let timestamp: Timestamp?
  /// What to do about it.
  public let remedy: String?

  public init(
    _ code: Code, _ message: String, path: String = "", line: Int? = nil, column: String? = nil,
    series: String? = nil, timestamp: Timestamp? = nil, remedy: String? = nil
  ) {
    self.code = code
    self.message = message
    self.path = path
    self.line = line
    self.column = column
    self.series = series
    self.timestamp = timestamp
    self.remedy = remedy
  }

  public var description: String {
    let file = path == "-" ? "standard input" : path
    let place = [
      file.isEmpty ? nil : file, line.map { "line \($0)" }, column.map { "column ‘\($0)’" },
      series.map { "series ‘\($0)’" },
    ].compactMap { $0 }.joined(separator: ", ")
    return (place.isEmpty ? message : "\(place): \(message)") + (remedy.map { "; \($0)" } ?? "")
  }

  /// A text of the file, shortened so that a message stays one.
  static func quoted(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: "⏎")
    return line.count > 60 ? "‘\(line.prefix(57))…’" : "‘\(line)’"
  }
}
