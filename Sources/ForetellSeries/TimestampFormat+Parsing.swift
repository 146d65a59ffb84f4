extension TimestampFormat {
  /// Reads one stamp from UTF-8 bytes, or nil where they are not a stamp of this form.
  ///
  /// Dates are ISO 8601; a date-time may leave out seconds, carry a fraction of zeros, and end in
  /// `Z`, `+01`, `+01:00` or `+0100`. ``dateTime(separator:)`` also reads a bare date as midnight.
  public func timestamp(from bytes: UnsafeRawBufferPointer) -> Timestamp? {
    var scanner = ByteScanner(bytes)
    let stamp: Timestamp? =
      switch self {
      case .date: scanner.date().flatMap { Self.midnight($0) }
      case .compactDate: scanner.compactDate().flatMap { Self.midnight($0) }
      case .dateTime: scanner.dateTime()
      case .yearMonth: scanner.yearMonth().flatMap { Self.midnight($0) }
      case .year: scanner.digits(4).flatMap { Self.midnight(CivilDate(year: $0, month: 1, day: 1)) }
      case .yearQuarter: scanner.yearQuarter().flatMap { Self.midnight($0) }
      case .epochSeconds: scanner.integer().flatMap { Timestamp(secondsSince1970: $0) }
      case .epochMilliseconds: scanner.wholeThousand().flatMap { Timestamp(secondsSince1970: $0) }
      case .index: scanner.integer().flatMap { Timestamp(index: $0) }
      case .pattern(let pattern): pattern.timestamp(from: &scanner)
      }
    return scanner.isAtEnd ? stamp : nil
  }

  /// Reads one stamp from text.
  ///
  /// See ``timestamp(from:)-(UnsafeRawBufferPointer)``.
  public func timestamp(from text: String) -> Timestamp? {
    var text = text
    return text.withUTF8 { timestamp(from: UnsafeRawBufferPointer($0)) }
  }

  static func midnight(_ date: CivilDate?) -> Timestamp? {
    date.flatMap { Timestamp(secondsSince1970: $0.dayNumber * 86_400) }
  }

  /// The form all sample texts share, or nil where there is none.
  ///
  /// Integers are ambiguous and are read as: years where all have four digits in 1000 … 2999, dates
  /// where all have eight digits that name a day, milliseconds since 1970 from twelve digits on,
  /// seconds since 1970 from nine digits on, and otherwise steps of an integer axis.
  public init?(inferredFrom samples: some Collection<String>) {
    let candidates: [Self] = [
      .year, .compactDate, .yearMonth, .yearQuarter(dash: true), .yearQuarter(dash: false), .date,
      .dateTime(separator: "T"), .dateTime(separator: " "),
    ]
    guard let first = samples.first else { return nil }
    for candidate in candidates where candidate.suits(first) {
      if samples.allSatisfy({ candidate.suits($0) }) {
        self = candidate
        return
      }
    }
    let integers = samples.compactMap { Int($0) }
    guard integers.count == samples.count else { return nil }
    if integers.allSatisfy({ $0.magnitude >= 100_000_000_000 && $0 % 1000 == 0 }) {
      self = .epochMilliseconds
    } else if integers.allSatisfy({ $0.magnitude >= 100_000_000 }) {
      self = .epochSeconds
    } else {
      self = .index
    }
  }

  /// Whether a text reads as this form and would be written back in it.
  private func suits(_ text: String) -> Bool {
    guard let stamp = timestamp(from: text) else { return false }
    switch self {
    case .year: return (1000...2999).contains(stamp.localDate.year)
    case .yearQuarter(let dash): return text.contains("-") == dash
    case .dateTime(let separator):
      // A bare date among date-times is midnight, and says nothing about the separator.
      return text.utf8.count <= 10 || text.contains(separator)
    default: return true
    }
  }
}

