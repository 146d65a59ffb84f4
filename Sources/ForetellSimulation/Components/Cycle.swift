/// A stochastic cycle: a damped rotation that shocks keep going (Harvey 1989).
///
///     ψ_t = r e^{2πi/p} ψ_{t−1} + κ (N + iN);   added: its real part
public struct Cycle: Codable, Hashable, Sendable {
  /// p, in steps.
  public var period: Double
  /// r, below 1.
  public var damping: Double
  /// κ, the deviation of the shocks.
  public var deviation: Double

  public init(period: Double, damping: Double, deviation: Double) {
    self.period = period
    self.damping = damping
    self.deviation = deviation
  }

  /// Adds the cycle to `values`; it begins as it would after a long time, at 0.7 of that size.
  public func add(to values: inout [Double], using draws: inout Draws) {
    let angle = 2 * Double.pi / period
    let (cosine, sine) = (damping * Elementary.cosine(angle), damping * Elementary.sine(angle))
    let start = 0.7 * deviation / (1 - damping * damping).squareRoot()
    var (real, imaginary) = (start * draws.normal(), start * draws.normal())
    for step in values.indices {
      (real, imaginary) = (
        real * cosine - imaginary * sine + deviation * draws.normal(),
        real * sine + imaginary * cosine + deviation * draws.normal()
      )
      values[step] += real
    }
  }
}

/// How cycles are drawn.
public struct CyclePrior: Codable, Hashable, Sendable {
  /// How often a series has one.
  public var probability = 0.25
  /// Its period in steps, log-uniform.
  public var period: ClosedRange<Double>
  public var damping = 0.9...0.999
  /// Deviation of its shocks, log-uniform.
  public var deviation = 0.05...0.7

  /// Cycles of one and a half to ten seasons, and of 5 to 14 steps at least.
  public init(seasonLength: Int) {
    let season = Double(seasonLength)
    period = max(1.5 * season, 5)...max(10 * season, 14)
  }

  /// A cycle, or nil for a series without one.
  public func draw(using draws: inout Draws) -> Cycle? {
    guard draws.happens(probability) else { return nil }
    return Cycle(
      period: draws.logUniform(in: period), damping: draws.uniform(in: damping),
      deviation: draws.logUniform(in: deviation))
  }
}
