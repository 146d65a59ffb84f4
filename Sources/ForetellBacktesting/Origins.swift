/// Where a backtest cuts a series into a part that is known and a part to forecast.
public struct Origins: Codable, Hashable, Sendable {
  /// What the training part of a fold holds.
  public enum Window: Codable, Hashable, Sendable {
    /// Everything up to the cutoff, at least `minimum` values.
    case expanding(minimum: Int)
    /// The last `train` values before the cutoff.
    case sliding(train: Int)
  }

  public var window: Window
  /// Values of the test part of a fold: the steps that are scored.
  public var horizon: Int
  /// Values from one cutoff to the next.
  public var step: Int
  /// Values between the training part and the test part of a fold, neither learned from nor scored.
  public var gap: Int
  /// Folds, the newest ones; nil takes as many as fit.
  public var count: Int?
  /// Whether folds follow whose test part is cut short by the end of the series.
  public var includesIncomplete: Bool

  public init(
    _ window: Window, horizon: Int, step: Int? = nil, gap: Int = 0, count: Int? = nil,
    includesIncomplete: Bool = false
  ) {
    self.window = window
    self.horizon = horizon
    self.step = step ?? horizon
    self.gap = gap
    self.count = count
    self.includesIncomplete = includesIncomplete
  }
}
