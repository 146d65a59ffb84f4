/// A probability distribution of one value, as a network's outputs describe it.
///
/// Sources: Johnson, Kotz & Balakrishnan 1995 (normal, Student); Salinas et al. 2020 for the form of the negative
/// binomial.
public enum Distribution: Hashable, Sendable {
  /// The normal distribution.
  case gaussian(mean: Double, deviation: Double)
  /// `location + scale·t`, t Student's of `freedom` degrees of freedom.
  case studentT(location: Double, scale: Double, freedom: Double)
  /// Counts of variance `mean + dispersion·mean²`.
  case negativeBinomial(mean: Double, dispersion: Double)

  /// The expected value; of Student's with up to 1 degree of freedom, which has none, the location.
  public var mean: Double {
    switch self {
    case .gaussian(let mean, _), .negativeBinomial(let mean, _): mean
    case .studentT(let location, _, _): location
    }
  }

  /// The variance; infinite for Student's with up to 2 degrees of freedom.
  public var variance: Double {
    switch self {
    case .gaussian(_, let deviation): deviation * deviation
    case .studentT(_, let scale, let freedom):
      freedom > 2 ? scale * scale * freedom / (freedom - 2) : .infinity
    case .negativeBinomial(let mean, let dispersion): mean + dispersion * mean * mean
    }
  }

  /// The logarithm of the density, or of the probability of a count; −∞ where a count is none.
  public func logProbability(of value: Double) -> Double {
    switch self {
    case .gaussian(let mean, let deviation):
      let z = (value - mean) / deviation
      return -0.5 * (z * z + Elementary.ln(2 * .pi)) - Elementary.ln(deviation)
    case .studentT(let location, let scale, let freedom):
      let z = (value - location) / scale
      return SpecialFunctions.logGamma((freedom + 1) / 2) - SpecialFunctions.logGamma(freedom / 2)
        - 0.5 * Elementary.ln(.pi * freedom) - Elementary.ln(scale)
        - (freedom + 1) / 2 * Elementary.ln1p(z * z / freedom)
    case .negativeBinomial(let mean, let dispersion):
      guard value >= 0, value == value.rounded() else { return -.infinity }
      let size = 1 / dispersion
      let ways =
        SpecialFunctions.logGamma(value + size) - SpecialFunctions.logGamma(size)
        - SpecialFunctions.logGamma(value + 1)
      let grown = Elementary.ln1p(dispersion * mean)
      return ways - (size + value) * grown
        + (value == 0 ? 0 : value * Elementary.ln(dispersion * mean))
    }
  }

  /// The probability of at most `value`.
  public func cumulative(_ value: Double) -> Double {
    switch self {
    case .gaussian(let mean, let deviation):
      return NormalDistribution.cumulative((value - mean) / deviation)
    case .studentT(let location, let scale, let freedom):
      let z = (value - location) / scale
      let beyond =
        SpecialFunctions.incompleteBeta(
          at: freedom / (freedom + z * z), complement: z * z / (freedom + z * z), freedom / 2, 0.5)
        / 2
      return z > 0 ? 1 - beyond : beyond
    case .negativeBinomial(let mean, let dispersion):
      guard value >= 0 else { return 0 }
      let grown = dispersion * mean
      return SpecialFunctions.incompleteBeta(
        at: 1 / (1 + grown), complement: grown / (1 + grown), 1 / dispersion,
        value.rounded(.down) + 1)
    }
  }
}
