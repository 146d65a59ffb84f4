/// Reads decimal numbers from bytes, exactly rounded.
///
/// `[+-] digits [. digits] [e [+-] digits]`; nothing else is a number: no white space, no hexadecimal,
/// no infinity. Most texts take Clinger's path (a mantissa below 2⁵³ times a power of ten that a double
/// holds exactly, one rounding) or a 128-by-64-bit division, the rest the standard library's.
package struct NumberParser {
  let decimalSeparator: UInt8

  package init(_ separator: CSVDecimalSeparator = .point) { decimalSeparator = separator.byte }

  /// The number a text stands for; see ``number(_:)-(UnsafeBufferPointer<UInt8>)``.
  package func number(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { number($0) }
  }

  /// The number, which is infinite where the text is too large for a double; nil if it is no number.
  @inline(__always)
  func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let start = text.baseAddress else { return nil }
    var scan = Scan(next: start, end: start + text.count)
    let isNegative = scan.sign()
    scan.digits()
    if scan.next < scan.end, scan.next.pointee == decimalSeparator {
      scan.next += 1
      let wholeDigits = scan.digitCount
      scan.digits()
      scan.exponent = wholeDigits - scan.digitCount
    }
    guard scan.digitCount > 0 else { return nil }
    if scan.next < scan.end, !scan.writtenExponent() { return nil }
    let magnitude = scan.digitCount <= 19 ? Self.scaled(scan.mantissa, scan.exponent) : nil
    guard let magnitude else { return exact(text) }
    return isNegative ? -magnitude : magnitude
  }

  private struct Scan {
    var next: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var mantissa: UInt64 = 0
    var digitCount = 0
    var exponent = 0

    init(next: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
      self.next = next
      self.end = end
    }

    @inline(__always)
    mutating func sign() -> Bool {
      guard next < end, next.pointee == UInt8(ascii: "-") || next.pointee == UInt8(ascii: "+")
      else { return false }
      defer { next += 1 }
      return next.pointee == UInt8(ascii: "-")
    }

    @inline(__always)
    mutating func digits() {
      let start = next
      while next < end {
        let digit = next.pointee &- UInt8(ascii: "0")
        guard digit < 10 else { break }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        next += 1
      }
      digitCount += next - start
    }

    /// Takes `e±digits` up to the end of the text, or answers that there is something else.
    mutating func writtenExponent() -> Bool {
      guard next.pointee | 0x20 == UInt8(ascii: "e") else { return false }
      next += 1
      let isNegative = sign()
      guard next < end else { return false }
      var written = 0
      while next < end {
        let digit = next.pointee &- UInt8(ascii: "0")
        guard digit < 10 else { return false }
        written = min(written * 10 + Int(digit), 1_000_000)
        next += 1
      }
      exponent += isNegative ? -written : written
      return true
    }
  }

  /// `mantissa · 10^exponent` where one rounding gives it, else nil.
  @inline(__always)
  private static func scaled(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if exponent == 0 || mantissa == 0 { return Double(mantissa) }
    if mantissa <= 1 << 53 {
      if exponent < 0, exponent >= -22 { return Double(mantissa) / powersOfTen[-exponent] }
      if exponent > 0, exponent <= 22 { return Double(mantissa) * powersOfTen[exponent] }
    }
    return exponent < 0 && exponent >= -19 ? quotient(mantissa, -exponent) : nil
  }

  /// `mantissa / 10^power` for `power` of 1 … 19.
  ///
  /// The quotient of the two, each shifted up to 64 bits, has at least 63 bits; with its last bit set
  /// where there is a remainder it rounds to 53 as the true one does. The result is far from the
  /// smallest doubles, so the shift back is exact.
  private static func quotient(_ mantissa: UInt64, _ power: Int) -> Double {
    var divisor: UInt64 = 1
    for _ in 0..<power { divisor *= 10 }
    let dividendShift = mantissa.leadingZeroBitCount
    let divisorShift = divisor.leadingZeroBitCount
    let dividend = mantissa << UInt64(dividendShift)
    let (quotient, remainder) = (divisor << UInt64(divisorShift)).dividingFullWidth(
      (dividend >> 1, dividend << 63))
    let rounded = Double(remainder == 0 ? quotient : quotient | 1)
    return Double(
      sign: .plus, exponent: divisorShift - dividendShift - 63, significand: rounded)
  }

  /// The standard library's conversion, for texts already known to be numbers.
  private func exact(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    let bytes = text.map { $0 == decimalSeparator ? UInt8(ascii: ".") : $0 }
    let string = String(decoding: bytes, as: UTF8.self)
    return Double(string.hasPrefix("+") ? String(string.dropFirst()) : string)
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
