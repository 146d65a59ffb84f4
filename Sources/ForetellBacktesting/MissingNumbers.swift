// JSON has no NaN and JSONEncoder throws on it. The overloads below shadow those of the standard library
// inside this module, so every `Codable` conformance that the compiler writes here stores a missing number
// as null, and infinities as the strings "inf" and "-inf". Nothing outside the module sees them.

/// A number, a list of numbers, a list of lists: what may hold a NaN.
protocol MissingNumbers: Codable {
  /// The same as JSON can hold it.
  associatedtype Stored: Codable
  var stored: Stored { get }
  init(stored: Stored)
  /// Whether JSON can hold it as it is.
  var isPlain: Bool { get }
}

/// A number that is null, "inf" or "-inf" where it is not finite.
struct StoredNumber: Codable {
  let value: Double

  init(_ value: Double) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .nan
    } else if let number = try? container.decode(Double.self) {
      value = number
    } else {
      let text = try container.decode(String.self)
      guard text == "inf" || text == "-inf" else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "‘\(text)’ is not a number, null, inf or -inf")
      }
      value = text == "inf" ? .infinity : -.infinity
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isNaN {
      try container.encodeNil()
    } else if value.isInfinite {
      try container.encode(value < 0 ? "-inf" : "inf")
    } else {
      try container.encode(value)
    }
  }
}

extension Double: MissingNumbers {
  var stored: StoredNumber { StoredNumber(self) }
  init(stored: StoredNumber) { self = stored.value }
  var isPlain: Bool { isFinite }
}

extension Array: MissingNumbers where Element: MissingNumbers {
  var stored: [Element.Stored] { map(\.stored) }
  init(stored: [Element.Stored]) { self = stored.map(Element.init(stored:)) }
  var isPlain: Bool { allSatisfy(\.isPlain) }
}

extension KeyedEncodingContainer {
  mutating func encode(_ value: Double, forKey key: Key) throws {
    try encodeWhole(value.stored, forKey: key)
  }

  mutating func encode<Numbers: MissingNumbers>(_ value: Numbers, forKey key: Key) throws {
    // Encoders write whole arrays of plain numbers faster than one element after the other.
    if value.isPlain {
      try encodeWhole(value, forKey: key)
    } else {
      try encodeWhole(value.stored, forKey: key)
    }
  }

  /// The method of the standard library.
  private mutating func encodeWhole<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try encode(value, forKey: key)
  }
}

extension KeyedDecodingContainer {
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    Double(stored: try decodeWhole(StoredNumber.self, forKey: key))
  }

  func decode<Numbers: MissingNumbers>(_ type: Numbers.Type, forKey key: Key) throws -> Numbers {
    Numbers(stored: try decodeWhole(Numbers.Stored.self, forKey: key))
  }

  /// The method of the standard library.
  private func decodeWhole<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decode(type, forKey: key)
  }
}
