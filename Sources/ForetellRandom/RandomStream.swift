/// A counter-based source of random numbers: number `i` of a stream is a function of the stream's key
/// and `i` alone.
///
/// So what is drawn does not depend on which thread draws, or on what was drawn before:
/// `random.stream("dropout")[uniformAt: 3]` is the same wherever it is asked for. The function is
/// SplitMix64's (Steele, Lea & Flood 2014) at position `i`.
public struct RandomStream: RandomNumberGenerator, Hashable, Sendable {
  private var key: UInt64
  private var position: UInt64 = 0

  /// The root stream of a seed.
  public init(seed: UInt64) { key = Self.mixed(seed &+ Self.increment) }

  private init(key: UInt64) { self.key = key }

  /// An independent stream with a name, such as `"dropout"`.
  ///
  /// Names within names are read as one: `stream("a").stream("b")` is `stream("ab")`. Put a number between
  /// them where two such pairs could meet.
  public func stream(_ name: String) -> RandomStream {
    var hash = key
    for byte in name.utf8 { hash = Self.mixed(hash ^ UInt64(byte)) }
    return RandomStream(key: hash)
  }

  /// An independent stream with a number.
  public func stream(_ number: Int) -> RandomStream {
    let numbered = UInt64(bitPattern: Int64(number)) &* Self.increment
    return RandomStream(key: Self.mixed(key ^ Self.mixed(numbered &+ Self.increment)))
  }

  /// The 64 random bits at a position.
  public subscript(bitsAt position: Int) -> UInt64 {
    Self.mixed(key &+ UInt64(bitPattern: Int64(position)) &* Self.increment)
  }

  /// The number at a position, uniform in [0, 1).
  public subscript(uniformAt position: Int) -> Double {
    Double(self[bitsAt: position] >> 11) * 0x1p-53
  }

  /// The next 64 bits, for the standard library's `random(in:using:)` and `shuffled(using:)`.
  public mutating func next() -> UInt64 {
    defer { position &+= 1 }
    return Self.mixed(key &+ position &* Self.increment)
  }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
