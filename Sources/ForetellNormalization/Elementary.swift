#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// The elementary functions of the system's mathematics library, under names that do not meet those of
/// ``NormalizationMethod``.
enum Elementary {
  static func ln(_ x: Double) -> Double { log(x) }
  static func ln1p(_ x: Double) -> Double { log1p(x) }
  static func exp(_ x: Double) -> Double { power(x) }
  static func expm1(_ x: Double) -> Double { powerMinusOne(x) }
}

private func power(_ x: Double) -> Double { exp(x) }
private func powerMinusOne(_ x: Double) -> Double { expm1(x) }
