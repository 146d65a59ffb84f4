public import ForetellFiles
public import ForetellSeries

/// Lays out rows as RFC 4180 asks: fields are quoted where they must be, rows end with a line feed.
///
/// Quoting is three lines, so it is not worth a call into C a field.
public struct CSVWriter: Sendable {
  /// The rows that have not been taken by ``flush(to:)`` yet.
  public private(set) var bytes: [UInt8] = []
  private let delimiter: CSVDelimiter
  private var isRowEmpty = true

  public init(delimiter: CSVDelimiter = .comma) { self.delimiter = delimiter }

  /// Appends a field of text.
  public mutating func append(_ text: String) {
    separate()
    let mustQuote =
      text.isEmpty || text.first == " " || text.last == " "
      || text.utf8.contains {
        $0 == delimiter.byte || $0 == UInt8(ascii: "\"") || $0 < 32
      }
    guard mustQuote else { return bytes.append(contentsOf: text.utf8) }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a number in the shortest form that reads back to the same bits; nothing for NaN.
  public mutating func append(_ number: Double) {
    separate()
    guard !number.isNaN else { return }
    let text = number.description
    bytes.append(contentsOf: text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...])
  }

  /// Appends an empty field: a missing value.
  public mutating func appendMissing() { separate() }

  /// Ends the row.
  public mutating func endRow() {
    bytes.append(10)
    isRowEmpty = true
  }

  /// Hands the finished rows over to a file.
  public mutating func flush(to file: inout OutputFile) throws(FileError) {
    try file.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func separate() {
    if !isRowEmpty { bytes.append(delimiter.byte) }
    isRowEmpty = false
  }
}

extension Panel {
  /// Writes the panel as a long CSV: a header, and a row for each series and stamp.
  ///
  /// Facts and columns beside the target follow it, by name, and rows known ahead follow each series, without
  /// a value. Missing values are empty fields. The file reads back as an equal panel if no value is infinite, no
  /// series begins or ends with a missing one, and its stamps' offset does not change.
  /// - Throws: `FileError`; the old file is then untouched.
  public func writeCSV(
    to path: String, idColumn: String = "unique_id", timeColumn: String = "ds",
    targetColumn: String = "y", delimiter: CSVDelimiter = .comma
  ) throws {
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      var writer = CSVWriter(delimiter: delimiter)
      let beside = attributeNames.sorted() + columnNames.sorted()
      for column in [idColumn, timeColumn, targetColumn] + beside { writer.append(column) }
      writer.endRow()
      try writeRows(with: &writer, to: &file)
    }
  }

  /// Writes a row for each series and stamp, below a header or other rows.
  package func writeRows(
    with writer: inout CSVWriter, to file: inout OutputFile
  ) throws(FileError) {
    let (facts, columns) = (attributeNames.sorted(), columnNames.sorted())
    for series in 0..<count {
      let length = range(of: series).count
      for position in 0..<length + (future?.count(of: series) ?? 0) {
        writer.append(ids[series])
        writer.append(timestampFormat.string(from: timestamp(of: series, at: position)))
        if position < length {
          writer.append(values(of: series)[offsets[series] + position])
        } else {
          writer.appendMissing()
        }
        for fact in facts { writer.append(cell: attributes[series][fact]) }
        for column in columns { writeCell(of: column, series, position, with: &writer) }
        writer.endRow()
        if writer.bytes.count > 1 << 16 { try writer.flush(to: &file) }
      }
    }
    try writer.flush(to: &file)
  }

  /// The names of all facts that are known of a series.
  private var attributeNames: Set<String> { Set(attributes.flatMap(\.keys)) }

  private func writeCell(
    of column: String, _ series: Int, _ position: Int, with writer: inout CSVWriter
  ) {
    let length = range(of: series).count
    let row = offsets[series] + position
    let later = future.map { $0.offsets[series] + position - length } ?? 0
    if let numbers = covariates[column] {
      writer.append(position < length ? numbers[row] : future?.covariates[column]?[later] ?? .nan)
    } else if position < length {
      writer.append(cell: categories[column]?[row])
    } else {
      writer.append(cell: future?.categories[column]?[later])
    }
  }
}

extension CSVWriter {
  /// Appends a text, or an empty field.
  fileprivate mutating func append(cell text: String?) {
    if let text { append(text) } else { appendMissing() }
  }
}
