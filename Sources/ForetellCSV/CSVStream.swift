internal import ForetellFiles
public import ForetellSeries

/// Reads the rows of a CSV as they come, without waiting for more than one.
///
/// The header comes first; columns and the form of the stamps are those of a schema, so that one row is enough.
/// The delimiter is found from the header. What a row holds is judged row by row, so that a bad one costs no other.
public final class CSVStream {
  /// A row as it came.
  public struct Record: Sendable {
    /// The physical line it begins on.
    public let line: Int
    let fields: [String]
  }

  /// A value of a series; NaN where it is missing.
  public struct Value: Hashable, Sendable {
    public let line: Int
    public let series: String
    public let timestamp: Timestamp
    public let value: Double
  }

  /// The names of the columns.
  public private(set) var columns: [String] = []
  /// The form of the stamps.
  public let timeFormat: TimestampFormat
  private let path: String
  private let source: FileSource
  private let tokenizer: CSVTokenizer
  private let schema: CSVSchema
  private let options: CSVOptions
  private let separator: CSVDecimalSeparator
  private var stamps: StampReader
  private var waiting: [Record] = []
  private var isAtEnd = false
  private var time = 0
  private var id: Int?
  private var targets: [Int] = []

  /// Opens a file, or standard input where the path is `-`, and reads its header.
  ///
  /// - Parameters:
  ///   - schema: the columns; those that the options name stand in their place.
  ///   - isCancelled: asked while there is nothing to read.
  /// - Throws: `FileError`; ``CSVError`` where there is no header or it lacks a column; `CancellationError`.
  public convenience init(
    path: String, following schema: CSVSchema, options: CSVOptions = CSVOptions(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws {
    let source = FileSource(try InputFile(path: path), isCancelled: isCancelled)
    let (head, delimiter) = try Self.head(of: source, path, options)
    self.init(
      source, path, schema, options, tokenizer: CSVTokenizer(delimiter: delimiter))
    try take(head)
    while waiting.isEmpty, !isAtEnd { try readMore() }
    guard !waiting.isEmpty else { throw Self.empty(path) }
    columns = waiting.removeFirst().fields
    try findColumns()
  }

  private init(
    _ source: consuming FileSource, _ path: String, _ schema: CSVSchema, _ options: CSVOptions,
    tokenizer: CSVTokenizer
  ) {
    self.source = source
    self.path = path
    self.schema = schema
    self.options = options
    self.tokenizer = tokenizer
    timeFormat = options.timeFormat ?? schema.timeFormat
    separator = options.decimalSeparator ?? schema.decimalSeparator
    stamps = StampReader(timeFormat)
  }

  /// The rows that have come, at least one, in their order; nil at the end.
  ///
  /// - Throws: `FileError`, `CancellationError`, or ``CSVError`` where quotes are not closed.
  public func next() throws -> [Record]? {
    while waiting.isEmpty, !isAtEnd { try readMore() }
    guard !waiting.isEmpty else { return nil }
    defer { waiting = [] }
    return waiting
  }

  /// What a row says; nothing where all its fields are empty.
  ///
  /// - Throws: ``CSVError`` with the line and what is wrong with it.
  public func values(of record: Record) throws(CSVError) -> [Value] {
    let (fields, line) = (record.fields, record.line)
    if fields.allSatisfy(\.isEmpty) { return [] }
    guard fields.count == columns.count else {
      throw error(
        .fieldCount, "the row has \(fields.count) fields where the header has \(columns.count)",
        line, nil, "look for a missing or an unquoted delimiter")
    }
    var text = fields[time]
    guard text.withUTF8({ stamps.read($0) }) else {
      throw error(
        .badTimestamp,
        "\(CSVError.quoted(text)) is not a time stamp of the form ‘\(timeFormat)’", line,
        columns[time], "write all stamps in one form, or name the form with --time-format")
    }
    let stamp = Timestamp(unchecked: stamps.value, zone: ZoneCode.zone(of: stamps.zone))
    let name = id.map { fields[$0] }
    if let name, name.isEmpty {
      throw error(
        .missingID, "the row does not say which series it belongs to", line,
        id.map { columns[$0] }, "fill in the id")
    }
    var values: [Value] = []
    for target in targets {
      let own = columns[target]
      let series =
        targets.count == 1 && !schema.isWide ? name ?? own : name.map { "\($0)/\(own)" } ?? own
      values.append(
        Value(
          line: line, series: series, timestamp: stamp,
          value: try number(fields[target], target, line)))
    }
    return values
  }

  private func number(_ text: String, _ column: Int, _ line: Int) throws(CSVError) -> Double {
    if text.isEmpty || options.missingWords.contains(text) { return .nan }
    if let number = NumberParser(separator).number(text), number.isFinite { return number }
    var error = NumberAdvice(text, separator)
      .error(line: line, column: columns[column], isWide: schema.isWide)
    error.path = path
    throw error
  }

  // MARK: Bytes

  private func readMore() throws {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    let count = try source.read(into: chunk)
    try take(Array(chunk[..<count]))
  }

  /// Takes bytes; none are the end.
  private func take(_ bytes: [UInt8]) throws {
    var found: [Record] = []
    let collect: (RecordBatch) -> Void = { batch in
      for record in 0..<batch.count {
        found.append(
          Record(
            line: batch.records[record].line,
            fields: batch.fieldRange(of: record).map(batch.text)))
      }
    }
    do {
      if bytes.isEmpty {
        isAtEnd = true
        try tokenizer.finish(collect)
      } else {
        try bytes.withUnsafeBytes { try tokenizer.parse($0, collect) }
      }
    } catch var error as CSVError {
      error.path = path
      throw error
    }
    waiting += found
  }

  /// Bytes up to the end of the header at the least, without byte-order mark.
  private static func head(
    of source: borrowing FileSource, _ path: String, _ options: CSVOptions
  ) throws -> ([UInt8], CSVDelimiter) {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    var bytes: [UInt8] = []
    while !bytes.contains(10), !bytes.contains(13), bytes.count < 1 << 24 {
      let count = try source.read(into: chunk)
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    guard !bytes.isEmpty else { throw empty(path) }
    do {
      let dialect = try CSVDialect(bytes, options: options)
      return (Array(bytes[dialect.markLength...]), dialect.delimiter)
    } catch {
      var error = error
      error.path = path
      throw error
    }
  }

  // MARK: Columns

  private func findColumns() throws(CSVError) {
    time = try place(of: options.timeColumn ?? schema.timeColumn, "--time-col")
    id = nil
    if let column = options.idColumn ?? schema.idColumn {
      id = try place(of: column, "--id-col")
    } else if let column = columns.first(where: ColumnFinder.idNames.contains) {
      throw error(
        .unknownColumn,
        "no id column was expected, not ‘\(column)’: the model was fitted to one series",
        1, column, "leave the column out, or name it with --id-col")
    }
    if schema.isWide || options.isWide {
      targets = columns.indices.filter { $0 != time && $0 != id }
    } else {
      targets = []
      let names = options.targetColumns.isEmpty ? schema.targetColumns : options.targetColumns
      for column in names { targets.append(try place(of: column, "--target-col")) }
    }
  }

  private func place(of column: String, _ flag: String) throws(CSVError) -> Int {
    guard let place = columns.firstIndex(of: column) else {
      throw error(
        .unknownColumn,
        "there is no column ‘\(column)’; the header has \(CSVSchema.listed(columns))", 1, nil,
        "the first line must name the columns the model was fitted to, or name yours with \(flag)")
    }
    return place
  }

  private func error(
    _ code: CSVError.Code, _ message: String, _ line: Int, _ column: String?, _ remedy: String
  ) -> CSVError {
    CSVError(code, message, path: path, line: line, column: column, remedy: remedy)
  }

  private static func empty(_ path: String) -> CSVError {
    CSVError(
      .empty, "there is no header", path: path,
      remedy: "the first line names the columns, such as unique_id,ds,y")
  }
}
