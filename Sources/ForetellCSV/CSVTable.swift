public import ForetellSeries

/// A CSV that has been read: its series, how it was written, and what had to be mended.
public struct CSVTable: Sendable, Hashable {
  /// The series, in order of first appearance.
  public let panel: Panel
  /// Which columns and spellings the file has.
  public let schema: CSVSchema
  /// What differs between the file and the panel.
  public let repairs: CSVRepairs
  /// Where the first value is missing that is still missing in the panel; nil where none is.
  public let firstMissing: MissingValue?
  /// How many rows the file has below its header, without blank lines.
  public let rowCount: Int
  /// Where each row of ``Panel/future`` stands.
  public let futurePlaces: [FuturePlace]

  /// Where a row after the end of its series stands.
  public struct FuturePlace: Sendable, Hashable {
    /// The file of plans; nil where it is the table's own.
    public let path: String?
    /// The physical line.
    public let line: Int
  }

  /// A value that is missing between others.
  public struct MissingValue: Sendable, Hashable {
    public let series: String
    public let timestamp: Timestamp
    /// The physical line of its row.
    public let line: Int
    /// The name of its column.
    public let column: String
  }
}

/// What was mended while a CSV was read.
public struct CSVRepairs: Sendable, Hashable {
  /// A series, or a column, and how many of its values something happened to.
  public struct Count: Sendable, Hashable {
    public let series: String
    public let count: Int

    public init(series: String, count: Int) {
      self.series = series
      self.count = count
    }
  }

  /// Rows that were missing between others and have been filled in.
  public struct Gap: Sendable, Hashable {
    public let series: String
    /// The last stamp before the gap, and its line.
    public let after: Timestamp
    public let lineAfter: Int
    /// The first stamp behind the gap, and its line.
    public let before: Timestamp
    public let lineBefore: Int
    /// How many stamps are missing.
    public let count: Int
  }

  /// Whether rows did not ascend in time within their series and were sorted.
  public var sortedRows = false
  /// Rows that were filled in, where that was asked for.
  public var gaps: [Gap] = []
  /// Values filled in, in gaps and in rows without a value, for each series that had some.
  public var filled: [Count] = []
  /// Missing values left out before the first value of a series.
  public var trimmedLeading: [Count] = []
  /// Missing values left out after the last value of a series.
  public var trimmedTrailing: [Count] = []
  /// Numbers filled in beside the target, for each column that had some missing.
  public var filledColumns: [Count] = []
  /// Series left out because they have no value at all.
  public var dropped: [String] = []

  public init() {}

  /// Whether the panel is the file as it stands.
  public var isEmpty: Bool { self == CSVRepairs() }

  /// The repairs as sentences, one a kind.
  public var notes: [String] {
    var notes: [String] = []
    if sortedRows { notes.append("rows were not in order of time and have been sorted") }
    note("filled in", filled, &notes)
    for column in filledColumns {
      notes.append(
        "\(column.count) missing value\(column.count == 1 ? "" : "s") of column ‘\(column.series)’ filled in"
      )
    }
    note("left out before the first value", trimmedLeading, &notes)
    note("left out after the last value", trimmedTrailing, &notes)
    if !dropped.isEmpty { notes.append("left out, without any value: \(Self.named(dropped))") }
    return notes
  }

  private func note(_ fate: String, _ counts: [Count], _ notes: inout [String]) {
    guard !counts.isEmpty else { return }
    let total = counts.reduce(0) { $0 + $1.count }
    notes.append(
      "\(total) missing value\(total == 1 ? "" : "s") \(fate): \(Self.named(counts.map(\.series)))")
  }

  private static func named(_ series: [String]) -> String {
    let rest = series.count > 3 ? " and \(series.count - 3) more series" : ""
    return series.prefix(3).map { "‘\($0)’" }.joined(separator: ", ") + rest
  }
}
