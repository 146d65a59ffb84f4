/// The bytes of a head and then those of the rest of a source, in pieces that end with a line break where
/// they hold one.
struct ChunkFeed {
  private var head: ArraySlice<UInt8>
  /// What was read behind the last line break.
  private var carried: [UInt8] = []
  private var isAtEnd = false

  init(_ head: CSVHead) { self.head = head.bytes[...] }

  /// Whether the next piece comes without waiting for it.
  func isReady(_ source: borrowing some ByteSource & ~Copyable) -> Bool {
    isAtEnd || !head.isEmpty || source.isReady
  }

  /// Fills the buffer from its start and returns how many of its bytes are the next piece; 0 at the end.
  ///
  /// A piece without a line break goes as it is: the tokenizer takes pieces of any kind. The buffer must
  /// be as long as those of earlier calls.
  mutating func next(
    into buffer: UnsafeMutableRawBufferPointer, from source: inout some ByteSource & ~Copyable
  ) throws -> Int {
    guard !isAtEnd else { return 0 }
    let kept = carried.count
    buffer.copyBytes(from: carried)
    carried.removeAll(keepingCapacity: true)
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[kept...])
    let count = try fill(room, from: &source)
    isAtEnd = count == 0
    if isAtEnd { return kept }
    let filled = UnsafeRawBufferPointer(rebasing: buffer[..<(kept + count)])
    let end = filled.lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 } ?? filled.count
    carried.append(contentsOf: filled[end...])
    return end
  }

  private mutating func fill(
    _ room: UnsafeMutableRawBufferPointer, from source: inout some ByteSource & ~Copyable
  ) throws -> Int {
    if head.isEmpty { return try source.read(into: room) }
    let count = min(head.count, room.count)
    room.copyBytes(from: head.prefix(count))
    head = head.dropFirst(count)
    return count
  }
}

extension CSVHead {
  /// Hands over the whole of a source, a piece at a time; see ``ChunkFeed``.
  func forEachChunk(
    of source: inout some ByteSource & ~Copyable, size: Int,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    var feed = ChunkFeed(self)
    while true {
      let count = try feed.next(into: buffer, from: &source)
      if count == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
