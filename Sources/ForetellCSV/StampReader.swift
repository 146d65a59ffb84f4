internal import ForetellSeries

/// Reads the stamps of a time column, remembering the day it read last.
struct StampReader {
  let format: TimestampFormat
  /// Seconds or step number of the stamp read last.
  private(set) var value = 0
  /// Its zone; see ``ZoneCode``.
  private(set) var zone = ZoneCode.unspecified
  private let hasDays: Bool
  private let isDate: Bool
  private var dayHead: UInt64 = 0
  private var dayTail: UInt16 = 0
  private var midnight = 0

  init(_ format: TimestampFormat) {
    self.format = format
    hasDays = if case .dateTime = format { true } else { false }
    isDate = format == .date
  }

  /// Reads a stamp into ``value`` and ``zone``; false where the text is none.
  @inline(__always)
  mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if hasDays, text.count == 19, readDateTime(UnsafeRawBufferPointer(text)) { return true }
    if isDate, text.count == 10, readDate(UnsafeRawBufferPointer(text)) { return true }
    return readAny(UnsafeRawBufferPointer(text))
  }

  /// `YYYY-MM-DD HH:MM:SS`, whose day is mostly that of the row before.
  @inline(__always)
  private mutating func readDateTime(_ text: UnsafeRawBufferPointer) -> Bool {
    let head = text.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
    let tail = text.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    if head != dayHead || tail != dayTail {
      guard
        let day = TimestampFormat.date.timestamp(
          from: UnsafeRawBufferPointer(rebasing: text[..<10]))
      else { return false }
      (dayHead, dayTail, midnight) = (head, tail, day.value)
    }
    @inline(__always) func pair(_ place: Int) -> Int {
      let (tens, ones) = (text[place] &- 48, text[place + 1] &- 48)
      return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : 100
    }
    let (hour, minute, second) = (pair(11), pair(14), pair(17))
    guard hour < 24, minute < 60, second < 60, text[13] == UInt8(ascii: ":"),
      text[16] == UInt8(ascii: ":"),
      text[10] == UInt8(ascii: " ") || text[10] == UInt8(ascii: "T")
    else { return false }
    value = midnight + hour * 3600 + minute * 60 + second
    zone = ZoneCode.unspecified
    return true
  }

  /// `YYYY-MM-DD`.
  @inline(__always)
  private mutating func readDate(_ text: UnsafeRawBufferPointer) -> Bool {
    var wrong: UInt8 = 0
    @inline(__always) func digit(_ place: Int) -> Int {
      let digit = text[place] &- 48
      if digit > 9 { wrong = 1 }
      return Int(digit)
    }
    let year = 1000 * digit(0) + 100 * digit(1) + 10 * digit(2) + digit(3)
    let (month, day) = (10 * digit(5) + digit(6), 10 * digit(8) + digit(9))
    guard wrong == 0, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let date = CivilDate(year: year, month: month, day: day),
      let stamp = Timestamp(secondsSince1970: date.dayNumber * 86_400)
    else { return false }
    value = stamp.value
    zone = ZoneCode.unspecified
    return true
  }

  private mutating func readAny(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let stamp = format.timestamp(from: text) ?? trimmed(text).flatMap(format.timestamp) else {
      return false
    }
    value = stamp.value
    zone = ZoneCode.code(of: stamp.zone)
    return true
  }

  /// Without the spaces that quotes have kept, or nil where there are none.
  private func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard text.first == 32 || text.last == 32 else { return nil }
    var rest = text[...]
    while rest.first == 32 { rest.removeFirst() }
    while rest.last == 32 { rest.removeLast() }
    return UnsafeRawBufferPointer(rebasing: rest)
  }
}

/// A time zone in four bytes: minutes east of UTC, or one of two values no offset has.
enum ZoneCode {
  static let unspecified = Int32.min
  static let index = Int32.min + 1

  static func code(of zone: Timestamp.Zone) -> Int32 {
    switch zone {
    case .unspecified: unspecified
    case .index: index
    case .offset(let minutes): Int32(clamping: minutes)
    }
  }

  static func zone(of code: Int32) -> Timestamp.Zone {
    switch code {
    case unspecified: .unspecified
    case index: .index
    default: .offset(minutes: Int(code))
    }
  }
}
