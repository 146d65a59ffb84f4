internal import ForetellFiles
internal import FoundationEssentials

/// Reads a CSV into a panel, in one pass over its bytes.
///
/// Long files have a row a series and stamp (`unique_id, ds, y` by default; without an id column there
/// is one series, named like its target column). Several target columns, or all with
/// ``CSVOptions/isWide``, give one series a column, called like the column or, with an id column,
/// `id/column`. Rows may come in any order.
///
/// Missing values are left out at the ends of a series and stay NaN between others, unless
/// ``CSVOptions/fill`` says how to fill them; missing rows are an error unless it does. A series without
/// any value is left out. ``CSVTable/repairs`` lists all of that.
public struct CSVReader: Sendable {
  public let options: CSVOptions
  private static let chunkSize = 1 << 17
  private static let pieceSize = 1 << 16
  /// Smaller files are read before a second thread has woken.
  private static let leastParallelSize = 1 << 20

  public init(_ options: CSVOptions = CSVOptions()) { self.options = options }

  /// Reads a file, or standard input where the path is `-`.
  ///
  /// - Parameter isCancelled: asked after every chunk whether to give up.
  /// - Throws: `FileError` where the file cannot be read, ``CSVError`` for what it holds, and
  ///   `CancellationError`.
  public func read(
    _ path: String, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> CSVTable {
    let file = try InputFile(path: path)
    var source = FileSource(file) { isCancelled?() ?? false }
    do {
      let isLarge = source.size ?? .max >= Self.leastParallelSize
      let helpers = isLarge ? min(7, ProcessInfo.processInfo.activeProcessorCount - 1) : 0
      return try read(
        &source, chunkSize: helpers > 0 ? Self.pieceSize : Self.chunkSize, helpers: helpers)
    } catch var error as CSVError {
      error.path = path
      throw error
    }
  }

  /// Reads bytes in memory as if they were a file that comes in chunks.
  ///
  /// - Parameter helpers: threads that parse ahead, beside the caller's.
  package func read(bytes: [UInt8], chunkSize: Int, helpers: Int = 0) throws -> CSVTable {
    var source = MemorySource(bytes)
    return try read(&source, chunkSize: chunkSize, helpers: helpers)
  }

  private func read(
    _ source: inout some ByteSource & ~Copyable, chunkSize: Int, helpers: Int
  ) throws -> CSVTable {
    let head = try CSVHead(of: &source, options: options)
    let plan = try ColumnPlan(head, options: options)
    var rows = RowReader(plan, options: options, expectedRows: head.expectedRows)
    let tokenizer = CSVTokenizer(delimiter: head.delimiter)
    if helpers > 0 {
      let splitter = PlainSplitter(delimiter: head.delimiter.byte)
      let pieces = (0..<(2 * helpers + 2)).map { _ in
        Piece(size: chunkSize, splitter: splitter, rows: rows.forPieces)
      }
      try PieceTeam(helpers: helpers, pieces: pieces).read(&source, head, into: &rows, tokenizer)
    } else {
      try head.forEachChunk(of: &source, size: chunkSize) { chunk in
        try tokenizer.parse(chunk) { try rows.read($0) }
      }
    }
    try tokenizer.finish { try rows.read($0) }
    let missingCount = rows.missingCount
    guard rows.rowCount > 0 else {
      throw CSVError(.noRows, "there is a header and no row below it", line: 1)
    }
    return try PanelAssembly(rows, options: options).table(missingCount: missingCount)
  }
}
