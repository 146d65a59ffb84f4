/// Random numbers of the usual laws, one after the other.
///
/// SplitMix64 that begins at a stream's first bits, so that a number costs a few nanoseconds and no call.
public struct Draws: RandomNumberGenerator, Sendable {
  private var state: UInt64
  /// The second normal number of the last pair.
  private var spare: Double = .nan

  /// The numbers of a stream; equal streams give equal numbers.
  public init(_ random: RandomStream) { state = random[bitsAt: 0] }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in (0, 1), never an end of it.
  public mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// Uniform in a range.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Of uniform logarithm in a range of positive numbers.
  public mutating func logUniform(in range: ClosedRange<Double>) -> Double {
    Elementary.exponential(
      uniform(in: Elementary.ln(range.lowerBound)...Elementary.ln(range.upperBound)))
  }

  /// True with a probability.
  public mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

  /// One of 0 ..< count; 0 where the count is not positive.
  public mutating func index(below count: Int) -> Int {
    min(max(count - 1, 0), Int(uniform() * Double(max(count, 1))))
  }

  /// Standard normal, by Marsaglia's polar method (Marsaglia & Bray 1964).
  public mutating func normal() -> Double {
    guard spare.isNaN else {
      defer { spare = .nan }
      return spare
    }
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      guard square < 1 else { continue }
      let factor = (-2 * Elementary.ln(square) / square).squareRoot()
      spare = y * factor
      return x * factor
    }
  }
}
