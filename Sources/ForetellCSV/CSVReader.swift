internal import CForetellKernels
internal import ForetellFiles

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
  /// The calling thread merges what all others parse; more of them would wait for it.
  private static let mostThreads = 8

  public init(_ options: CSVOptions = CSVOptions()) { self.options = options }

  /// Reads a file, or standard input where the path is `-`.
  ///
  /// - Parameters:
  ///   - threads: how many may parse, the caller's among them; as many as there are processors where none
  ///     is given, and eight at the most. They change nothing of what is read.
  ///   - isCancelled: asked before every chunk whether to give up.
  /// - Throws: `FileError` where the file cannot be read, ``CSVError`` for what it holds, and
  ///   `CancellationError`.
  public func read(
    _ path: String, threads: Int? = nil, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws -> CSVTable {
    var counts = PieceCounts()
    return try read(path, threads: threads, isCancelled: isCancelled, counts: &counts)
  }

  /// - Parameter counts: what became of the pieces of a file that was read by several threads.
  package func read(
    _ path: String, threads: Int?, isCancelled: (@Sendable () -> Bool)? = nil,
    counts: inout PieceCounts
  ) throws -> CSVTable {
    let file = try InputFile(path: path)
    var source = FileSource(file) { isCancelled?() ?? false }
    do {
      let isLarge = source.size ?? .max >= Self.leastParallelSize
      let threads = isLarge ? min(Self.mostThreads, threads ?? Int(fk_processor_count())) : 1
      return try read(
        &source, chunkSize: threads > 1 ? Self.pieceSize : Self.chunkSize, helpers: threads - 1,
        counts: &counts)
    } catch var error as CSVError {
      error.path = path
      throw error
    }
  }

  /// Reads bytes in memory as if they were a file that comes in chunks.
  ///
  /// - Parameter helpers: threads that parse ahead, beside the caller's.
  package func read(bytes: [UInt8], chunkSize: Int, helpers: Int = 0) throws -> CSVTable {
    var (source, counts) = (MemorySource(bytes), PieceCounts())
    return try read(&source, chunkSize: chunkSize, helpers: helpers, counts: &counts)
  }

  package func read(
    _ source: inout some ByteSource & ~Copyable, chunkSize: Int, helpers: Int,
    counts: inout PieceCounts
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
      counts = try PieceTeam(helpers: helpers, pieces: pieces).read(
        &source, head, into: &rows, tokenizer)
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
