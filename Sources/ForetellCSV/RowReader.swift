/// Turns records into values in the order of the file and runs of stamps.
struct RowReader {
  let plan: ColumnPlan
  let missingWords: [[UInt8]]
  var names = SeriesNames()
  var runs = RunTable()
  /// `plan.targets.count` values a row, in the order of the file; NaN where one is missing.
  var values: [Double] = []
  /// The columns beside the target.
  var cells: [CovariateCells]
  var rowCount = 0
  var missingCount = 0
  private var stamps: StampReader
  private let numbers: NumberParser
  private let target: Int
  var isHeaderNext = true
  /// The zones of the first row and of the last.
  var firstZone: Int32?
  var lastZone: Int32?
  /// What the series are called by the reader that takes these rows.
  var seriesNumbers: [Int32] = []

  /// - Parameter expectedRows: for how many rows to make room at once.
  init(_ plan: ColumnPlan, options: CSVOptions, expectedRows: Int) {
    self.plan = plan
    missingWords = options.missingWords.map { Array($0.utf8) }
    stamps = StampReader(plan.schema.timeFormat)
    numbers = NumberParser(plan.schema.decimalSeparator)
    target = plan.targets.count == 1 ? plan.targets[0] : -1
    cells = plan.covariates.map(CovariateCells.init)
    values.reserveCapacity(expectedRows * plan.targets.count)
  }

  /// The values, which the reader then no longer holds.
  mutating func takeValues() -> [Double] {
    defer { values = [] }
    return values
  }

  mutating func read(_ batch: RecordBatch) throws(CSVError) {
    for record in 0..<batch.count {
      if isHeaderNext {
        isHeaderNext = false
        continue
      }
      let fields = batch.fieldRange(of: record)
      let line = batch.records[record].line
      guard fields.count == plan.columns.count else { throw fieldCount(fields.count, line) }
      let first = fields.lowerBound
      guard stamps.read(batch.bytes(first + plan.time)) else {
        // Spreadsheets leave rows of empty fields at the end.
        if fields.allSatisfy({ batch.bytes($0).isEmpty }) { continue }
        throw badStamp(batch.text(first + plan.time), line)
      }
      if stamps.zone != lastZone { try checkZone(batch.text(first + plan.time), line) }
      let series = try series(of: batch, first, line)
      runs.add(
        series: series, value: stamps.value, zone: stamps.zone, row: rowCount, line: line)
      if target >= 0 {
        values.append(try value(batch.bytes(first + target), target, line))
      } else {
        for column in plan.targets {
          values.append(try value(batch.bytes(first + column), column, line))
        }
      }
      if !cells.isEmpty { try readCells(batch, first, line) }
      rowCount += 1
    }
  }

  /// Takes in the columns beside the target of one row.
  private mutating func readCells(
    _ batch: RecordBatch, _ first: Int, _ line: Int
  ) throws(CSVError) {
    for place in cells.indices {
      let column = cells[place].column
      let text = batch.bytes(first + column.place)
      if column.kind == .numbers, let number = numbers.number(text), number.isFinite {
        cells[place].append(number)
        continue
      }
      let trimmed = trimmed(text)
      if isMissing(trimmed) {
        cells[place].appendMissing()
      } else if column.kind == .numbers {
        guard let number = numbers.number(trimmed), number.isFinite else {
          throw NumberAdvice(
            String(decoding: trimmed, as: UTF8.self), plan.schema.decimalSeparator
          ).error(line: line, column: column.name, isCovariate: true)
        }
        cells[place].append(number)
      } else if !cells[place].append(trimmed) {
        throw CSVError.notUTF8("the label", line: line, column: column.name)
      }
    }
  }

  @inline(__always)
  private mutating func series(
    of batch: RecordBatch, _ first: Int, _ line: Int
  ) throws(CSVError) -> Int {
    guard let column = plan.id else { return 0 }
    let id = batch.bytes(first + column)
    if let known = names.number(of: id) { return known }
    return try add(id, line)
  }

