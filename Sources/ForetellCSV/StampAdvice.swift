internal import ForetellSeries

/// What to tell a person whose time stamps cannot be read.
enum StampAdvice {
  /// Spellings that are not accepted unasked because day and month could be confused, or are rare.
  private static let patterns = [
    "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p", "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d-%m-%Y", "%m-%d-%Y",
    "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%b %Y",
    "%b-%y", "%m/%Y", "%Y.%m.%d", "%Y.%m", "%Y/%m", "%Y%m%d%H", "%Y%m%d %H:%M", "%YM%m",
  ]

  /// The forms that read all texts.
  static func forms(reading texts: some Collection<String>) -> [TimestampFormat] {
    let plain: [TimestampFormat] = [
      .date, .dateTime(separator: "T"), .yearMonth, .yearQuarter(dash: true), .year, .compactDate,
      .index,
    ]
    let all = plain + patterns.compactMap(TimestampPattern.init).map(TimestampFormat.pattern)
    return all.filter { form in texts.allSatisfy { form.timestamp(from: $0) != nil } }
  }

  static func remedy(for texts: [String]) -> String {
    let forms = forms(reading: texts).prefix(2).map { "--time-format '\($0)'" }
    return switch forms.count {
    case 0: "say how it is written, for example --time-format '%d.%m.%Y %H:%M'"
    case 1: "it reads as \(forms[0])"
    default: "it reads as \(forms[0]) and as \(forms[1]): say which"
    }
  }
}
