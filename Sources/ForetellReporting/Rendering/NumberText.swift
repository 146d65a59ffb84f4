/// Numbers for people: a few significant digits, thin spaces between thousands, a true minus.
package enum NumberText {
  private static let thinSpace = "\u{202F}"
  private static let minus = "\u{2212}"

  /// `digits` significant digits at least; whole numbers keep all of theirs before the point.
  package static func short(_ number: Double, digits: Int = 3) -> String {
    guard number.isFinite else { return number.isNaN ? "–" : number < 0 ? minus + "∞" : "∞" }
    let size = abs(number)
    guard size != 0 else { return "0" }
    guard size < 1e12, size >= 1e-4 else { return scientific(number, digits: digits) }
    var decimals = 0
    var reach = size
    while reach < power(digits - 1), decimals < digits + 3 {
      reach *= 10
      decimals += 1
    }
    // 0.9996 with three digits is 1.00, not 1.000.
    if decimals > 0, (reach.rounded() >= power(digits)) { decimals -= 1 }
    return fixed(number, decimals: decimals)
  }

  /// Rounded to so many decimals.
  package static func fixed(_ number: Double, decimals: Int) -> String {
    guard number.isFinite else { return short(number) }
    guard abs(number) * power(decimals) < 1e15 else { return scientific(number, digits: 4) }
    let (whole, fraction, isNegative) = parts(number, decimals: decimals)
    let text = grouped(whole) + (fraction.isEmpty ? "" : "." + fraction)
    return isNegative ? minus + text : text
  }

  /// A count with its thousands set apart.
  package static func count(_ number: Int) -> String {
    (number < 0 ? minus : "") + grouped(String(number.magnitude))
  }

  /// A count of things: `1 fold`, `5 folds`.
  package static func count(_ number: Int, _ noun: String) -> String {
    count(number) + " " + noun + (number == 1 || noun.hasSuffix("s") ? "" : "s")
  }

  /// A share as per cent.
  package static func percent(_ share: Double, decimals: Int = 1) -> String {
    share.isFinite ? fixed(share * 100, decimals: decimals) + thinSpace + "%" : short(share)
  }

  /// A level of an interval as it was given: 80, 97.5.
  package static func level(_ percent: Double) -> String { plain(percent, digits: 6) }

  /// A change as per cent, with its sign.
  package static func signedPercent(_ share: Double, decimals: Int = 1) -> String {
    let text = percent(share, decimals: decimals)
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return share.isFinite && share > 0 && !isZero ? "+" + text : text
  }

  /// A probability: three decimals, and no false zero.
  package static func probability(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return value < 0.001 ? "<" + thinSpace + "0.001" : fixed(value, decimals: value < 0.1 ? 3 : 2)
  }

  /// A p value with its sign: `p = 0.064`, `p < 0.001`.
  package static func pValue(_ value: Double) -> String {
    value < 0.001 ? "p\u{A0}" + probability(value) : "p\u{A0}=\u{A0}" + probability(value)
  }

  /// Seconds in a unit that suits them.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "–" }
    if seconds == 0 { return "0" + thinSpace + "s" }
    if seconds < 0.00005 { return "<" + thinSpace + "0.1" + thinSpace + "ms" }
    if seconds < 0.0995 {
      let milliseconds = fixed(seconds * 1000, decimals: seconds < 0.00995 ? 1 : 0)
      return milliseconds + thinSpace + "ms"
    }
    if seconds < 99.5 { return fixed(seconds, decimals: seconds < 9.95 ? 2 : 1) + thinSpace + "s" }
    let whole = seconds < 1e12 ? Int(seconds.rounded()) : 0
    if whole < 3600 { return "\(whole / 60)\(thinSpace)min \(whole % 60)\(thinSpace)s" }
    return count(whole / 3600) + thinSpace + "h \(whole / 60 % 60)\(thinSpace)min"
  }

  /// For machines: so many significant digits, as short as they go, ASCII only.
  package static func plain(_ number: Double, digits: Int) -> String {
    guard number.isFinite, number != 0 else { return "0" }
    let size = abs(number)
    guard size < 1e15, size >= 1e-6 else {
      let (mantissa, exponent) = split(number)
      return plain(mantissa, digits: digits) + "e\(exponent)"
    }
    var decimals = 0
    var reach = size
    while reach < power(digits - 1), decimals < 12 {
      reach *= 10
      decimals += 1
    }
    return trimmed(number, decimals: decimals)
  }

  /// For machines: at most so many decimals, as short as they go, ASCII only.
  package static func trimmed(_ number: Double, decimals: Int) -> String {
    guard number.isFinite, abs(number) < 1e15 else { return "0" }
    var (whole, fraction, isNegative) = parts(number, decimals: decimals)
    while fraction.last == "0" { fraction.removeLast() }
    if whole == "0", fraction.isEmpty { isNegative = false }
    return (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func parts(_ number: Double, decimals: Int) -> (String, String, Bool) {
    let scaled = Int((abs(number) * power(decimals)).rounded())
    let digits = String(scaled)
    guard decimals > 0 else { return (digits, "", number < 0 && scaled > 0) }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (
      String(padded.dropLast(decimals)), String(padded.suffix(decimals)), number < 0 && scaled > 0
    )
  }

  /// Five digits and more are grouped; four stand well by themselves.
  private static func grouped(_ digits: String) -> String {
    guard digits.count > 4 else { return digits }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += thinSpace }
      text.append(digit)
    }
    return text
  }

  private static func split(_ number: Double) -> (mantissa: Double, exponent: Int) {
    var (mantissa, exponent) = (number, 0)
    while abs(mantissa) >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while abs(mantissa) < 1, exponent > -400 {
      (mantissa, exponent) = (mantissa * 10, exponent - 1)
    }
    return (mantissa, exponent)
  }

  private static func scientific(_ number: Double, digits: Int) -> String {
    let (mantissa, exponent) = split(number)
    let sign = exponent < 0 ? minus : ""
    return fixed(mantissa, decimals: digits - 1) + "·10" + superscript(sign + "\(abs(exponent))")
  }

  private static func superscript(_ text: String) -> String {
    let raised: [Character: Character] = [
      "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
      "9": "⁹", "\u{2212}": "⁻",
    ]
    return String(text.map { raised[$0] ?? $0 })
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<max(0, exponent)).reduce(1.0) { product, _ in product * 10 }
  }
}
