/// How the forecast of a stream goes on beyond the h steps that a network sees ahead.
///
/// Block b ≥ 1 is forecast after the medians of those before it. Two things would go wrong if it were taken as it is:
/// a trend that feeds on itself, and a network that has only seen smooth medians lately and trusts them. So the
/// drift δ, a step's share of the change since whole seasons ago, is damped, `x − (1 − φᵇ)·δ·k` at step k of the
/// block, and the distances d to the median become
///
///     √(max(d_b(k), d_0(k))² + g·b·h),   g ≥ 0: what d_0² gains a step, from the first half of block 0 to the second
///
/// For a random walk that is exactly its variance, for a steady series a constant one. Widths never shrink.
struct BlockContinuation {
  /// φ, what is left of a drift a block later.
  static let damping = 0.7
  private static let levels = PretrainedShape.levels.count
  private static let middle = levels / 2

  private let span: Int
  private let first: [Double]
  private let growth: [Double]
  private var blocks = 0

  /// - Parameters:
  ///   - first: quantiles of block 0, `[h, 9]`.
  ///   - season: steps in a season of the stream.
  init(after first: [Double], season: Int) {
    let (levels, middle) = (Self.levels, Self.middle)
    let horizon = first.count / levels
    span = season * ((horizon + season - 1) / season)
    let squares = first.indices.map { index in
      let distance = first[index] - first[index - index % levels + middle]
      return distance * distance
    }
    self.first = squares
    let half = max(1, horizon / 2)
    growth = (0..<levels).map { level in
      func mean(_ steps: Range<Int>) -> Double {
        steps.reduce(0) { $0 + squares[$1 * levels + level] } / Double(max(1, steps.count))
      }
      guard horizon > 1 else { return squares[level] }
      return max(0, mean(half..<horizon) - mean(0..<half)) / (Double(horizon) / 2)
    }
  }

  /// The next block as it should be.
  ///
  /// - Parameters:
  ///   - block: what the network says, `[h, 9]`.
  ///   - stream: the values it was told of, medians of earlier blocks among them.
  mutating func next(_ block: [Double], after stream: [Double]) -> [Double] {
    blocks += 1
    var block = block
    let (levels, middle) = (Self.levels, Self.middle)
    let lost = 1 - Elementary.power(Self.damping, Double(blocks))
    let drift = drift(of: block, after: stream)
    let steps = Double(blocks * block.count / levels)
    for row in stride(from: 0, to: block.count, by: levels) {
      let own = block[row + middle]
      let median = own - lost * drift * Double(row / levels + 1)
      for level in 0..<levels where level != middle {
        let distance = block[row + level] - own
        let wide =
          (max(distance * distance, first[row + level]) + growth[level] * steps).squareRoot()
        block[row + level] = level < middle ? median - wide : median + wide
      }
      block[row + middle] = median
    }
    return block
  }

  /// The change a step since the same place some whole seasons ago; 0 where nothing is known of then.
  private func drift(of block: [Double], after stream: [Double]) -> Double {
    let horizon = block.count / Self.levels
    guard stream.count >= span, horizon > 0 else { return 0 }
    let before = stream.suffix(span)
    var sum = 0.0
    for step in 0..<horizon {
      sum += block[step * Self.levels + Self.middle] - before[before.startIndex + step]
    }
    return sum / Double(horizon * span)
  }
}
