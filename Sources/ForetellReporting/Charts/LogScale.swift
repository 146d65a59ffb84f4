#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Positive numbers laid out evenly by their ratio.
package struct LogScale: Hashable, Sendable {
  package let lower: Double
  package let upper: Double
  package let ticks: [Double]

  /// A scale that covers all numbers given, or nil where one is not positive or they span less than
  /// a factor of 10: a linear scale then tells more.
  package init?(covering numbers: some Sequence<Double>) {
    var (least, most) = (Double.infinity, 0.0)
    for number in numbers where number.isFinite {
      guard number > 0 else { return nil }
      (least, most) = (min(least, number), max(most, number))
    }
    guard least < most, most / least >= 10 else { return nil }
    let decades = log10(most / least)
    let factors: [Double] = decades > 3 ? [1] : decades > 1.5 ? [1, 3] : [1, 2, 5]
    let powers = Int(log10(least).rounded(.down))...Int(log10(most).rounded(.up))
    let candidates = powers.flatMap { power in factors.map { $0 * pow(10, Double(power)) } }
    lower = candidates.last { $0 <= least } ?? least
    upper = candidates.first { $0 >= most } ?? most
    let (low, high) = (lower, upper)
    let within = candidates.filter { $0 >= low && $0 <= high }
    let thinning = max(1, (within.count + 7) / 8)
    ticks = within.enumerated().filter { $0.offset % thinning == 0 }.map(\.element)
  }

  /// Where a number lies: 0 at the lower end, 1 at the upper.
  package func position(_ number: Double) -> Double { log(number / lower) / log(upper / lower) }
}
