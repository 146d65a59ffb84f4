/// Numbers for people: a few significant digits.
enum ShortNumber {
  /// `digits` significant digits at least; whole numbers up to 10¹⁵ keep all of theirs before the point.
  static func text(_ number: Double, digits: Int = 4) -> String {
    guard number.isFinite else { return number.isNaN ? "—" : number < 0 ? "−∞" : "∞" }
    let size = abs(number)
    if size == 0 { return "0" }
    let isExtreme = size >= 1e15 || size < 1e-4
    guard !isExtreme else { return scientific(number, digits: digits) }
    var decimals = 0
    var power = 1.0
    while decimals < digits + 3, size * power < tenTo(digits - 1) {
      power *= 10
      decimals += 1
    }
    return fixed(number, decimals: decimals)
  }

  /// With the decimals that give the largest of `numbers` five significant digits, so that a column of
  /// them lines up.
  static func text(_ number: Double, like numbers: [Double]) -> String {
    let largest = numbers.lazy.filter(\.isFinite).map { abs($0) }.max() ?? 0
    guard largest < 1e15, largest >= 1e-4, number.isFinite else { return text(number, digits: 5) }
    var (decimals, reach) = (4, 10.0)
    while decimals > 0, largest >= reach { (decimals, reach) = (decimals - 1, reach * 10) }
    while decimals < 8, largest * tenTo(decimals) < 1e4 { decimals += 1 }
    return fixed(number, decimals: decimals)
  }

  /// Rounded to so many decimals.
  static func fixed(_ number: Double, decimals: Int) -> String {
    let scaled = (abs(number) * tenTo(decimals)).rounded()
    guard scaled < 1e18 else {
      return number.isFinite ? scientific(number, digits: 4) : text(number)
    }
    let sign = number < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(Int(scaled)) }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  private static func scientific(_ number: Double, digits: Int) -> String {
    var (mantissa, exponent) = (abs(number), 0)
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return (number < 0 ? "-" : "") + fixed(mantissa, decimals: digits - 1) + "e\(exponent)"
  }

  private static func tenTo(_ power: Int) -> Double {
    (0..<max(0, power)).reduce(1.0) { product, _ in product * 10 }
  }
}
