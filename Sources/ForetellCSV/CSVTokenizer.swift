internal import CLibCSV

/// Splits bytes into records: libcsv, and a quicker way for stretches of the usual kind.
///
/// libcsv is the specification. A stretch that begins at a record, ends with a line break and has no
/// quotes but around whole fields is split by ``PlainSplitter`` instead, which gives the same fields
/// several times as fast; tests compare the two. This is the only file that knows libcsv.
package final class CSVTokenizer {
  private var parser = csv_parser()
  private let buffer: UnsafeMutablePointer<RecordBuffer>
  private let delimiter: UInt8
  private let splitter: PlainSplitter?
  /// No field of a real file is longer; a quote that is never closed would swallow the rest.
  private static let longestField = 1 << 20
  private static let mostFields = 100_000
  private static let longestRecord = 1 << 30

  /// - Parameter usesSplitter: whether stretches of the usual kind may go the quicker way.
  init(delimiter: CSVDelimiter, usesSplitter: Bool = true) {
    self.delimiter = delimiter.byte
    splitter = usesSplitter ? PlainSplitter(delimiter: delimiter.byte) : nil
    buffer = .allocate(capacity: 1)
    buffer.initialize(to: RecordBuffer())
    csv_init(&parser, UInt8(CSV_REPALL_NL))
    csv_set_delim(&parser, delimiter.byte)
    csv_set_blk_size(&parser, 4096)
    // A tab that separates fields must not be trimmed away as white space around them.
    if delimiter == .tab { csv_set_space_func(&parser, isSpaceButNoTab) }
  }

  deinit {
    csv_free(&parser)
    buffer.pointee.deallocate()
    buffer.deinitialize(count: 1)
    buffer.deallocate()
  }

  /// Takes more bytes of the file and hands over the records they complete.
  func parse(
    _ bytes: UnsafeRawBufferPointer, _ body: (RecordBatch) throws -> Void
  ) throws {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    buffer.pointee.reserve(bytes.count + parser.entry_pos)
    if let splitter, isBetweenRecords, PlainSplitter.endsLine(bytes),
      splitter.split(bytes, into: &buffer.pointee)
    {
      defer { buffer.pointee.removeRecords() }
      return try body(buffer.pointee.batch(base: start.assumingMemoryBound(to: UInt8.self)))
    }
    buffer.pointee.hasQuotes = buffer.pointee.hasQuotes || bytes.contains(UInt8(ascii: "\""))
    guard csv_parse(&parser, start, bytes.count, fieldEnded, recordEnded, buffer) == bytes.count
    else { throw CSVError(.tooLarge, "the row does not fit into memory", line: line) }
    try checkLengths()
    defer { buffer.pointee.removeRecords() }
    try body(buffer.pointee.batch())
  }

  /// Hands over what the end of the file completes.
  func finish(_ body: (RecordBatch) throws -> Void) throws {
    if isInsideQuotes { throw unterminatedQuote("never closed") }
    buffer.pointee.reserve(1 + parser.entry_pos)
    csv_fini(&parser, fieldEnded, recordEnded, buffer)
    defer { buffer.pointee.removeRecords() }
    try body(buffer.pointee.batch())
  }

  /// Passes over whole lines whose records were found elsewhere; only between records.
  func skip(lines count: Int, endingIn last: UInt8) {
    buffer.pointee.skip(lines: count, endingInReturn: last == 13)
  }

  /// The physical line the next field begins on.
  var line: Int { buffer.pointee.line }

  // libcsv's states, which its header does not name: 0 between rows, 1 between fields, 2 in a field,
  // 3 after a quote that may have closed one.
  var isBetweenRecords: Bool { parser.pstate == 0 }
  private var isInsideQuotes: Bool { parser.pstate == 2 && parser.quoted != 0 }

  private func checkLengths() throws {
    guard buffer.pointee.openFieldCount <= Self.mostFields else {
      throw CSVError(
        .tooLarge, "a row has more than \(Self.mostFields) fields", line: line,
        remedy: "is this a text file with rows and columns?")
    }
    if isInsideQuotes, parser.entry_pos > Self.longestField {
      throw unterminatedQuote("not closed within a million bytes")
    }
    if parser.entry_pos > Self.longestField || buffer.pointee.byteCount > Self.longestRecord {
      throw CSVError(
        .tooLarge, "a field is longer than a million bytes", line: line,
        remedy: "is this a text file with rows and columns?")
    }
  }

  private func unterminatedQuote(_ fate: String) -> CSVError {
    CSVError(
      .unterminatedQuote, "the quote opened on this line is \(fate)", line: line,
      remedy: "close it, or double it (\"\") where it belongs to the text")
  }
}

private func fieldEnded(
  _ field: UnsafeMutableRawPointer?, _ count: Int, _ buffer: UnsafeMutableRawPointer?
) {
  buffer?.assumingMemoryBound(to: RecordBuffer.self).pointee.append(field, count)
}

private func recordEnded(_ terminator: Int32, _ buffer: UnsafeMutableRawPointer?) {
  buffer?.assumingMemoryBound(to: RecordBuffer.self).pointee.endRecord(terminator)
}

private func isSpaceButNoTab(_ byte: UInt8) -> Int32 { byte == UInt8(ascii: " ") ? 1 : 0 }
