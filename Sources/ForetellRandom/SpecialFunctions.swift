/// Functions of the gamma family, of positive arguments.
package enum SpecialFunctions {
  /// ln Γ(x), x > 0: Stirling's series (DLMF 5.11.1) from 10 on, below by Γ(x + 1) = x·Γ(x).
  ///
  /// The error is within 10⁻¹⁴ of the larger of 1 and the value.
  package static func logGamma(_ x: Double) -> Double {
    var (x, product) = (x, 1.0)
    while x < 10 {
      product *= x
      x += 1
    }
    let inverse = 1 / x
    let square = inverse * inverse
    let terms: [Double] = [
      691.0 / 360_360, 1.0 / 1188, 1.0 / 1680, 1.0 / 1260, 1.0 / 360, 1.0 / 12,
    ]
    let series = inverse * terms.reduce(0) { $1 - square * $0 }
    return (x - 0.5) * Elementary.ln(x) - x + 0.5 * Elementary.ln(2 * .pi) + series
      - Elementary.ln(product)
  }

  /// The regularised incomplete beta function I_x(a, b), with 1 − x given so that nothing cancels.
  ///
  /// Relative error below 10⁻⁹ up to a of 10⁵.
  package static func incompleteBeta(
    at x: Double, complement: Double, _ a: Double, _ b: Double
  ) -> Double {
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    let front = Elementary.exponential(
      logGamma(a + b) - logGamma(a) - logGamma(b) + a * Elementary.ln(x)
        + b * Elementary.ln(complement))
    // The fraction converges fast on this side of the mean only.
    if x < (a + 1) / (a + b + 2) { return front * betaFraction(x, a, b) / a }
    return 1 - front * betaFraction(complement, b, a) / b
  }

  /// The continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22).
  private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    var (c, d) = (1.0, away(1 - (a + b) * x / (a + 1)))
    d = 1 / d
    var value = d
    for index in 1...10_000 {
      let m = Double(index)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      (d, c) = (1 / away(1 + even * d), away(1 + even / c))
      value *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      (d, c) = (1 / away(1 + odd * d), away(1 + odd / c))
      value *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return value
  }

  /// The number, or a tiny one in place of 0 to divide by.
  package static func away(_ x: Double) -> Double { abs(x) < 1e-300 ? 1e-300 : x }
}
