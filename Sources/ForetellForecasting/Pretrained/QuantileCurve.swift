internal import ForetellRandom

/// A distribution known by nine quantiles, 0.1 … 0.9.
///
/// Between two of them the value is linear in the standard normal quantile Φ⁻¹(p), and beyond the outermost
///
///     x(p) = x(½) + (x(0.1) − x(½))·(Φ⁻¹(p)/Φ⁻¹(0.1))^τ        and likewise above 0.9
///
/// τ = 1 continues a normal distribution; more than 1 makes heavier tails. It is set, network by network, so that
/// a 95 % interval holds 95 % of synthetic values that were not trained on.
struct QuantileCurve {
  /// Nine values, none below the one before it.
  let quantiles: ArraySlice<Double>
  /// τ.
  let tail: Double
  /// What distances to the median are multiplied by.
  var width = 1.0

  private static let scores = PretrainedShape.levels.map(NormalDistribution.quantile)

  var median: Double { quantiles[quantiles.startIndex + 4] }

  /// The value below which a share p of the distribution lies.
  func value(at p: Double) -> Double { median + width * (unscaledValue(at: p) - median) }

  private func unscaledValue(at p: Double) -> Double {
    let score = NormalDistribution.quantile(p)
    let scores = Self.scores
    guard score > scores[0] else { return beyond(quantiles[quantiles.startIndex], score) }
    guard score < scores[8] else { return beyond(quantiles[quantiles.startIndex + 8], score) }
    let upper = scores.firstIndex { $0 >= score } ?? 8
    let share = (score - scores[upper - 1]) / (scores[upper] - scores[upper - 1])
    let (below, above) = (
      quantiles[quantiles.startIndex + upper - 1], quantiles[quantiles.startIndex + upper]
    )
    return below + share * (above - below)
  }

  private func beyond(_ outermost: Double, _ score: Double) -> Double {
    median + (outermost - median) * Self.reach(abs(score), tail: tail)
  }

  private static func reach(_ score: Double, tail: Double) -> Double {
    Elementary.power(score / scores[8], tail)
  }

  /// τ for which the distance to `ratio` times the outermost quantile's holds all but 5 % of the values.
  static func tail(ratio: Double) -> Double {
    let normal = NormalDistribution.quantile(0.975) / scores[8]
    return max(0.25, min(4, Elementary.ln(max(ratio, 1.001)) / Elementary.ln(normal)))
  }
}
