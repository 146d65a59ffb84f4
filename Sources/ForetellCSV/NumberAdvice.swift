/// Why a text is not a number that can be used.
struct NumberAdvice {
  private let text: String
  private let separator: CSVDecimalSeparator

  init(_ text: String, _ separator: CSVDecimalSeparator) {
    self.text = text
    self.separator = separator
  }

  func error(line: Int, column: String, isWide: Bool = false, isCovariate: Bool = false) -> CSVError
  {
    let quoted = CSVError.quoted(text)
    if isInfinite {
      return CSVError(
        .notFinite, "\(quoted) is infinite or larger than a number can be", line: line,
        column: column, remedy: "leave the field empty where the value is not known")
    }
    let (message, remedy) =
      if let plain = withoutThousands {
        ("\(quoted) has a thousands separator", "write it as \(plain)")
      } else if otherSeparatorReads {
        (
          "\(quoted) is not a number with a decimal \(separator == .point ? "point" : "comma")",
          "read it with --decimal '\(separator == .point ? "," : ".")'"
        )
      } else {
        (
          "\(quoted) is not a number",
          isCovariate
            ? "correct it, leave the field empty, or name the column with --categorical"
            : isWide
              ? "correct it, or name the columns of values with --target-col"
              : "correct it, or leave the field empty where the value is missing"
        )
      }
    return CSVError(.notANumber, message, line: line, column: column, remedy: remedy)
  }

  var isInfinite: Bool {
    let word = text.lowercased().drop { $0 == "-" || $0 == "+" }
    if ["inf", "infinity", "∞"].contains(String(word)) { return true }
    var text = text
    return text.withUTF8 { NumberParser(separator).number($0)?.isInfinite ?? false }
  }

  private var otherSeparatorReads: Bool {
    NumberParser(separator == .point ? .comma : .point).reads(text)
  }

  /// `1,234.5` as `1234.5`: groups of three digits after one to three.
  private var withoutThousands: String? {
    let decimal: Character = separator == .point ? "." : ","
    for group in [",", ".", " ", "'", "’", "\u{a0}", "\u{202f}"] as [Character]
    where group != decimal {
      let parts = text.split(separator: decimal, maxSplits: 1, omittingEmptySubsequences: false)
      let digits = parts[0].drop { $0 == "-" || $0 == "+" }
      let groups = digits.split(separator: group, omittingEmptySubsequences: false)
      guard groups.count > 1, (1...3).contains(groups[0].count),
        groups.dropFirst().allSatisfy({ $0.count == 3 }),
        groups.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } })
      else { continue }
      let plain = text.filter { $0 != group }
      return NumberParser(separator).reads(plain) ? plain : nil
    }
    return nil
  }
}
