/// How standardised values become data on a scale of their own.
public enum ObservationLaw: Codable, Hashable, Sendable {
  /// Positive measurements: `y = level · e^{spread · z}`.
  case measurements(PositiveScalePrior)
  /// Whole numbers of Poisson's law around the values.
  case counts(CountingPrior)
  /// Whole numbers, none at most steps.
  case intermittent(DemandPrior)

  /// The data that standardised values stand for; equal draws, equal data.
  public func data(around values: [Double], using draws: inout Draws) -> [Double] {
    switch self {
    case .measurements(let prior): prior.draw(using: &draws).data(around: values)
    case .counts(let prior):
      prior.drawAlways(using: &draws).counts(around: values, using: &draws)
    case .intermittent(let prior): prior.draw(using: &draws).counts(around: values, using: &draws)
    }
  }
}

/// The scale of positive data: `y = level · e^{spread · z}`, rounded to five digits of the level.
public struct PositiveScale: Codable, Hashable, Sendable {
  public var level: Double
  /// Deviation of the logarithm.
  public var spread: Double

  public init(level: Double, spread: Double) {
    self.level = level
    self.spread = spread
  }

  /// Positive numbers: one that would be rounded to 0 is the smallest above it.
  public func data(around values: [Double]) -> [Double] {
    // Tens, so that the quotient is the number nearest to the decimal one.
    var units = 1.0
    while level > 0, level * units < 10_000, units < 1e6 { units *= 10 }
    return values.map {
      max(1, (level * Elementary.exponential(spread * $0) * units).rounded()) / units
    }
  }
}

/// How scales are drawn.
public struct PositiveScalePrior: Codable, Hashable, Sendable {
  /// Both log-uniform.
  public var level = 10.0...100_000.0
  public var spread = 0.05...0.6

  public init() {}

  public func draw(using draws: inout Draws) -> PositiveScale {
    PositiveScale(
      level: draws.logUniform(in: level), spread: draws.logUniform(in: spread))
  }
}
