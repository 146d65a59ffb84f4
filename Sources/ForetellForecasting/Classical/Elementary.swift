#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The elementary functions of the system's mathematics library, under names of our own.
enum Elementary {
  static func ln(_ x: Double) -> Double { log(x) }
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
  static func inverseHyperbolicSine(_ x: Double) -> Double { asinh(x) }

  /// `1 / (1 + e^−x)`.
  static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// The inverse of ``logistic(_:)`` on (0, 1).
  static func logit(_ p: Double) -> Double { log(p / (1 - p)) }

  /// Sine and cosine of `2π·turns`.
  static func wave(turns: Double) -> (sine: Double, cosine: Double) {
    let angle = 2 * Double.pi * (turns - turns.rounded(.down))
    return (sin(angle), cos(angle))
  }

  /// Sines and cosines of `2π·t/period` for t = 1 … count.
  static func waves(period: Int, count: Int) -> (sines: [Double], cosines: [Double]) {
    let angles = (1...count).map { 2 * Double.pi * Double($0 % period) / Double(period) }
    return (angles.map { sin($0) }, angles.map { cos($0) })
  }
}
