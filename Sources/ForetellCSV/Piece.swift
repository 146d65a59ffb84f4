/// Some whole lines of a file, and what was made of them before it was known how the file comes to them.
///
/// Parsing ahead supposes the usual: that the lines begin between two records, and hold no quote that
/// needs libcsv and nothing that is wrong. Where any of that does not hold, ``isParsed`` stays false and
/// the bytes are parsed again in their turn, so that results and errors are those of one pass.
final class Piece: @unchecked Sendable {
  /// Where the bytes are read into.
  let buffer: UnsafeMutableRawBufferPointer
  /// How many of them are the piece.
  var count = 0
  /// The rows, with series in this piece's own numbering and lines counted from its start.
  private(set) var rows: RowReader
  private(set) var isParsed = false
  /// Physical lines that end in the piece.
  private(set) var lineCount = 0
  private var records = RecordBuffer()
  private let splitter: PlainSplitter

  init(size: Int, splitter: PlainSplitter, rows: RowReader) {
    buffer = .allocate(byteCount: size, alignment: 16)
    self.splitter = splitter
    self.rows = rows
  }

  deinit {
    buffer.deallocate()
    records.deallocate()
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }

  /// Tries to make rows of the bytes.
  func parse() {
    isParsed = false
    // A line feed at the start may belong to the return at the end of the piece before.
    guard let first = bytes.first, first != 10, PlainSplitter.endsLine(bytes) else { return }
    records.reserve(count)
    if splitter.split(bytes, into: &records) {
      let base = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      isParsed = (try? rows.read(records.batch(base: base.map { UnsafePointer($0) }))) != nil
      lineCount = records.line - 1
    }
    records.restart()
  }

  /// Hands the rows over to those before them, or parses the bytes in their turn; then the piece can be
  /// used again.
  func merge(
    into all: inout RowReader, _ tokenizer: CSVTokenizer, counting counts: inout PieceCounts
  ) throws {
    if isParsed, tokenizer.isBetweenRecords, all.canTake(rows) {
      all.take(&rows, line: tokenizer.line)
      tokenizer.skip(lines: lineCount, endingIn: buffer[count - 1])
      rows.forgetRows()
      counts.ahead += 1
    } else {
      rows.forgetAll()
      counts.inTurn += 1
      try tokenizer.parse(bytes) { try all.read($0) }
    }
  }
}
