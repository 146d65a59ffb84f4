/// How noise is drawn.
public struct NoisePrior: Codable, Hashable, Sendable {
  /// How often noise is autoregressive, and the range of its coefficient.
  public var autoregressive = 0.35
  public var autocorrelation = -0.4...0.9
  /// How often it has heavy tails, and the degrees of freedom to choose from.
  public var heavyTails = 0.4
  public var degreesOfFreedom = [3, 6]
  /// How often its volatility wanders, and the steps of its logarithm, log-uniform.
  public var wanderingVolatility = 0.25
  public var volatility: ClosedRange<Double>
  /// How often there are outliers, and the range of their rate.
  public var outliers = 0.3
  public var outlierRate = 0.005...0.03

  /// The prior for series of one season length; in long seasons volatility wanders more slowly.
  public init(seasonLength: Int) {
    let pace = 0.5 * (12 / Double(max(seasonLength, 12))).squareRoot()
    volatility = 0.05 * pace...0.3 * pace
  }

  /// Noise of a deviation: of `(1 − ρ²)^¼` times it are the innovations, halfway between noise whose
  /// innovations and noise whose values have that deviation.
  public func draw(deviation: Double, using draws: inout Draws) -> Noise {
    var noise = Noise(deviation: deviation)
    if draws.happens(autoregressive) {
      let coefficient = draws.uniform(in: autocorrelation)
      noise.autocorrelation = coefficient
      noise.deviation *= (1 - coefficient * coefficient).squareRoot().squareRoot()
    }
    if draws.happens(heavyTails), !degreesOfFreedom.isEmpty {
      noise.degreesOfFreedom = degreesOfFreedom[draws.index(below: degreesOfFreedom.count)]
    }
    if draws.happens(wanderingVolatility) { noise.volatility = draws.logUniform(in: volatility) }
    if draws.happens(outliers) { noise.outliers.rate = draws.uniform(in: outlierRate) }
    return noise
  }
}
