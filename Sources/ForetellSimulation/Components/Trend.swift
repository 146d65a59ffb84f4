/// A level that walks along a slope, which itself wanders, reverts and breaks.
///
///     ℓ_t = ℓ_{t−1} + b_{t−1} + σ η_t + shift_t,   b_t = μ + φ (b_{t−1} − μ) + τ ζ_t
///
/// At a break the slope gains `2β·N` and its mean becomes `μ/2 + β·N`; a shift is `δ·N`.
public struct Trend: Codable, Hashable, Sendable {
  /// σ, the deviation of the level's steps.
  public var levelDeviation = 0.0
  /// Whether those steps have Student's law of 4 degrees of freedom instead of the normal one.
  public var hasHeavyTails = false
  /// The first slope.
  public var slope = 0.0
  /// μ, what the slope reverts to.
  public var meanSlope = 0.0
  /// φ in 0 … 1; with 1 the slope does not revert.
  public var persistence = 1.0
  /// τ, the deviation of the slope's steps.
  public var slopeDeviation = 0.0
  /// Chance of a break at a step, and its size β.
  public var breakRate = 0.0
  public var breakSize = 0.0
  /// Chance of a level shift at a step, and its size δ.
  public var shiftRate = 0.0
  public var shiftSize = 0.0

  public init() {}

  /// Adds the level to `values`; before the first of them it is 0.
  public func add(to values: inout [Double], using draws: inout Draws) {
    var (level, slope, mean) = (0.0, slope, meanSlope)
    for step in values.indices {
      if breakRate > 0, draws.happens(breakRate) {
        slope += 2 * breakSize * draws.normal()
        mean = 0.5 * mean + breakSize * draws.normal()
      }
      level += slope
      if levelDeviation > 0 {
        let shock = hasHeavyTails ? draws.student(degreesOfFreedom: 4) : draws.normal()
        level += levelDeviation * shock
      }
      if shiftRate > 0, draws.happens(shiftRate) { level += shiftSize * draws.normal() }
      slope = mean + persistence * (slope - mean)
      if slopeDeviation > 0 { slope += slopeDeviation * draws.normal() }
      values[step] += level
    }
  }
}
