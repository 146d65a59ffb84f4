/// Why a network cannot be built, trained or run.
public struct NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble; more may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The instruction set asked for is not there.
    public static let instructionSet = Code(rawValue: "instructionSet")
    /// A size of the network is out of range.
    public static let configuration = Code(rawValue: "networkConfiguration")
    /// Stored parameters do not fit the network.
    public static let parameters = Code(rawValue: "networkParameters")
    /// A state does not fit the network.
    public static let state = Code(rawValue: "networkState")
    /// The loss became NaN or infinite.
    public static let nonFiniteLoss = Code(rawValue: "nonFiniteLoss")
  }

  public let code: Code
  /// What is wrong.
  public let message: String
  /// What to do about it.
  public let remedy: String?

  public init(_ code: Code, _ message: String, remedy: String? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  public var description: String { message + (remedy.map { "; \($0)" } ?? "") }
}
