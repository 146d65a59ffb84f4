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
      return try read(&source, chunkSize: Self.chunkSize)
    } catch var error as CSVError {
      error.path = path
      throw error
    }
  }

  /// Reads bytes in memory as if they were a file that comes in chunks.
  package func read(bytes: [UInt8], chunkSize: Int) throws -> CSVTable {
    var source = MemorySource(bytes)
    return try read(&source, chunkSize: chunkSize)
  }

  private func read(
    _ source: inout some ByteSource & ~Copyable, chunkSize: Int
  ) throws -> CSVTable {
    let head = try CSVHead(of: &source, options: options)
    let plan = try ColumnPlan(head, options: options)
    var rows = RowReader(plan, options: options, expectedRows: head.expectedRows)
    let tokenizer = CSVTokenizer(delimiter: head.delimiter)
    try head.forEachChunk(of: &source, size: chunkSize) { chunk in
      try tokenizer.parse(chunk) { try rows.read($0) }
    }
    try tokenizer.finish { try rows.read($0) }
    let missingCount = rows.missingCount
    guard rows.rowCount > 0 else {
      throw CSVError(.noRows, "there is a header and no row below it", line: 1)
    }
    return try PanelAssembly(rows, options: options).table(missingCount: missingCount)
  }
}

extension CSVHead {
  /// The bytes of the head and then those of the rest of the source, in pieces that end with a line
  /// break where they hold one.
  func forEachChunk(
    of source: inout some ByteSource & ~Copyable, size: Int,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    var rest = bytes[...]
    var kept = 0
    while true {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[kept...])
      let count: Int
      if rest.isEmpty {
        count = try source.read(into: room)
      } else {
        count = min(rest.count, room.count)
        room.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      let filled = UnsafeRawBufferPointer(rebasing: buffer[..<(kept + count)])
      guard count > 0 else { return try body(filled) }
      // A chunk without a line break goes as it is: the tokenizer takes pieces of any kind.
      let end = filled.lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 } ?? filled.count
      try body(UnsafeRawBufferPointer(rebasing: filled[..<end]))
      kept = filled.count - end
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: filled[end...]))
    }
  }
}
