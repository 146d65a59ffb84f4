extension Distribution {
  /// A value drawn; equal for equal draws.
  ///
  /// Counts are Poisson numbers whose mean is drawn from a gamma distribution.
  public func sample(using draws: inout Draws) -> Double {
    switch self {
    case .gaussian(let mean, let deviation): mean + deviation * draws.normal()
    case .studentT(let location, let scale, let freedom):
      location + scale * draws.normal()
        * (freedom / (2 * draws.gamma(shape: freedom / 2))).squareRoot()
    case .negativeBinomial(let mean, let dispersion):
      draws.poisson(mean: mean * dispersion * draws.gamma(shape: 1 / dispersion))
    }
  }
}

extension Draws {
  /// The gamma distribution of a shape above 0 and scale 1.
  ///
  /// Source: Marsaglia & Tsang 2000; a shape below 1 is one larger, times a power of a uniform number.
  public mutating func gamma(shape: Double) -> Double {
    guard shape >= 1 else {
      let power = Elementary.power(uniform(), 1 / shape)
      return gamma(shape: shape + 1) * power
    }
    let d = shape - 1 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let bound = 0.5 * x * x + d - d * v + d * Elementary.ln(v)
      if Elementary.ln(uniform()) < bound { return d * v }
    }
  }
}
