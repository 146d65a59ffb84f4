#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file, or standard input where the path is `-`, read in chunks.
public struct InputFile: ~Copyable {
  /// The path as it was given.
  public let path: String
  /// Bytes of a regular file; nil of a pipe or a terminal.
  public let size: Int?
  private let descriptor: Int32

  /// Opens a file for reading.
  /// - Throws: ``FileError`` where there is none, it is a directory, or may not be read.
  public init(path: String) throws(FileError) {
    let (descriptor, size) = try Self.opened(path)
    self.path = path
    self.descriptor = descriptor
    self.size = size
  }

  private static func opened(_ path: String) throws(FileError) -> (Int32, size: Int?) {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .reading(path, errno) }
    var status = stat()
    let failure =
      fstat(descriptor, &status) == 0 ? (status.st_mode & S_IFMT == S_IFDIR ? EISDIR : 0) : errno
    guard failure == 0 else {
      if descriptor != STDIN_FILENO { close(descriptor) }
      throw .reading(path, failure)
    }
    return (descriptor, status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil)
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Waits until there is something to read, or `isCancelled` says to give up.
  ///
  /// A pipe or a terminal may have nothing for hours; a read that waited for it could not be cancelled.
  ///
  /// - Returns: whether there is something: bytes, or the end of the file.
  public func waitForBytes(unless isCancelled: () -> Bool) -> Bool {
    if size != nil { return true }
    while !isCancelled() {
      if hasBytes(within: 50) { return true }
    }
    return false
  }

  /// Whether a read would return at once: with bytes, the end of the file or an error.
  public var isReady: Bool { size != nil || hasBytes(within: 0) }

  private func hasBytes(within milliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, milliseconds) != 0
  }

  /// Fills the buffer from its start and returns how many bytes it holds; 0 at the end of the file.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 { return count }
      if errno != EINTR { throw .reading(path, errno) }
    }
  }

  /// All bytes of a file.
  ///
  /// - Parameter limit: refuses larger files, so that a path given by mistake cannot fill memory.
  public static func bytes(of path: String, limit: Int = 1 << 32) throws(FileError) -> [UInt8] {
    let file = try InputFile(path: path)
    var bytes: [UInt8] = []
    if let size = file.size, size <= limit { bytes.reserveCapacity(size) }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = try file.read(into: chunk)
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else {
        throw FileError(.unreadable, path: path, reason: "larger than \(limit) bytes")
      }
    }
  }
}
