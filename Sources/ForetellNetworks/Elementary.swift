#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Functions of the system's mathematics library, under names of our own.
enum Elementary {
  static func exponential(_ x: Float) -> Float { exp(x) }
  static func power(_ x: Double, _ exponent: Double) -> Double { pow(x, exponent) }
  static func logarithm10(_ x: Double) -> Double { log10(x) }
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func ln1p(_ x: Double) -> Double { log1p(x) }
}
