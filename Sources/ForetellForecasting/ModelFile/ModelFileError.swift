/// Why a file is not a model that can be used.
public struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble; more may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The file is something else.
    public static let foreign = Code(rawValue: "foreignModelFile")
    /// The file ends too early.
    public static let truncated = Code(rawValue: "truncatedModelFile")
    /// The file has changed since it was written.
    public static let damaged = Code(rawValue: "damagedModelFile")
    /// The file was written by a later version.
    public static let newer = Code(rawValue: "newerModelFile")
  }

  public let code: Code
  public let path: String
  /// What is wrong, in detail.
  public let detail: String

  public init(_ code: Code, path: String, detail: String) {
    self.code = code
    self.path = path
    self.detail = detail
  }

  public var description: String {
    switch code {
    case .foreign: "‘\(path)’ is not a Foretell model: \(detail)"
    case .truncated: "‘\(path)’ is cut off: \(detail); copy it again, or fit the model anew"
    case .newer: "‘\(path)’ was written by a later version of Foretell: \(detail); update foretell"
    default: "‘\(path)’ is damaged: \(detail); copy it again, or fit the model anew"
    }
  }
}
