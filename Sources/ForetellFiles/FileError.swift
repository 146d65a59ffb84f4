#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file that cannot be read or written, and what the system said of it.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble; more may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let notFound = Code(rawValue: "fileNotFound")
    public static let isDirectory = Code(rawValue: "fileIsDirectory")
    public static let unreadable = Code(rawValue: "fileUnreadable")
    public static let unwritable = Code(rawValue: "fileUnwritable")
    /// Whoever read what is written has gone.
    public static let pipeClosed = Code(rawValue: "pipeClosed")
  }

  public let code: Code
  /// The path as it was given.
  public let path: String
  /// What the system said.
  public let reason: String

  public init(_ code: Code, path: String, reason: String) {
    self.code = code
    self.path = path
    self.reason = reason
  }

  public var description: String {
    let place = path == "-" ? "standard input" : "‘\(path)’"
    return switch code {
    case .notFound: "\(place) does not exist"
    case .isDirectory: "\(place) is a directory, not a file"
    case .unwritable, .pipeClosed:
      "cannot write \(place == "standard input" ? "standard output" : place): \(reason)"
    default: "cannot read \(place): \(reason)"
    }
  }

  /// The failure of a reading call, from `errno`.
  static func reading(_ path: String, _ number: Int32) -> FileError {
    let code: Code =
      switch number {
      case ENOENT, ENOTDIR: .notFound
      case EISDIR: .isDirectory
      default: .unreadable
      }
    return FileError(code, path: path, reason: String(cString: strerror(number)))
  }

  /// The failure of a writing call, from `errno`.
  static func writing(_ path: String, _ number: Int32) -> FileError {
    let code: Code =
      switch number {
      case EISDIR: .isDirectory
      case EPIPE: .pipeClosed
      default: .unwritable
      }
    return FileError(code, path: path, reason: String(cString: strerror(number)))
  }
}
