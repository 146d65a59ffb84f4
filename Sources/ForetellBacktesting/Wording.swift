/// Numbers and nouns in sentences.
enum Wording {
  /// The shortest text of a number, without `.0`.
  static func plain(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// So many significant digits; whole numbers keep all of theirs.
  static func short(_ number: Double, digits: Int = 3) -> String {
    guard number.isFinite else { return number.isNaN ? "—" : number < 0 ? "−∞" : "∞" }
    let sign = number < 0 ? "−" : ""
    var (size, exponent) = (abs(number), 0)
    if size == 0 { return "0" }
    guard size < 1e15, size >= 1e-4 else {
      while size >= 10 { (size, exponent) = (size / 10, exponent + 1) }
      while size < 1 { (size, exponent) = (size * 10, exponent - 1) }
      return sign + fixed(size, decimals: digits - 1) + "e\(exponent)"
    }
    var (decimals, power) = (0, 1.0)
    while size * power < tenTo(digits - 1) {
      (decimals, power) = (decimals + 1, power * 10)
    }
    return sign + fixed(size, decimals: decimals)
  }

  /// A share in percent: `12 %`, `0.4 %`.
  static func percent(_ share: Double) -> String {
    let percent = abs(share) * 100
    guard percent < 1e15 else { return percent.isNaN ? "—" : "∞ %" }
    if percent > 0, percent < 0.05 { return "less than 0.1 %" }
    return fixed(percent, decimals: percent < 9.95 ? 1 : 0) + " %"
  }

  /// A probability as `p = 0.012` or `p < 0.001`.
  static func probability(_ p: Double) -> String {
    p < 0.001 ? "p < 0.001" : "p = " + short(p, digits: 2)
  }

  /// `1 fold`, `5 folds`; nouns that have no other plural are given as `series`.
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)" + (count == 1 || noun.hasSuffix("s") ? "" : "s")
  }

  private static func fixed(_ number: Double, decimals: Int) -> String {
    let digits = String(Int((number * tenTo(decimals)).rounded()))
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  private static func tenTo(_ power: Int) -> Double {
    (0..<max(0, power)).reduce(1.0) { product, _ in product * 10 }
  }
}
