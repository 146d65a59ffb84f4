/// How stamps are written: what a file's time column looked like, so that forecasts look the same.
public enum TimestampFormat: Hashable, Sendable {
  /// `2024-01-31`
  case date
  /// `20240131`
  case compactDate
  /// `2024-01-31T13:45:00`, with `separator` between date and time (`T` or a space), and with the
  /// offset where the stamp has one.
  case dateTime(separator: Character)
  /// `2024-01`
  case yearMonth
  /// `2024`
  case year
  /// `2024-Q1`, or `2024Q1` where `dash` is false.
  case yearQuarter(dash: Bool)
  /// Seconds since 1970-01-01 00:00 UTC.
  case epochSeconds
  /// Milliseconds since 1970-01-01 00:00 UTC; only whole seconds are read.
  case epochMilliseconds
  /// The step number of an integer axis.
  case index
  /// A `strftime` pattern; see ``TimestampPattern``.
  case pattern(TimestampPattern)

  /// The stamp as text.
  ///
  /// A form too coarse for the stamp (a date for 13:45, a month for the 15th) gives way to the
  /// coarsest one that loses nothing.
  public func string(from stamp: Timestamp) -> String {
    if stamp.isIndex { return String(stamp.value) }
    let date = stamp.localDate
    switch self {
    case .index, .epochSeconds: return String(stamp.value)
    case .epochMilliseconds: return String(stamp.value * 1000)
    case .pattern(let pattern): return pattern.string(from: stamp)
    case .dateTime(let separator): return Self.dateTime(stamp, separator: separator)
    case _ where stamp.localSecondOfDay != 0 || stamp.zone != .unspecified:
      return Self.dateTime(stamp, separator: "T")
    case .year where date.month == 1 && date.day == 1: return Self.padded(date.year, 4)
    case .yearQuarter(let dash) where date.month % 3 == 1 && date.day == 1:
      return Self.padded(date.year, 4) + (dash ? "-Q" : "Q") + String(date.month / 3 + 1)
    case .yearMonth where date.day == 1:
      return Self.padded(date.year, 4) + "-" + Self.padded(date.month, 2)
    case .compactDate:
      return Self.padded(date.year, 4) + Self.padded(date.month, 2) + Self.padded(date.day, 2)
    case .date, .year, .yearQuarter, .yearMonth: return Self.date(date)
    }
  }

  private static func date(_ date: CivilDate) -> String {
    padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
  }

  private static func dateTime(_ stamp: Timestamp, separator: Character) -> String {
    let second = stamp.localSecondOfDay
    let time =
      padded(second / 3600, 2) + ":" + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2)
    return date(stamp.localDate) + String(separator) + time + offset(stamp.zone)
  }

  static func offset(_ zone: Timestamp.Zone, colon: Bool = true) -> String {
    guard case .offset(let minutes) = zone else { return "" }
    if minutes == 0 && colon { return "Z" }
    let size = abs(minutes)
    return (minutes < 0 ? "-" : "+") + padded(size / 60, 2) + (colon ? ":" : "")
      + padded(size % 60, 2)
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(abs(number))
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
  }
}

extension TimestampFormat: Codable, CustomStringConvertible {
  /// The name by which the format is stored and by which `--time-format` calls it.
  public var description: String {
    switch self {
    case .date: "YYYY-MM-DD"
    case .compactDate: "YYYYMMDD"
    case .dateTime(let separator): "YYYY-MM-DD\(separator)HH:MM:SS"
    case .yearMonth: "YYYY-MM"
    case .year: "YYYY"
    case .yearQuarter(let dash): dash ? "YYYY-Qn" : "YYYYQn"
    case .epochSeconds: "epoch"
    case .epochMilliseconds: "epoch-ms"
    case .index: "integer"
    case .pattern(let pattern): pattern.text
    }
  }

  /// Reads a name or a `strftime` pattern, or nil where the text is neither.
  public init?(_ text: String) {
    let named: [Self] = [
      .date, .compactDate, .dateTime(separator: "T"), .dateTime(separator: " "), .yearMonth, .year,
      .yearQuarter(dash: true), .yearQuarter(dash: false), .epochSeconds, .epochMilliseconds,
      .index,
    ]
    if let format = named.first(where: { $0.description == text }) {
      self = format
    } else if let pattern = TimestampPattern(text) {
      self = .pattern(pattern)
    } else {
      return nil
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let format = TimestampFormat(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "‘\(text)’ is not a time format")
    }
    self = format
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
