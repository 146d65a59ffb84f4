public import ForetellSeries

/// A panel whose gaps have been filled, and how well that may be.
public struct Imputation: Sendable {
  /// What was missing is filled, where anything could be; what was observed is as it was.
  public let panel: Panel
  /// Places of ``Panel/storage`` that were filled, in ascending order.
  public let places: [Int]
  /// Intervals of the filled values, as they stand in ``places``; empty where there is nothing to go by.
  public let intervals: [Interval]
  /// What filled the gaps: the choice for the panel.
  public let method: ImputationMethod
  public let score: ImputationScore?
  /// Series that something else filled, or nothing.
  public let fallbacks: [Fallback]

  /// Bounds of a level in percent.
  public struct Interval: Hashable, Sendable {
    public let level: Double
    public let lower: [Double]
    public let upper: [Double]
  }

  /// A series that was not filled as the others were, by what and why.
  public struct Fallback: Codable, Hashable, Sendable {
    public let series: String
    public let method: String
    public let reason: String
  }
}

/// How methods did on blocks of observed values that were hidden from them.
public struct ImputationScore: Codable, Hashable, Sendable {
  /// Blocks and values that scored; none of them chose anything.
  public let blocks: Int
  public let values: Int
  /// The shortest, the middle and the longest block, in steps.
  public let lengths: [Int]
  /// Blocks and values that chose what fills the gaps.
  public let choosingBlocks: Int
  public let choosingValues: Int
  /// Draws of blocks that were hidden together, each with a network of its own where one is trained.
  public let rounds: Int
  /// The mean absolute error of each method, the best first.
  public let errors: [Entry]

  public struct Entry: Codable, Hashable, Sendable {
    public let method: String
    public let mae: Double
  }

  public func error(of method: String) -> Double? { errors.first { $0.method == method }?.mae }
}
