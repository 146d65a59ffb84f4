internal import ForetellFiles

/// A CSV as columns of text and of numbers, without any idea of series.
package struct CSVColumns: Sendable {
  package private(set) var names: [String]
  /// The physical line of each row.
  package private(set) var lines: [Int] = []
  /// What separates fractions in it, and the words for a missing value.
  private var decimalSeparator = CSVDecimalSeparator.point
  private var missingWords: [String] = []
  private var texts: [Int: [String]] = [:]
  private var numbers: [Int: [Double]] = [:]
  /// The first field of a column of numbers that is none.
  private var strangers: [Int: (line: Int, text: String)] = [:]

  package var rowCount: Int { lines.count }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - options: delimiter, decimal separator and words for a missing value.
  ///   - textColumns: the places of the columns to keep as text, from the names of all; the
  ///     others are read as numbers, NaN where one is missing.
  /// - Throws: `FileError`, ``CSVError``, or what `textColumns` throws.
  package init(
    path: String, options: CSVOptions = CSVOptions(),
    textColumns: ([String]) throws -> Set<Int>
  ) throws {
    do {
      try self.init(bytes: path, options, textColumns)
    } catch var error as CSVError {
      error.path = path
      throw error
    }
  }

  private init(
    bytes path: String, _ options: CSVOptions, _ textColumns: ([String]) throws -> Set<Int>
  ) throws {
    var source = FileSource(try InputFile(path: path)) { false }
    let head = try CSVHead(of: &source, options: options)
    names = head.columns
    let finder = try ColumnFinder(head, options: options)
    let parser = NumberParser(finder.decimalSeparator)
    (decimalSeparator, missingWords) = (finder.decimalSeparator, options.missingWords)
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
          try table.add(record, of: batch, parser)
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
    _ record: Int, of batch: RecordBatch, _ parser: NumberParser
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
        let text = batch.text(field)
        let number = label(text).map { parser.number($0) ?? .nan } ?? .nan
        numbers[place]?.append(number.isFinite ? number : .nan)
        if !number.isFinite, label(text) != nil, strangers[place] == nil {
          strangers[place] = (line, text)
        }
      }
    }
    lines.append(line)
  }

  /// A column that was kept as text.
  package func texts(of place: Int) -> [String] { texts[place] ?? [] }

  /// A column that was kept as text, without the white space around it; nil where a cell is missing.
  package func labels(of place: Int) -> [String?] { texts(of: place).map(label) }

  private func label(_ text: String) -> String? {
    var rest = Substring(text)
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return rest.isEmpty || missingWords.contains(String(rest)) ? nil : String(rest)
  }

  /// A column that was kept as text and is to hold numbers, as the reader of data writes them; nil where one is missing.
  ///
  /// - Throws: ``CSVError`` with `.notANumber` or `.notFinite`, by line.
  package func writtenNumbers(of place: Int) throws(CSVError) -> [String?] {
    let parser = NumberParser(decimalSeparator)
    var written: [String?] = []
    for (row, text) in labels(of: place).enumerated() {
      guard let text else {
        written.append(nil)
        continue
      }
      guard let number = parser.number(text), number.isFinite else {
        throw NumberAdvice(text, decimalSeparator).error(line: lines[row], column: names[place])
      }
      written.append("\(number)")
    }
    return written
  }

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
