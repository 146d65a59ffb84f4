extension Distribution {
  /// The value at most which a share `p` lies, `0 < p < 1`; of counts the least whose share is p or more.
  ///
  /// Normal to 10⁻¹⁶; Student's by bisection of the cumulative probability to 10⁻¹²; counts exactly.
  public func quantile(_ p: Double) -> Double {
    switch self {
    case .gaussian(let mean, let deviation): mean + deviation * NormalDistribution.quantile(p)
    case .studentT(let location, let scale, let freedom):
      location + scale * Self.studentQuantile(p, freedom: freedom)
    case .negativeBinomial: countQuantile(p)
    }
  }

  /// By the half with the longer tail, where no share is lost to 1.
  private static func studentQuantile(_ p: Double, freedom: Double) -> Double {
    guard p != 0.5 else { return 0 }
    guard p > 0, p < 1 else { return p <= 0 ? -.infinity : .infinity }
    if p > 0.5 { return -studentQuantile(1 - p, freedom: freedom) }
    let standard = Distribution.studentT(location: 0, scale: 1, freedom: freedom)
    var (low, high) = (-1.0, 0.0)
    while standard.cumulative(low) > p, low > -1e300 { (low, high) = (low * 2, low) }
    for _ in 0..<200 where high - low > 1e-13 * -low {
      let middle = (low + high) / 2
      if standard.cumulative(middle) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private func countQuantile(_ p: Double) -> Double {
    guard p < 1 else { return .infinity }
    var (low, high) = (-1.0, max(1, mean.rounded(.up)))
    while cumulative(high) < p, high < 1e300 { (low, high) = (high, high * 2) }
    while high - low > 1, high - low > high * 1e-15 {
      let middle = ((low + high) / 2).rounded(.down)
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
    return high
  }
}
