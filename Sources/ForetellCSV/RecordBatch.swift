/// Some whole records of a CSV: a view that is valid only while it is being handed over.
struct RecordBatch {
  /// A field's place in ``base``.
  struct Field {
    let start: UInt32
    let end: UInt32
  }

  /// One row: where its fields end among all, and the physical line it begins on.
  struct Record {
    let endField: Int
    let line: Int
  }

  let base: UnsafePointer<UInt8>
  let fields: UnsafePointer<Field>
  let records: UnsafePointer<Record>
  let count: Int

  /// The places among ``fields`` that belong to a record.
  @inline(__always)
  func fieldRange(of record: Int) -> Range<Int> {
    Range(
      uncheckedBounds: (
        record == 0 ? 0 : records[record - 1].endField, records[record].endField
      ))
  }

  @inline(__always)
  func bytes(_ field: Int) -> UnsafeBufferPointer<UInt8> {
    let field = fields[field]
    return UnsafeBufferPointer(start: base + Int(field.start), count: Int(field.end - field.start))
  }

  /// The text of a field; bytes that are not UTF-8 are replaced.
  func text(_ field: Int) -> String { String(decoding: bytes(field), as: UTF8.self) }
}

/// Where a tokenizer lays down fields and records until they are handed over as a ``RecordBatch``.
///
/// It is the one owner of its memory, which only ever grows; the ``CSVTokenizer`` or ``Piece`` that holds it frees it.
struct RecordBuffer {
  private var bytes: UnsafeMutablePointer<UInt8>
  private var fields: UnsafeMutablePointer<RecordBatch.Field>
  private var records: UnsafeMutablePointer<RecordBatch.Record>
  private var byteCapacity = 1
  private var fieldCapacity = 1
  private(set) var byteCount = 0
  private var fieldCount = 0
  private var recordCount = 0
  /// Fields of the record that has not ended yet.
  var openFieldCount: Int {
    fieldCount - (recordCount == 0 ? 0 : records[recordCount - 1].endField)
  }
  /// The physical line the next field begins on.
  private(set) var line = 1
  private var recordLine = 1
  private var lastBreakWasReturn = false
  /// Whether fields may hold line breaks, because there was a quote.
  var hasQuotes = false

  init() {
    bytes = .allocate(capacity: 1)
    fields = .allocate(capacity: 1)
    records = .allocate(capacity: 1)
  }

  func deallocate() {
    bytes.deallocate()
    fields.deallocate()
    records.deallocate()
  }

  /// Makes room for what `count` more bytes of input can become.
  mutating func reserve(_ count: Int) {
    if byteCapacity < byteCount + count {
      byteCapacity = byteCount + 2 * count
      bytes = Self.grown(bytes, holding: byteCount, to: byteCapacity)
    }
    if fieldCapacity < fieldCount + count + 1 {
      fieldCapacity = fieldCount + 2 * count + 1
      fields = Self.grown(fields, holding: fieldCount, to: fieldCapacity)
      records = Self.grown(records, holding: recordCount, to: fieldCapacity)
    }
  }

  private static func grown<T>(
    _ old: UnsafeMutablePointer<T>, holding count: Int, to capacity: Int
  ) -> UnsafeMutablePointer<T> {
    let new = UnsafeMutablePointer<T>.allocate(capacity: capacity)
    new.moveInitialize(from: old, count: count)
    old.deallocate()
    return new
  }

  // MARK: Fields that are copied here

  /// Appends a copy of a field's bytes.
  mutating func append(_ field: UnsafeRawPointer?, _ count: Int) {
    let start = byteCount
    if let field, count > 0 {
      UnsafeMutableRawPointer(bytes + start).copyMemory(from: field, byteCount: count)
      byteCount += count
    }
    append(start, byteCount)
    if hasQuotes {
      line += Self.lineBreaks(in: UnsafeBufferPointer(start: bytes + start, count: count))
    }
  }

  private static func lineBreaks(in field: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in field {
      if byte == 13 || (byte == 10 && previous != 13) { count += 1 }
      previous = byte
    }
    return count
  }

  // MARK: Fields that stay where they are

  @inline(__always)
  mutating func append(_ start: Int, _ end: Int) {
    if isAtRecordStart { recordLine = line }
    fields[fieldCount] = RecordBatch.Field(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    fieldCount += 1
  }

  /// Whether no field of the next record has been seen.
  @inline(__always)
  var isAtRecordStart: Bool {
    fieldCount == (recordCount == 0 ? 0 : records[recordCount - 1].endField)
  }

  /// Ends a record, or a blank line where there was no field, with a line break or the file's end.
  @inline(__always)
  mutating func endRecord(_ terminator: Int32) {
    if isAtRecordStart {
      if terminator == 10, lastBreakWasReturn {
        lastBreakWasReturn = false
        return
      }
    } else {
      records[recordCount] = RecordBatch.Record(endField: fieldCount, line: recordLine)
      recordCount += 1
    }
    lastBreakWasReturn = terminator == 13
    if terminator >= 0 { line += 1 }
  }

  // MARK: Handing over

  /// The whole records; `base` is where their fields lie if not in this buffer's own bytes.
  func batch(base: UnsafePointer<UInt8>? = nil) -> RecordBatch {
    RecordBatch(
      base: base ?? UnsafePointer(bytes), fields: fields, records: records, count: recordCount)
  }

  /// Forgets everything but its memory.
  mutating func restart() {
    (byteCount, fieldCount, recordCount) = (0, 0, 0)
    (line, recordLine, lastBreakWasReturn) = (1, 1, false)
  }

  /// Passes over lines whose records were found elsewhere.
  mutating func skip(lines count: Int, endingInReturn: Bool) {
    line += count
    lastBreakWasReturn = endingInReturn
  }

  /// Forgets the whole records and keeps the fields of one that is not finished.
  mutating func removeRecords() {
    guard recordCount > 0 else { return }
    let firstKept = records[recordCount - 1].endField
    recordCount = 0
    let kept = fieldCount - firstKept
    let firstByte = kept > 0 ? Int(fields[firstKept].start) : byteCount
    for field in 0..<kept {
      let old = fields[firstKept + field]
      fields[field] = RecordBatch.Field(
        start: old.start - UInt32(firstByte), end: old.end - UInt32(firstByte))
    }
    fieldCount = kept
    byteCount -= firstByte
    UnsafeMutableRawPointer(bytes).copyMemory(from: bytes + firstByte, byteCount: byteCount)
  }
}
