internal import ForetellRandom

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Tails and quantiles that the tests need.
///
/// Relative error of the tails below 10⁻⁹ (up to 10⁵ degrees of freedom, down to 10⁻³⁰⁰), of the
/// quantile below 10⁻⁸; held to scipy.
package enum Distributions {
  /// The probability that Student's t is further from 0 than `t`.
  package static func studentTwoSided(_ t: Double, degrees: Double) -> Double {
    guard !t.isNaN else { return .nan }
    guard t.isFinite else { return 0 }
    let square = t * t
    return SpecialFunctions.incompleteBeta(
      at: degrees / (degrees + square), complement: square / (degrees + square), degrees / 2, 0.5)
  }

  /// The probability that χ² exceeds `x`.
  package static func chiSquareUpperTail(_ x: Double, degrees: Double) -> Double {
    upperGamma(degrees / 2, x / 2)
  }

  /// The quantile of the range of `groups` standard normal values (degrees of freedom → ∞).
  package static func studentizedRangeQuantile(_ probability: Double, groups: Int) -> Double {
    var (low, high) = (0.0, 100.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if rangeProbability(middle, groups: groups) < probability {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }

  /// The probability that the range of `groups` standard normal values is at most `range`:
  /// k ∫ φ(z) (Φ(z) − Φ(z − range))^(k−1) dz.
  ///
  /// The plain sum converges faster than any power of the step for so smooth a function.
  private static func rangeProbability(_ range: Double, groups: Int) -> Double {
    let step = 0.05
    return (-180...180).reduce(0) { sum, index in
      let z = Double(index) * step
      let inside = normal(z) - normal(z - range)
      return sum + exp(-z * z / 2) * pow(inside, Double(groups - 1))
    } * Double(groups) * step / (2 * Double.pi).squareRoot()
  }

  private static func normal(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The regularised upper incomplete gamma function Q(a, x): a series below a + 1 (DLMF 8.11.4), a
  /// continued fraction above (8.9.2).
  private static func upperGamma(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 1 }
    guard x.isFinite else { return 0 }
    let front = exp(a * log(x) - x - SpecialFunctions.logGamma(a))
    if x < a + 1 {
      var (term, sum, n) = (1 / a, 1 / a, a)
      while term > sum * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      return 1 - front * sum
    }
    var b = x + 1 - a
    var (c, d) = (1e300, 1 / b)
    var value = d
    for index in 1...10_000 {
      let factor = -Double(index) * (Double(index) - a)
      b += 2
      (d, c) = (1 / SpecialFunctions.away(factor * d + b), SpecialFunctions.away(b + factor / c))
      value *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return front * value
  }
}
