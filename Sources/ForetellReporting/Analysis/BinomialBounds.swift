#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What chance allows of a share of points, if each lies within the interval with the same probability.
///
/// Points of one fold are not independent, so chance allows somewhat more than this.
struct BinomialBounds {
  enum Standing {
    /// So few points that no share of them could speak against the level.
    case unclear
    case agrees, tooNarrow, tooWide
  }

  private let probability: Double
  private let points: Int
  /// Of too few or too many points, 2.5 % each.
  private static let rare = 0.025

  init(level: Double, points: Int) {
    probability = min(max(level / 100, 0), 1)
    self.points = points
  }

  func standing(of share: Double) -> Standing {
    guard points > 0, share.isFinite, probability > 0, probability < 1 else { return .unclear }
    let inside = min(points, max(0, Int((share * Double(points)).rounded())))
    if tail(upTo: inside) < Self.rare { return .tooNarrow }
    if 1 - tail(upTo: inside - 1) < Self.rare { return .tooWide }
    return pow(probability, Double(points)) < Self.rare ? .agrees : .unclear
  }

  /// The probability of at most so many points.
  private func tail(upTo count: Int) -> Double {
    guard count >= 0 else { return 0 }
    let n = Double(points)
    if points > 2000 {
      let deviation = (n * probability * (1 - probability)).squareRoot()
      return erfc((n * probability - Double(count) - 0.5) / deviation / 2.0.squareRoot()) / 2
    }
    var term = n * log(1 - probability)
    var sum = exp(term)
    for k in 0..<count {
      term += log((n - Double(k)) / Double(k + 1)) + log(probability / (1 - probability))
      sum += exp(term)
    }
    return min(1, sum)
  }
}
