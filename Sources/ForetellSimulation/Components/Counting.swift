/// Counts around a series: the logarithm of whole numbers of Poisson's law, of `ln 0.7` for none.
///
///     λ_t = level · e^{k (z_t − mean) / deviation}, the exponent within ±3;   z′_t = ln max(N_t, 0.7)
public struct Counting: Codable, Hashable, Sendable {
  /// What the counts are around.
  public var level: Double
  /// k, the deviation of the logarithm of their mean.
  public var strength: Double

  public init(level: Double, strength: Double) {
    self.level = level
    self.strength = strength
  }

  /// Whole numbers around the given series.
  public func counts(around values: [Double], using draws: inout Draws) -> [Double] {
    var values = values
    values.standardize()
    return values.map {
      let exponent = min(max(strength * $0, -3), 3)
      return draws.poisson(mean: level * Elementary.exponential(exponent))
    }
  }

  public func apply(to values: inout [Double], using draws: inout Draws) {
    values = counts(around: values, using: &draws).map { Elementary.ln(max($0, 0.7)) }
  }
}

/// How counts are drawn.
public struct CountingPrior: Codable, Hashable, Sendable {
  /// How often a series is one of counts.
  public var probability = 0.03
  /// Log-uniform: e^1.5 … e^5.
  public var level = 4.48...148.4
  public var strength = 0.05...0.5

  public init() {}

  /// What counts, or nil for a series of measurements.
  public func draw(using draws: inout Draws) -> Counting? {
    draws.happens(probability) ? drawAlways(using: &draws) : nil
  }

  /// What counts, whatever the probability.
  func drawAlways(using draws: inout Draws) -> Counting {
    Counting(level: draws.logUniform(in: level), strength: draws.uniform(in: strength))
  }
}
