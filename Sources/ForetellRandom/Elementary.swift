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
  static func ln1p(_ x: Double) -> Double { log1p(x) }
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
  static func complementaryError(_ x: Double) -> Double { erfc(x) }

  /// `ln k!`, by Stirling's series; from k = 10 on to 1e−14.
  static func logFactorial(_ k: Double) -> Double {
    if k < 10 { return ln((0...Int(k)).reduce(1.0) { $1 == 0 ? $0 : $0 * Double($1) }) }
    let inverse = 1 / (k + 1)
    let square = inverse * inverse
    let series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    return (k + 0.5) * ln(k + 1) - (k + 1) + 0.5 * ln(2 * .pi) + series
  }
}
