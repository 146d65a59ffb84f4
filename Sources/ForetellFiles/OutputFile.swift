#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file being written, in buffered chunks; whole or not at all.
///
/// The bytes go to a temporary beside the target, which is synced and renamed over it once the body
/// has returned. Whatever fails or is cancelled before leaves the old file as it was. Standard output
/// (`-`), pipes and devices are written to directly.
public struct OutputFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
    buffer.reserveCapacity(Self.bufferSize + 4096)
  }

  /// Appends text as UTF-8.
  public mutating func write(_ text: String) throws(FileError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends bytes.
  public mutating func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private mutating func flush() throws(FileError) {
    if let number = buffer.withUnsafeBytes({ Self.write($0, to: descriptor) }) {
      throw .writing(path, number)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes all bytes; the `errno` of the call that could not, or nil.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = UnsafeRawBufferPointer(rebasing: rest)
      #if canImport(Darwin)
        let count = Darwin.write(descriptor, chunk.baseAddress, chunk.count)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, chunk.baseAddress, chunk.count)
      #else
        let count = Glibc.write(descriptor, chunk.baseAddress, chunk.count)
      #endif
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  /// Writes a file through `body`.
  /// - Throws: ``FileError`` where the disk is full, the place may not be written to, or the target is
  ///   a directory; or what `body` throws. The old file is then untouched.
  public static func write<Failure: Error>(
    to path: String, _ body: (inout OutputFile) throws(Failure) -> Void
  ) throws {
    // Standard output under its other name would else be replaced where it is a file.
    if path == "-" || path == "/dev/stdout" {
      return try writeDirectly(to: path, descriptor: STDOUT_FILENO, body)
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw FileError.writing(path, EISDIR) }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError.writing(path, errno) }
      defer { close(descriptor) }
      return try writeDirectly(to: path, descriptor: descriptor, body)
    }
    // A link stays a link: the file it points to is what is replaced.
    let target = exists ? resolved(path) : destination(of: path)
    try replace(target, named: path, mode: exists ? status.st_mode & 0o7777 : nil, body)
  }

  /// Refuses a path that cannot be written to, before the work whose result is to go there.
  ///
  /// - Throws: ``FileError`` as ``write(to:_:)`` would; a disk may still fill up later.
  public static func checkWritable(_ path: String) throws(FileError) {
    if path == "-" { return }
    if path.isEmpty { throw FileError(.unwritable, path: path, reason: "the name is empty") }
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw .writing(path, EISDIR) }
      if access(path, W_OK) != 0 { throw .writing(path, errno) }
      if status.st_mode & S_IFMT != S_IFREG { return }
    }
    let components = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = components.dropLast().joined(separator: "/")
    let place = components.count == 1 ? "." : folder.isEmpty ? "/" : folder
    if access(place, W_OK) != 0 { throw .writing(path, errno) }
  }

  private static func replace<Failure: Error>(
    _ target: String, named path: String, mode: mode_t?,
    _ body: (inout OutputFile) throws(Failure) -> Void
  ) throws {
    if mode != nil, access(target, W_OK) != 0 { throw FileError.writing(path, errno) }
    let (temporary, descriptor) = try openTemporary(beside: target, named: path)
    var isOpen = true
    do {
      if let mode, fchmod(descriptor, mode) != 0 { throw FileError.writing(path, errno) }
      try writeDirectly(to: path, descriptor: descriptor, body)
      guard fsync(descriptor) == 0 else { throw FileError.writing(path, errno) }
      isOpen = false
      guard close(descriptor) == 0 else { throw FileError.writing(path, errno) }
      guard rename(temporary, target) == 0 else { throw FileError.writing(path, errno) }
    } catch {
      if isOpen { close(descriptor) }
      unlink(temporary)
      throw error
    }
  }

  /// A new file beside the target; never one that is there already, or a link that somebody planted.
  private static func openTemporary(
    beside target: String, named path: String
  ) throws(FileError) -> (name: String, descriptor: Int32) {
    for attempt in 0..<100 {
      let name = "\(target).\(getpid()).\(attempt).tmp"
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      let descriptor = open(name, flags, 0o666)
      if descriptor >= 0 { return (name, descriptor) }
      if errno != EEXIST { throw .writing(path, errno) }
    }
    throw .writing(path, EEXIST)
  }

  private static func writeDirectly<Failure: Error>(
    to path: String, descriptor: Int32, _ body: (inout OutputFile) throws(Failure) -> Void
  ) throws {
    var file = OutputFile(path: path, descriptor: descriptor)
    try body(&file)
    try file.flush()
  }

  /// The file that a link to nothing yet will point to; the path itself where it is no link.
  private static func destination(of path: String) -> String {
    var path = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &buffer, buffer.count)
      guard count > 0 else { return path }
      let link = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      path = link.hasPrefix("/") ? link : folder + link
    }
    return path
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