/// Reads fixed-width fields from bytes, one after the other.
struct ByteScanner {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }
  var peeked: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Takes one byte if it is the one asked for.
  mutating func take(_ byte: UInt8) -> Bool {
    guard let peeked, peeked == byte else { return false }
    position += 1
    return true
  }

  mutating func takeByte() -> UInt8? {
    guard let peeked else { return nil }
    position += 1
    return peeked
  }

  /// Exactly `count` digits.
  mutating func digits(_ count: Int) -> Int? { digits(count...count) }

  /// As many digits as there are, within `count`.
  mutating func digits(_ count: ClosedRange<Int>) -> Int? {
    var number = 0
    var read = 0
    while read < count.upperBound, let peeked, (48...57).contains(peeked) {
      number = number * 10 + Int(peeked - 48)
      position += 1
      read += 1
    }
    return count.contains(read) ? number : nil
  }

  /// A signed integer of at most eighteen digits.
  mutating func integer() -> Int? {
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    return digits(1...18).map { isNegative ? -$0 : $0 }
  }

  /// A signed integer that is a multiple of thousand, divided by it.
  mutating func wholeThousand() -> Int? {
    integer().flatMap { $0 % 1000 == 0 ? $0 / 1000 : nil }
  }

  mutating func date() -> CivilDate? {
    guard let year = digits(4), take(UInt8(ascii: "-")), let month = digits(2),
      take(UInt8(ascii: "-")), let day = digits(2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  mutating func compactDate() -> CivilDate? {
    guard let year = digits(4), let month = digits(2), let day = digits(2) else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  mutating func yearMonth() -> CivilDate? {
    guard let year = digits(4), take(UInt8(ascii: "-")), let month = digits(2) else { return nil }
    return CivilDate(year: year, month: month, day: 1)
  }

  mutating func yearQuarter() -> CivilDate? {
    guard let year = digits(4) else { return nil }
    _ = take(UInt8(ascii: "-"))
    guard take(UInt8(ascii: "Q")) || take(UInt8(ascii: "q")), let quarter = digits(1),
      (1...4).contains(quarter)
    else {
      return nil
    }
    return CivilDate(year: year, month: quarter * 3 - 2, day: 1)
  }

  mutating func dateTime() -> Timestamp? {
    guard let date = date() else { return nil }
    var second = 0
    if take(UInt8(ascii: "T")) || take(UInt8(ascii: " ")) || take(UInt8(ascii: "t")) {
      guard let time = timeOfDay() else { return nil }
      second = time
    }
    guard let zone = zone() else { return nil }
    return Self.instant(date, second: second, zone: zone)
  }

  static func instant(_ date: CivilDate, second: Int, zone: Timestamp.Zone) -> Timestamp? {
    var offset = 0
    if case .offset(let minutes) = zone { offset = minutes * 60 }
    return Timestamp(
      secondsSince1970: date.dayNumber * 86_400 + second - offset, zone: zone)
  }

  /// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.000`, as seconds since midnight.
  private mutating func timeOfDay() -> Int? {
    guard let hour = digits(2), take(UInt8(ascii: ":")), let minute = digits(2), hour < 24,
      minute < 60
    else {
      return nil
    }
    guard take(UInt8(ascii: ":")) else { return hour * 3600 + minute * 60 }
    guard let second = digits(2), second < 60 else { return nil }
    if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
      guard let fraction = digits(1...9), fraction == 0 else { return nil }
    }
    return hour * 3600 + minute * 60 + second
  }

  /// `Z`, `+HH`, `+HHMM`, `+HH:MM`, or nothing; nil where it is none of these.
  mutating func zone() -> Timestamp.Zone? {
    if isAtEnd { return .unspecified }
    if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return .offset(minutes: 0) }
    let isWest = take(UInt8(ascii: "-"))
    guard isWest || take(UInt8(ascii: "+")), let hours = digits(2), hours <= 18 else { return nil }
    var minutes = 0
    if !isAtEnd {
      _ = take(UInt8(ascii: ":"))
      guard let read = digits(2), read < 60 else { return nil }
      minutes = read
    }
    return .offset(minutes: (hours * 60 + minutes) * (isWest ? -1 : 1))
  }
}
