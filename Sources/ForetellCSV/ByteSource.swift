internal import ForetellFiles

/// Something that gives bytes, one chunk after the other.
protocol ByteSource: ~Copyable {
  /// Bytes in all, where that is known.
  var size: Int? { get }
  /// Fills the buffer from its start and returns how many bytes it holds; 0 at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int
}

extension InputFile: ByteSource {}

/// Bytes in memory, handed out in chunks.
struct MemorySource: ByteSource {
  let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var size: Int? { bytes.count }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let end = min(bytes.count, position + buffer.count)
    buffer.copyBytes(from: bytes[position..<end])
    defer { position = end }
    return end - position
  }
}
