internal import ForetellFiles

/// A CSV as columns of text and of numbers, without any idea of series.
package struct CSVColumns: Sendable {
  package private(set) var names: [String]
  /// The physical line of each row.
  package private(set) var lines: [Int] = []
  private var texts: [Int: [String]] = [:]
  private var numbers: [Int: [Double]] = [:]
  /// The first field of a column of numbers that is none.
  private var strangers: [Int: (line: Int, text: String)] = [:]

  package var rowCount: Int { lines.count }

  /// Reads a file.
  ///
  /// - Parameter textColumns: the places of the columns to keep as text, from the names of all; the
  ///   others are read as numbers, NaN where one is missing.
  /// - Throws: `FileError`, ``CSVError``, or what `textColumns` throws.
  package init(path: String, textColumns: ([String]) throws -> Set<Int>) throws {
    do {
      try self.init(bytes: path, textColumns)
    } catch var error as CSVError {
      error.path = path
      throw error
    }
  }

  private init(bytes path: String, _ textColumns: ([String]) throws -> Set<Int>) throws {
    let options = CSVOptions()
    var source = FileSource(try InputFile(path: path)) { false }
    let head = try CSVHead(of: &source, options: options)
    names = head.columns
    let finder = try ColumnFinder(head, options: options)
    let parser = NumberParser(finder.decimalSeparator)
    let textPlaces = try textColumns(head.columns)
    for place in names.indices {
      if textPlaces.contains(place) { texts[place] = [] } else { numbers[place] = [] }
    }
    let tokenizer = CSVTokenizer(delimiter: head.delimiter)
    var isHeader = true
    var table = self
    func take(_ batch: RecordBatch) throws {
      for record in 0..<batch.count {
        if isHeader {
          isHeader = false
        } else {
          try table.add(record, of: batch, parser, missing: options.missingWords)
        }
      }
    }
    try head.forEachChunk(of: &source, size: 1 << 17) { try tokenizer.parse($0, take) }
    try tokenizer.finish(take)
    self = table
    guard rowCount > 0 else {
      throw CSVError(.noRows, "there is a header and no row below it", line: 1)
    }
  }

  private mutating func add(
    _ record: Int, of batch: RecordBatch, _ parser: NumberParser, missing: [String]
  ) throws(CSVError) {
    let fields = batch.fieldRange(of: record)
    let line = batch.records[record].line
    if fields.allSatisfy({ batch.bytes($0).isEmpty }) { return }
    guard fields.count == names.count else {
      throw CSVError(
        .fieldCount, "the row has \(fields.count) fields where the header has \(names.count)",
        line: line, remedy: "look for a missing or an unquoted delimiter")
    }
    for (place, field) in fields.enumerated() {
      if texts[place] != nil {
        texts[place]?.append(batch.text(field))
      } else if let number = parser.number(batch.bytes(field)), number.isFinite {
        numbers[place]?.append(number)
      } else {
        numbers[place]?.append(.nan)
        let text = batch.text(field)
        if !text.isEmpty, !missing.contains(text), strangers[place] == nil {
          strangers[place] = (line, text)
        }
      }
    }
    lines.append(line)
  }

  /// A column that was kept as text.
  package func texts(of place: Int) -> [String] { texts[place] ?? [] }

  /// A column of numbers.
  /// - Throws: ``CSVError`` with `.notANumber` where a field is neither a number nor missing.
  package func numbers(of place: Int) throws(CSVError) -> [Double] {
    if let stranger = strangers[place] {
      throw CSVError(
        .notANumber, "‘\(stranger.text)’ is not a number", line: stranger.line,
        column: names[place], remedy: "correct it, or leave it empty where the value is missing")
    }
    return numbers[place] ?? []
  }

  /// Whether a column holds at least one number and nothing that is none.
  package func isNumeric(_ place: Int) -> Bool {
    strangers[place] == nil && numbers[place]?.contains { !$0.isNaN } ?? false
  }
}
