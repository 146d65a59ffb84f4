/// Why a backtest cannot be run, and what to change.
public struct BacktestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble; more may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A number of the setup is out of its range.
    public static let setup = Code(rawValue: "setup")
    /// The series are too short for the folds that are asked for.
    public static let noFolds = Code(rawValue: "noFolds")
    /// Series lie on different grids, so that no cutoff suits them all.
    public static let grid = Code(rawValue: "grid")
    /// The time was over before one fold was finished.
    public static let timeLimit = Code(rawValue: "timeLimit")
    /// A journal belongs to another backtest.
    public static let journal = Code(rawValue: "journal")
    /// A metric or a quality gate is not understood.
    public static let metric = Code(rawValue: "metric")
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
