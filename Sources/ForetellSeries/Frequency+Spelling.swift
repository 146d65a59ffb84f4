extension Frequency: CustomStringConvertible {
  /// The one canonical spelling: `h`, `15min`, `D`, `B`, `W-SUN`, `MS`, `QE-DEC`, `YS-JAN`, `1`.
  ///
  /// Every spelling is read back by ``init(_:)`` to an equal frequency.
  public var description: String {
    switch self {
    case .seconds(let count) where count % 3600 == 0: Self.spelled(count / 3600, "h")
    case .seconds(let count) where count % 60 == 0: Self.spelled(count / 60, "min")
    case .seconds(let count): Self.spelled(count, "s")
    case .days(let count): Self.spelled(count, "D")
    case .businessDays(let count): Self.spelled(count, "B")
    case .weeks(let count, let weekday): Self.spelled(count, "W-" + Self.weekdays[weekday.rawValue])
    case .months(let count, let day): Self.spelled(count, "M" + day.letter) + day.suffix
    case .quarters(let count, let phase, let day):
      Self.spelled(count, "Q" + day.letter + "-" + Self.quarterMonth(phase: phase, day: day))
        + day.suffix
    case .years(let count, let month, let day):
      Self.spelled(
        count, "Y" + day.letter + "-" + Self.months[(month - 1).flooredRemainder(by: 12)])
        + day.suffix
    case .index(let count): String(count)
    }
  }

  /// Reads a frequency, or nil where the text names none.
  ///
  /// Accepted are the canonical spellings, pandas' old and new aliases (`M` and `ME`, `H` and `h`,
  /// `T` and `min`, `A` and `Y`, `BM`-like business anchors are not), ISO 8601 durations (`P1M`,
  /// `PT15M`), plain words (`daily`, `15 minutes`, `every quarter`) and a bare integer for a plain
  /// integer axis. A step may not span more than the
  /// supported stamps do.
  public init?(_ text: String) {
    let text = text.trimmed
    guard
      let frequency = Self.parsed(alias: text) ?? Self.parsed(duration: text)
        ?? Self.parsed(words: text)
    else { return nil }
    guard frequency.isWithinSupportedSpan else { return nil }
    self = frequency
  }

  /// Whether one step leads from the first to the last supported stamp at the most; longer ones could
  /// overflow when a horizon is stepped through.
  private var isWithinSupportedSpan: Bool {
    let longest: Int =
      switch self {
      case .index: Timestamp.supportedIndices.upperBound - Timestamp.supportedIndices.lowerBound
      case .seconds: Timestamp.supportedSeconds.upperBound - Timestamp.supportedSeconds.lowerBound
      case .days, .businessDays: 3_652_059
      case .weeks: 521_722
      case .months: 119_988
      case .quarters: 39_996
      case .years: 9999
      }
    return (1...longest).contains(multiple)
  }

  private static func spelled(_ count: Int, _ unit: String) -> String {
    count == 1 ? unit : "\(count)\(unit)"
  }

  private static let weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
  private static let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]

  /// pandas names quarters by the first month for starts and by the last one for ends.
  private static func quarterMonth(phase: Int, day: MonthDay) -> String {
    let month =
      if case .end = day { [12, 10, 11][phase % 3] } else { [3, 1, 2][phase % 3] }
    return months[month - 1]
  }

  private static func month(named name: Substring) -> Int? {
    months.firstIndex(of: name.uppercased()).map { $0 + 1 }
  }

  private static func counted(_ text: some StringProtocol) -> Int? {
    // Small enough to be multiplied by the seconds of an hour.
    text.isEmpty ? 1 : Int(text).flatMap { (1...4_000_000_000_000).contains($0) ? $0 : nil }
  }

  // MARK: Aliases

  private static func parsed(alias text: String) -> Frequency? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = counted(digits) else { return nil }
    var unit = text.dropFirst(digits.count)
    if unit.isEmpty { return digits.isEmpty ? nil : .index(count) }
    var monthDay: Int?
    if let at = unit.firstIndex(of: "@") {
      guard let day = Int(unit[unit.index(after: at)...]), (2...31).contains(day) else {
        return nil
      }
      monthDay = day
      unit = unit[..<at]
    }
    let parts = unit.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let anchor = parts.count == 2 ? parts[1] : nil
    let named = frequency(count, unit: String(parts[0]), anchor: anchor)
    return monthDay.map { day in named.flatMap { $0.onDay(day) } } ?? named
  }

  private static func frequency(_ count: Int, unit: String, anchor: Substring?) -> Frequency? {
    if let anchor { return anchored(count, unit: unit, anchor: anchor) }
    return switch unit {
    case "s", "S", "sec": .seconds(count)
    case "min", "T": .minutes(count)
    case "h", "H": .hours(count)
    case "d", "D": .days(count)
    case "b", "B": .businessDays(count)
    case "w", "W": .weeks(count, on: .sunday)
    case "M", "ME": .months(count, on: .end)
    case "MS": .months(count, on: .start)
    case "Q", "QE": .quarters(count, phase: 0, on: .end)
    case "QS": .quarters(count, phase: 1, on: .start)
    case "Y", "A", "YE", "AE": .years(count, month: 12, on: .end)
    case "YS", "AS": .years(count, month: 1, on: .start)
    default: nil
    }
  }

  private static func anchored(_ count: Int, unit: String, anchor: Substring) -> Frequency? {
    if unit.uppercased() == "W" {
      return weekdays.firstIndex(of: anchor.uppercased()).flatMap(Weekday.init(rawValue:)).map {
        .weeks(count, on: $0)
      }
    }
    guard let month = month(named: anchor) else { return nil }
    return switch unit {
    case "Q", "QE": .quarters(count, phase: month % 3, on: .end)
    case "QS": .quarters(count, phase: month % 3, on: .start)
    case "Y", "A", "YE", "AE": .years(count, month: month, on: .end)
    case "YS", "AS": .years(count, month: month, on: .start)
    default: nil
    }
  }

  /// The same months on another day, for the canonical `MS@15`.
  private func onDay(_ day: Int) -> Frequency? {
    switch self {
    case .months(let count, .start): .months(count, on: .day(day))
    case .quarters(let count, let phase, .start): .quarters(count, phase: phase, on: .day(day))
    case .years(let count, let month, .start): .years(count, month: month, on: .day(day))
    default: nil
    }
  }

  // MARK: Durations and words

  private static func parsed(duration text: String) -> Frequency? {
    guard let first = text.first, first == "P", let unit = text.last else { return nil }
    let isTime = text.hasPrefix("PT")
    guard let count = Int(text.dropFirst(isTime ? 2 : 1).dropLast()),
      (1...4_000_000_000_000).contains(count)
    else { return nil }
    return switch (isTime, unit) {
    case (true, "S"): .seconds(count)
    case (true, "M"): .minutes(count)
    case (true, "H"): .hours(count)
    case (false, "D"): .days(count)
    case (false, "W"): .weeks(count, on: .sunday)
    case (false, "M"): .months(count, on: .start)
    case (false, "Y"): .years(count, month: 1, on: .start)
    default: nil
    }
  }

  private static func parsed(words text: String) -> Frequency? {
    var words = text.lowercased().split { $0 == " " || $0 == "-" || $0 == "_" }
    if words.first == "every" || words.first == "each" { words.removeFirst() }
    var count = 1
    if words.count == 2, let number = counted(words[0]) {
      count = number
      words.removeFirst()
    }
    let unit = words.joined(separator: " ")
    return switch unit {
    case "second", "seconds", "secondly": .seconds(count)
    case "minute", "minutes", "minutely": .minutes(count)
    case "hour", "hours", "hourly": .hours(count)
    case "day", "days", "daily": .days(count)
    case "business day", "business days", "business daily", "weekdays": .businessDays(count)
    case "week", "weeks", "weekly": .weeks(count, on: .sunday)
    case "month", "months", "monthly", "month start": .months(count, on: .start)
    case "month end": .months(count, on: .end)
    case "quarter", "quarters", "quarterly": .quarters(count, phase: 1, on: .start)
    case "year", "years", "yearly", "annual", "annually": .years(count, month: 1, on: .start)
    case "step", "steps", "integer", "index": .index(count)
    default: nil
    }
  }
}

extension Frequency: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let frequency = Frequency(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "‘\(text)’ is not a frequency")
    }
    self = frequency
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Frequency.MonthDay {
  fileprivate var letter: String { if case .end = self { "E" } else { "S" } }
  fileprivate var suffix: String { if case .day(let day) = self { "@\(day)" } else { "" } }
}

extension String {
  /// Without ASCII white space at either end.
  package var trimmed: String {
    var view = self[...]
    while let first = view.first, first.isWhitespace { view.removeFirst() }
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return String(view)
  }
}