  private mutating func add(
    _ id: UnsafeBufferPointer<UInt8>, _ line: Int
  ) throws(CSVError) -> Int {
    let column = plan.id.map { plan.columns[$0] }
    guard !id.isEmpty else {
      throw CSVError(
        .missingID, "the row does not say which series it belongs to", line: line, column: column,
        remedy: "fill in the id, or name another column with --id-col")
    }
    guard let number = names.add(id) else {
      throw CSVError.notUTF8("the id", line: line, column: column)
    }
    return number
  }

  @inline(__always)
  private mutating func value(
    _ text: UnsafeBufferPointer<UInt8>, _ column: Int, _ line: Int
  ) throws(CSVError) -> Double {
    if let number = numbers.number(text), number.isFinite { return number }
    return try unusual(text, column, line)
  }

  /// A missing value, a number in quotes with spaces, or an error.
  private mutating func unusual(
    _ text: UnsafeBufferPointer<UInt8>, _ column: Int, _ line: Int
  ) throws(CSVError) -> Double {
    let trimmed = trimmed(text)
    if isMissing(trimmed) {
      missingCount += 1
      return .nan
    }
    if let number = numbers.number(trimmed), number.isFinite { return number }
    throw NumberAdvice(String(decoding: trimmed, as: UTF8.self), plan.schema.decimalSeparator)
      .error(line: line, column: plan.columns[column], isWide: plan.schema.isWide)
  }

  private func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var rest = text[...]
    while let byte = rest.first, byte == 32 || byte == 9 { rest.removeFirst() }
    while let byte = rest.last, byte == 32 || byte == 9 { rest.removeLast() }
    return UnsafeBufferPointer(rebasing: rest)
  }

  private func isMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.isEmpty || missingWords.contains { $0.elementsEqual(text) }
  }

  // MARK: What is wrong with a row

  private func fieldCount(_ count: Int, _ line: Int) -> CSVError {
    let (delimiter, expected) = (plan.schema.delimiter, plan.columns.count)
    return CSVError(
      .fieldCount,
      "the row has \(count) field\(count == 1 ? "" : "s") where the header has \(expected)",
      line: line,
      remedy: count > expected
        ? "put fields that hold ‘\(delimiter == .tab ? "tab" : delimiter.rawValue)’ in quotes"
        : "complete the row, or remove it")
  }

  private func badStamp(_ text: String, _ line: Int) -> CSVError {
    let column = plan.columns[plan.time]
    let form = plan.schema.timeFormat
    guard !text.isEmpty else {
      return CSVError(
        .badTimestamp, "the time stamp is missing", line: line, column: column,
        remedy: "fill it in, or remove the row")
    }
    let others = StampAdvice.forms(reading: [text]).prefix(2).map { "‘\($0)’" }
    let hint = others.isEmpty ? "" : " (it would read as \(others.joined(separator: " or ")))"
    return CSVError(
      .badTimestamp, "\(CSVError.quoted(text)) is not a time stamp of the form ‘\(form)’\(hint)",
      line: line, column: column,
      remedy: "write all stamps in one form, or name the form with --time-format")
  }

  private mutating func checkZone(_ text: String, _ line: Int) throws(CSVError) {
    let hasOffset = stamps.zone != ZoneCode.unspecified
    if let lastZone, hasOffset != (lastZone != ZoneCode.unspecified) {
      throw CSVError(
        .mixedOffsets,
        "\(CSVError.quoted(text)) has \(hasOffset ? "an" : "no") offset from UTC, and the stamps"
          + " before it have \(hasOffset ? "none" : "one")",
        line: line, column: plan.columns[plan.time],
        remedy: "write the offset in every row, or in none")
    }
    if lastZone == nil { firstZone = stamps.zone }
    lastZone = stamps.zone
  }
}
