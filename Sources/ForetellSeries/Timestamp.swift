/// A point on the time axis of a series: an instant, or the number of a step.
///
/// An instant is whole seconds since 1970-01-01 00:00 UTC together with the offset it was written
/// with, so that it can be written back as it came. Equality and order look at the instant alone:
/// `2024-01-01T01:00+01:00` equals `2024-01-01T00:00Z`.
public struct Timestamp: Sendable {
  /// What the written stamp said about its place on earth.
  public enum Zone: Hashable, Sendable {
    /// Nothing: a date, or a date-time without offset. Read as UTC.
    case unspecified
    /// Minutes east of UTC.
    case offset(minutes: Int)
    /// Not an instant at all: the series counts its steps with integers.
    case index
  }

  /// Seconds since 1970-01-01 00:00 UTC, or the step number of an integer axis.
  public let value: Int
  /// The offset the stamp was written with.
  public let zone: Zone

  /// Instants must lie in the years 0001 … 9999.
  public static let supportedSeconds = -62_135_596_800...253_402_300_799
  /// Step numbers must lie within ± 10¹², so that no horizon can overflow.
  public static let supportedIndices = -1_000_000_000_000...1_000_000_000_000

  /// An instant, or nil outside the years 0001 … 9999.
  public init?(secondsSince1970 seconds: Int, zone: Zone = .unspecified) {
    guard Self.supportedSeconds.contains(seconds) else { return nil }
    self.init(unchecked: seconds, zone: zone)
  }

  /// A step of an integer axis, or nil beyond ± 10¹².
  public init?(index: Int) {
    guard Self.supportedIndices.contains(index) else { return nil }
    self.init(unchecked: index, zone: .index)
  }

  package init(unchecked value: Int, zone: Zone) {
    self.value = value
    self.zone = zone
  }

  /// Whether it lies in the supported range; stepping far enough leaves it.
  public var isSupported: Bool {
    (isIndex ? Self.supportedIndices : Self.supportedSeconds).contains(value)
  }

  /// Whether the stamp counts steps instead of naming an instant.
  public var isIndex: Bool { zone == .index }

  /// Seconds since 1970-01-01 00:00 on the clock the stamp was written by.
  public var localSeconds: Int {
    if case .offset(let minutes) = zone { value + minutes * 60 } else { value }
  }

  /// The day on the clock the stamp was written by.
  public var localDate: CivilDate {
    CivilDate(dayNumber: localSeconds.flooredDivision(by: 86_400))
  }

  /// Seconds since local midnight, 0 … 86 399.
  public var localSecondOfDay: Int { localSeconds.flooredRemainder(by: 86_400) }

  /// The same stamp with another offset: the same time on the clock, or else the same instant.
  func written(in zone: Zone, keepingClock: Bool) -> Timestamp {
    let sameInstant = Timestamp(unchecked: value, zone: zone)
    return keepingClock ? sameInstant.atLocalSeconds(localSeconds) : sameInstant
  }

  /// The same clock's stamp at another local time.
  func atLocalSeconds(_ seconds: Int) -> Timestamp {
    Timestamp(unchecked: value + (seconds - localSeconds), zone: zone)
  }
}

extension Timestamp: Comparable {
  public static func == (left: Self, right: Self) -> Bool {
    left.value == right.value && left.isIndex == right.isIndex
  }

  /// Step numbers come before instants, so that the order agrees with equality.
  public static func < (left: Self, right: Self) -> Bool {
    left.isIndex == right.isIndex ? left.value < right.value : left.isIndex
  }
}

extension Timestamp: Hashable {
  public func hash(into hasher: inout Hasher) {
    hasher.combine(value)
    hasher.combine(isIndex)
  }
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 (a bare date where the time is midnight), or the step number.
  public var description: String {
    if isIndex { return String(value) }
    let isBareDate = zone == .unspecified && localSecondOfDay == 0
    return (isBareDate ? TimestampFormat.date : .dateTime(separator: "T")).string(from: self)
  }
}
