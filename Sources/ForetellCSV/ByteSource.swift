internal import ForetellFiles

/// Something that gives bytes, one chunk after the other.
package protocol ByteSource: ~Copyable {
  /// Bytes in all, where that is known.
  var size: Int? { get }
  /// Whether a read would return at once; one from a pipe may wait for hours.
  var isReady: Bool { get }
  /// Fills the buffer from its start and returns how many bytes it holds; 0 at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A file that can be given up on, even while it has nothing to read.
struct FileSource: ~Copyable, ByteSource {
  private let file: InputFile
  private let isCancelled: @Sendable () -> Bool

  init(_ file: consuming InputFile, isCancelled: @escaping @Sendable () -> Bool) {
    self.file = file
    self.isCancelled = isCancelled
  }

  var size: Int? { file.size }
  var isReady: Bool { file.isReady }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard !isCancelled(), file.waitForBytes(unless: isCancelled) else { throw CancellationError() }
    return try file.read(into: buffer)
  }
}

/// Bytes in memory, handed out in chunks.
struct MemorySource: ByteSource {
  let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var size: Int? { bytes.count }
  var isReady: Bool { true }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let end = min(bytes.count, position + buffer.count)
    buffer.copyBytes(from: bytes[position..<end])
    defer { position = end }
    return end - position
  }
}
