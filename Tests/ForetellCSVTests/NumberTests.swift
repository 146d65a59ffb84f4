import ForetellCSV
import Testing

@Suite struct NumberTests {
  private let parser = NumberParser(.point)

  private func expectExact(_ text: String) {
    let expected = Double(text)
    #expect(parser.number(text)?.bitPattern == expected?.bitPattern, "\(text)")
  }

  @Test(arguments: [
    "0", "-0", "1", "9007199254740992", "9007199254740993", "18446744073709551615",
    "18446744073709551616", "0.1", "0.30000000000000004", "123456789012345678",
    "1.7976931348623157e308", "2.2250738585072014e-308", "2.2250738585072011e-308", "5e-324",
    "2.4703282292062327208e-324", "1e22", "1e23", "1e-22", "1e-23", "8.5", "9007199254740992.5",
    "9007199254740993.5", "0.000000000000000000001", "1234567890.1234567891",
    "4503599627370496.5", "4503599627370497.5", "7.2057594037927933e16", "1e0000000000000000001",
    "0e99999999999999999999", "0.5000000000000000000000000000000000000001",
    "179769313486231580793728971405301e276", "6.631236846766476e-316",
    "3.2e-1000000000000000000000",
  ])
  func hardNumbersAreExact(_ text: String) { expectExact(text) }

  @Test func randomNumbersAreExact() {
    var generator = SplitMix(seed: 7)
    for _ in 0..<20_000 {
      let digits = Int.random(in: 1...25, using: &generator)
      var text = Bool.random(using: &generator) ? "-" : ""
      let point = Int.random(in: 0...digits, using: &generator)
      for place in 0..<digits {
        if place == point { text += "." }
        text += String(Int.random(in: 0...9, using: &generator))
      }
      if Int.random(in: 0..<4, using: &generator) == 0 {
        text += "e\(Int.random(in: -330...310, using: &generator))"
      }
      expectExact(text)
    }
  }

  /// Where a double cannot hold the digits, and one of some thousand quotients is next to a tie.
  @Test func manyDigitsRoundAsTheyShould() {
    var generator = SplitMix(seed: 9)
    let wrong = (0..<60_000).lazy.map { _ -> String in
      let digits = String(UInt64.random(in: 1 << 54 ... .max, using: &generator))
      let point = Int.random(in: 0..<digits.count, using: &generator)
      return "\(digits.prefix(point)).\(digits.dropFirst(point))"
    }.filter { parser.number($0) != Double($0) }
    #expect(Array(wrong) == [])
  }

  @Test func everyDoubleReadsBack() {
    var generator = SplitMix(seed: 8)
    for _ in 0..<20_000 {
      let number = Double(bitPattern: generator.next())
      guard number.isFinite else { continue }
      #expect(parser.number(number.description)?.bitPattern == number.bitPattern)
    }
  }

  @Test(arguments: [
    "", "-", "+", ".", "e5", "1e", "1e+", "1 2", "0x10", "inf", "nan", "1,5", "1.2.3", "--1", "1-",
    "١", "1_000", "1e5.5",
  ])
  func otherTextsAreNoNumbers(_ text: String) { #expect(parser.number(text) == nil) }

  @Test func tooLargeNumbersAreInfinite() {
    #expect(parser.number("1e999") == .infinity)
    #expect(parser.number("-1e309") == -.infinity)
    #expect(parser.number("1e-999") == 0)
  }

  @Test func aDecimalCommaIsExactToo() {
    let comma = NumberParser(.comma)
    #expect(comma.number("0,30000000000000004") == 0.1 + 0.2)
    #expect(comma.number("1,0000000000000000000000001e300") == 1e300)
    #expect(comma.number("1.5") == nil)
  }
}
