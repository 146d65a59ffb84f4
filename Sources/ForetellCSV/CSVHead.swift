/// The first bytes of a file, and what they show of its columns.
struct CSVHead {
  /// The bytes that have been read, without byte-order mark.
  let bytes: [UInt8]
  /// Bytes in the file where that is known.
  let fileSize: Int?
  let delimiter: CSVDelimiter
  /// The names of the columns; one without a name is called by its number.
  let columns: [String]
  /// The first rows below the header, as text.
  let rows: [Row]
  /// Mean length of a row in bytes.
  let meanRowLength: Double

  /// How many rows the file is likely to have; 0 where its size is not known.
  ///
  /// Bounded, so that a mistaken guess does not ask for more memory than a machine has.
  var expectedRows: Int {
    let count = fileSize.map { 1.02 * Double($0) / meanRowLength } ?? 0
    return Int(min(count, Double(1 << 26) / Double(columns.count)))
  }

  typealias Row = CSVTokenizer.TextRecord

  private static let usualSize = 1 << 16
  private static let largestSize = 1 << 26
  private static let rowLimit = 300

  /// Reads as much of the source as shows a header and some rows.
  init(of source: inout some ByteSource & ~Copyable, options: CSVOptions) throws {
    var bytes: [UInt8] = []
    var size = Self.usualSize
    while true {
      let isWhole = try Self.fill(&bytes, to: size, from: &source)
      guard !bytes.isEmpty else {
        throw CSVError(
          .empty, "the file is empty", remedy: "a CSV begins with a header such as unique_id,ds,y")
      }
      let dialect = try CSVDialect(bytes, options: options)
      let sample = try Self.sample(bytes[dialect.markLength...], dialect, isWhole)
      guard isWhole || sample.count > 3 || size >= Self.largestSize else {
        size *= 4
        continue
      }
      try self.init(
        bytes: dialect.markLength == 0 ? bytes : Array(bytes[dialect.markLength...]),
        fileSize: source.size, delimiter: dialect.delimiter, sample: sample)
      return
    }
  }

  private init(
    bytes: [UInt8], fileSize: Int?, delimiter: CSVDelimiter, sample: [Row]
  ) throws(CSVError) {
    guard let header = sample.first else {
      throw CSVError(
        .empty, "the file holds only blank lines",
        remedy: "a CSV begins with a header such as unique_id,ds,y")
    }
    self.bytes = bytes
    self.fileSize = fileSize
    self.delimiter = delimiter
    columns = try Self.names(header)
    // Spreadsheets leave rows of empty fields at the end.
    rows = sample.dropFirst().filter { !$0.fields.allSatisfy(\.isEmpty) }
    let rowBytes = rows.reduce(0) { sum, row in
      sum + row.fields.reduce(row.fields.count) { $0 + $1.utf8.count }
    }
    meanRowLength = rows.isEmpty ? 1 : max(1, Double(rowBytes) / Double(rows.count))
  }

  /// Fills `bytes` up to a size and answers whether the source has ended.
  private static func fill(
    _ bytes: inout [UInt8], to size: Int, from source: inout some ByteSource & ~Copyable
  ) throws -> Bool {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: usualSize, alignment: 16)
    defer { chunk.deallocate() }
    while bytes.count < size {
      let count = try source.read(into: chunk)
      if count == 0 { return true }
      bytes.append(contentsOf: chunk[..<count])
    }
    return false
  }

  private static func sample(
    _ bytes: ArraySlice<UInt8>, _ dialect: CSVDialect, _ isWhole: Bool
  ) throws -> [Row] {
    var rows: [Row] = []
    let tokenizer = CSVTokenizer(delimiter: dialect.delimiter)
    let take: (RecordBatch) throws -> Void = { batch in
      for record in 0..<batch.count where rows.count <= rowLimit {
        let fields = batch.fieldRange(of: record)
        if rows.isEmpty {
          try refuseOtherEncodings(batch, fields, line: batch.records[record].line)
        }
        rows.append(Row(line: batch.records[record].line, fields: fields.map(batch.text)))
      }
    }
    var rest = bytes
    while !rest.isEmpty, rows.count <= rowLimit {
      try rest.prefix(usualSize).withUnsafeBytes { try tokenizer.parse($0, take) }
      rest = rest.dropFirst(usualSize)
    }
    if isWhole, rest.isEmpty { try tokenizer.finish(take) }
    return rows
  }

  private static func refuseOtherEncodings(
    _ batch: RecordBatch, _ fields: Range<Int>, line: Int
  ) throws(CSVError) {
    for field in fields where String(validating: batch.bytes(field), as: UTF8.self) == nil {
      throw CSVError.notUTF8("the name of a column", line: line)
    }
  }

  private static func names(_ header: Row) throws(CSVError) -> [String] {
    let names = header.fields.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      if let first = places.updateValue(place, forKey: name) {
        throw CSVError(
          .duplicateColumn, "columns \(first + 1) and \(place + 1) are both called ‘\(name)’",
          line: header.line, remedy: "rename one of them")
      }
    }
    return names
  }
}

extension CSVError {
  static func notUTF8(_ what: String, line: Int, column: String? = nil) -> CSVError {
    CSVError(
      .encoding, "\(what) is not UTF-8", line: line, column: column,
      remedy: "if the file is Latin-1, convert it: iconv -f LATIN1 -t UTF-8")
  }
}
