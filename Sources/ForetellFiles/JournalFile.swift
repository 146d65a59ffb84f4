#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file of lines that grows: each line is whole on the disk before the next one begins.
///
/// What a killed process leaves is every line it finished, and perhaps a part of one, which reading
/// passes over and the next line replaces.
public struct JournalFile: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// Whether it is a file, or not there yet: devices, pipes and folders keep no lines.
  public func isOrdinary() throws(FileError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return true }
    return status.st_mode & S_IFMT == S_IFREG
  }

  /// The whole lines of the file, without their ends; none where there is no file.
  public func lines() throws(FileError) -> [String] {
    guard access(path, F_OK) == 0 else { return [] }
    let bytes = try InputFile.bytes(of: path)
    guard let end = bytes.lastIndex(of: 10) else { return [] }
    return bytes[..<end].split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Adds a line, behind the last whole one, and syncs it.
  public func append(_ line: String) throws(FileError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .writing(path, errno) }
    defer { close(descriptor) }
    let end = Self.endOfWholeLines(descriptor)
    guard ftruncate(descriptor, end) == 0, lseek(descriptor, end, SEEK_SET) == end else {
      throw .writing(path, errno)
    }
    let bytes = Array((line + "\n").utf8)
    if let number = bytes.withUnsafeBytes({ OutputFile.write($0, to: descriptor) }) {
      throw .writing(path, number)
    }
    guard fsync(descriptor) == 0 else { throw .writing(path, errno) }
  }

  /// Takes the file away.
  public func remove() { unlink(path) }

  private static func endOfWholeLines(_ descriptor: Int32) -> off_t {
    var end = max(0, lseek(descriptor, 0, SEEK_END))
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while end > 0 {
      let count = Int(min(end, off_t(block.count)))
      guard pread(descriptor, &block, count, end - off_t(count)) == count else { return end }
      if let place = block[..<count].lastIndex(of: 10) {
        return end - off_t(count - place - 1)
      }
      end -= off_t(count)
    }
    return 0
  }
}
