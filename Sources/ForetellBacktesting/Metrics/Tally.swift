/// Why a point has no part in a score.
public enum LeftOutReason: Int, CaseIterable, Sendable, CustomStringConvertible {
  case missingActual, missingForecast, missingInterval, zeroActual, shortTraining, constantTraining
  case hugeTraining, zeroSeries

  public var description: String {
    switch self {
    case .missingActual: "the actual value is missing"
    case .missingForecast: "the forecast is missing"
    case .missingInterval: "the interval is missing"
    case .zeroActual: "the actual value is 0"
    case .shortTraining: "the training part has no two values a season apart"
    case .constantTraining: "the training part repeats itself each season: its naive error is 0"
    case .hugeTraining: "the naive error of the training part is too large to compute with"
    case .zeroSeries: "all actual values are 0 (left out of the mean over series)"
    }
  }
}

/// What points add to a score: a numerator, a denominator, and the points left out.
///
/// Tallies of one metric add up: that of a series is the sum of those of its folds. `Metric.score(of:)` makes
/// the score. Addition rounds, so another order may change the last bits.
public struct Tally: Hashable, Sendable {
  public internal(set) var numerator = 0.0
  public internal(set) var denominator = 0.0
  /// Points that were added.
  public internal(set) var points = 0
  /// A count for each reason.
  private var leftOut = SIMD8<Int>()

  /// No point at all.
  public init() {}

  /// Points left out for a reason.
  public subscript(reason: LeftOutReason) -> Int {
    get { leftOut[reason.rawValue] }
    set { leftOut[reason.rawValue] = newValue }
  }

  @inline(__always)
  mutating func add(_ point: PointStatistic) {
    if let reason = point.reason {
      self[reason] += 1
    } else {
      numerator += point.numerator
      denominator += point.denominator
      points += 1
    }
  }

  /// The reasons that occur, with their counts.
  public var exclusions: [Scoreboard.Exclusion] {
    LeftOutReason.allCases.compactMap {
      self[$0] > 0 ? Scoreboard.Exclusion(reason: $0.description, points: self[$0]) : nil
    }
  }

  public static func += (left: inout Tally, right: Tally) {
    left.numerator += right.numerator
    left.denominator += right.denominator
    left.points += right.points
    left.leftOut &+= right.leftOut
  }

  public static func + (left: Tally, right: Tally) -> Tally {
    var sum = left
    sum += right
    return sum
  }
}

extension Metric {
  /// The score of the points of a tally; NaN where there are none to score.
  public func score(of tally: Tally) -> Double {
    score(numerator: tally.numerator, denominator: tally.denominator)
  }

  @inline(__always)
  func score(numerator: Double, denominator: Double) -> Double {
    guard denominator > 0 else { return .nan }
    let mean = numerator / denominator
    return isRoot ? mean.squareRoot() : mean
  }

  @inline(__always)
  var isRoot: Bool { kind == .rmse || kind == .rmsse }
}
