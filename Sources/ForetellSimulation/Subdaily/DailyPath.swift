/// A number a day that wanders: `x_d = ρ x_{d−1} + σ N`.
public struct DailyPath: Codable, Hashable, Sendable {
  public var autocorrelation: Double
  public var deviation: Double

  public init(autocorrelation: Double, deviation: Double) {
    self.autocorrelation = autocorrelation
    self.deviation = deviation
  }

  /// The numbers of so many days.
  public func values(days: Int, using draws: inout Draws) -> [Double] {
    guard deviation > 0 else { return Array(repeating: 0, count: days) }
    var value = 0.0
    return (0..<days).map { _ in
      value = autocorrelation * value + deviation * draws.normal()
      return value
    }
  }
}

/// How daily paths are drawn.
public struct DailyPathPrior: Codable, Hashable, Sendable {
  /// How often the path moves at all.
  public var probability: Double
  /// How often it is a random walk, and the range of its autocorrelation else.
  public var walk: Double
  public var autocorrelation: ClosedRange<Double>
  /// Log-uniform.
  public var deviation: ClosedRange<Double>

  public init(
    probability: Double, walk: Double, autocorrelation: ClosedRange<Double>,
    deviation: ClosedRange<Double>
  ) {
    self.probability = probability
    self.walk = walk
    self.autocorrelation = autocorrelation
    self.deviation = deviation
  }

  public func draw(using draws: inout Draws) -> DailyPath {
    guard draws.happens(probability) else { return DailyPath(autocorrelation: 0, deviation: 0) }
    return DailyPath(
      autocorrelation: draws.happens(walk) ? 1 : draws.uniform(in: autocorrelation),
      deviation: draws.logUniform(in: deviation))
  }
}
