/// Noise around the level: autoregressive, with heavy tails, a volatility that wanders, and outliers.
///
///     e_t = ρ e_{t−1} + σ (v_t ε_t + outlier_t),   ln v_t a random walk held within ±1.5
public struct Noise: Codable, Hashable, Sendable {
  /// σ, the deviation of the innovations.
  public var deviation = 1.0
  /// ρ, between −1 and 1.
  public var autocorrelation = 0.0
  /// Degrees of freedom of Student's law of the innovations (scaled to variance 1); nil is normal.
  public var degreesOfFreedom: Int?
  /// Deviation of the steps of `ln v`; 0 leaves the volatility at 1.
  public var volatility = 0.0
  /// Outliers among the innovations, in their deviations.
  public var outliers = Outliers()

  public init(deviation: Double = 1, autocorrelation: Double = 0) {
    self.deviation = deviation
    self.autocorrelation = autocorrelation
  }

  /// Adds the noise to `values`; before the first of them it is 0.
  public func add(to values: inout [Double], using draws: inout Draws) {
    guard deviation > 0 else { return }
    var (error, logVolatility, factor) = (0.0, 0.0, deviation)
    for step in values.indices {
      if volatility > 0 {
        logVolatility += volatility * draws.normal()
        factor = deviation * Elementary.exponential(min(max(logVolatility, -1.5), 1.5))
      }
      let shock = degreesOfFreedom.map { draws.student(degreesOfFreedom: $0) } ?? draws.normal()
      error = autocorrelation * error + factor * shock
      if outliers.rate > 0 { error += deviation * outliers.draw(using: &draws) }
      values[step] += error
    }
  }
}

/// Rare large deviations of single values.
public struct Outliers: Codable, Hashable, Sendable {
  /// Chance of one at a step.
  public var rate = 0.0
  /// Deviation of their sizes.
  public var size = 6.0

  public init(rate: Double = 0, size: Double = 6) {
    self.rate = rate
    self.size = size
  }

  /// What is added at a step: 0 as a rule.
  func draw(using draws: inout Draws) -> Double {
    draws.happens(rate) ? size * draws.normal() : 0
  }

  /// Adds outliers to `values`.
  public func add(to values: inout [Double], using draws: inout Draws) {
    guard rate > 0 else { return }
    for step in values.indices { values[step] += draw(using: &draws) }
  }
}
