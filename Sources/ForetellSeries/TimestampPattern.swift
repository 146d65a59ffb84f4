/// A `strftime` pattern that is both read and written, such as `%d.%m.%Y %H:%M`.
///
/// Directives: `%Y` year, `%y` year of 1969 … 2068, `%m` month, `%d` day, `%b` and `%B` English month
/// names, `%H` hour, `%I` hour of 1 … 12 with `%p` AM or PM, `%M` minute, `%S` second, `%z` offset,
/// `%j` day of the year, `%s` seconds since 1970, `%%` a per cent sign. Numbers may be read without
/// leading zeros; all other text must stand as it is. Parts left out are 1 January, midnight.
public struct TimestampPattern: Hashable, Sendable {
  /// The pattern as it was given.
  public let text: String
  private let elements: [Element]

  private enum Element: Hashable, Sendable {
    case literal(Character)
    case directive(Character)
  }

  /// A pattern, or nil where it has an unknown directive or none that names a time.
  public init?(_ text: String) {
    var elements: [Element] = []
    var characters = text.makeIterator()
    while let character = characters.next() {
      guard character == "%" else {
        elements.append(.literal(character))
        continue
      }
      guard let directive = characters.next() else { return nil }
      if directive == "%" {
        elements.append(.literal("%"))
      } else if "YymdbBHIpMSzjs".contains(directive) {
        elements.append(.directive(directive))
      } else {
        return nil
      }
    }
    guard elements.contains(where: { if case .directive = $0 { true } else { false } }) else {
      return nil
    }
    self.text = text
    self.elements = elements
  }

  func string(from stamp: Timestamp) -> String {
    let date = stamp.localDate
    let second = stamp.localSecondOfDay
    let hour = second / 3600
    return elements.map { element -> String in
      guard case .directive(let directive) = element else {
        if case .literal(let character) = element { return String(character) }
        return ""
      }
      return switch directive {
      case "Y": TimestampFormat.padded(date.year, 4)
      case "y": TimestampFormat.padded(date.year.flooredRemainder(by: 100), 2)
      case "m": TimestampFormat.padded(date.month, 2)
      case "d": TimestampFormat.padded(date.day, 2)
      case "b": String(Self.monthNames[date.month - 1].prefix(3))
      case "B": Self.monthNames[date.month - 1]
      case "H": TimestampFormat.padded(hour, 2)
      case "I": TimestampFormat.padded((hour + 11) % 12 + 1, 2)
      case "p": hour < 12 ? "AM" : "PM"
      case "M": TimestampFormat.padded(second / 60 % 60, 2)
      case "S": TimestampFormat.padded(second % 60, 2)
      case "z": TimestampFormat.offset(stamp.zone, colon: false)
      case "j": TimestampFormat.padded(Self.dayOfYear(date), 3)
      default: String(stamp.value)
      }
    }.joined()
  }

  func timestamp(from scanner: inout ByteScanner) -> Timestamp? {
    var parts = Parts()
    for element in elements {
      switch element {
      case .literal(let character):
        for byte in character.utf8 where scanner.takeByte() != byte { return nil }
      case .directive(let directive):
        guard parts.read(directive, from: &scanner) else { return nil }
      }
    }
    return parts.timestamp
  }

  private static func dayOfYear(_ date: CivilDate) -> Int {
    date.dayNumber - CivilDate(unchecked: date.year, 1, 1).dayNumber + 1
  }

  fileprivate static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// What the directives have named so far.
  private struct Parts {
    var year = 1970
    var month = 1
    var day = 1
    var dayOfYear: Int?
    var hour = 0
    var isAfternoon: Bool?
    var minute = 0
    var second = 0
    var zone = Timestamp.Zone.unspecified
    var epoch: Int?

    mutating func read(_ directive: Character, from scanner: inout ByteScanner) -> Bool {
      func store(_ number: Int?, in part: WritableKeyPath<Parts, Int>) -> Bool {
        guard let number else { return false }
        self[keyPath: part] = number
        return true
      }
      switch directive {
      case "Y": return store(scanner.digits(4), in: \.year)
      case "y": return store(scanner.digits(2).map { $0 < 69 ? 2000 + $0 : 1900 + $0 }, in: \.year)
      case "m": return store(scanner.digits(1...2), in: \.month)
      case "d": return store(scanner.digits(1...2), in: \.day)
      case "b", "B": return store(Self.month(from: &scanner), in: \.month)
      case "H", "I": return store(scanner.digits(1...2), in: \.hour)
      case "M": return store(scanner.digits(1...2), in: \.minute)
      case "S": return store(scanner.digits(1...2), in: \.second)
      case "p":
        guard let letter = scanner.takeByte(),
          scanner.take(UInt8(ascii: "M")) || scanner.take(UInt8(ascii: "m"))
        else {
          return false
        }
        isAfternoon = letter | 0x20 == UInt8(ascii: "p")
        return isAfternoon == true || letter | 0x20 == UInt8(ascii: "a")
      case "z":
        guard let read = scanner.zone() else { return false }
        zone = read
        return true
      case "j":
        dayOfYear = scanner.digits(1...3)
        return dayOfYear != nil
      default:
        epoch = scanner.integer()
        return epoch != nil
      }
    }

    /// An English month name or its first three letters, in any case.
    private static func month(from scanner: inout ByteScanner) -> Int? {
      var name = ""
      while let byte = scanner.peeked, (65...90).contains(byte & 0xDF) {
        name.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
        _ = scanner.takeByte()
      }
      return monthNames.firstIndex { full in
        let full = full.lowercased()
        return name == full || name == full.prefix(3)
      }.map { $0 + 1 }
    }

    var timestamp: Timestamp? {
      if let epoch { return Timestamp(secondsSince1970: epoch, zone: zone) }
      var hour = hour
      if let isAfternoon {
        guard (1...12).contains(hour) else { return nil }
        hour = hour % 12 + (isAfternoon ? 12 : 0)
      }
      guard hour < 24, minute < 60, second < 60,
        let start = CivilDate(year: year, month: month, day: day)
      else { return nil }
      var date = start
      if let dayOfYear {
        date = CivilDate(dayNumber: CivilDate(unchecked: year, 1, 1).dayNumber + dayOfYear - 1)
        guard dayOfYear >= 1, date.year == year else { return nil }
      }
      return ByteScanner.instant(
        date, second: hour * 3600 + minute * 60 + second, zone: zone)
    }
  }
}
