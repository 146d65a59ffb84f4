/// Intermittent demand: at most steps none, else one or more (Croston 1972 looks at it so).
///
/// The odds of any demand are `p/(1 − p) · e^{k z}`, the exponent within ±3; its size is 1 and a number
/// of Poisson's law.
public struct Demand: Codable, Hashable, Sendable {
  /// p, how often there is any where z is 0.
  public var probability: Double
  /// Mean size where there is any, 1 at least.
  public var size: Double
  /// k, how far the values move the odds.
  public var strength: Double

  public init(probability: Double, size: Double, strength: Double) {
    self.probability = probability
    self.size = size
    self.strength = strength
  }

  /// Whole numbers around standardised values.
  public func counts(around values: [Double], using draws: inout Draws) -> [Double] {
    values.map { value in
      let odds =
        probability / (1 - probability)
        * Elementary.exponential(min(max(strength * value, -3), 3))
      guard draws.happens(odds / (1 + odds)) else { return 0 }
      return 1 + draws.poisson(mean: size - 1)
    }
  }
}

/// How intermittent demand is drawn; plausible, measured on nothing.
public struct DemandPrior: Codable, Hashable, Sendable {
  /// Both log-uniform.
  public var probability = 0.05...0.5
  public var size = 1.0...20.0
  public var strength = 0.0...1.0

  public init() {}

  public func draw(using draws: inout Draws) -> Demand {
    Demand(
      probability: draws.logUniform(in: probability), size: draws.logUniform(in: size),
      strength: draws.uniform(in: strength))
  }
}
