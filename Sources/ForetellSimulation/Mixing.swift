internal import ForetellRandom

/// Convex mixing of two series of one family: `λ·z + (1 − λ)·z′` with λ of the law Beta(3/2, 3/2).
public struct Mixing: Codable, Hashable, Sendable {
  /// How often a series is mixed with another.
  public var probability: Double

  public init(probability: Double) { self.probability = probability }

  /// The series of a stream, mixed or not, standardised.
  ///
  /// Whether, with what and by how much comes of a stream of its own, so the first series is what it would
  /// be unmixed.
  func values(of random: RandomStream, _ component: (inout Draws) -> [Double]) -> [Float] {
    var (draws, others) = (Draws(random), Draws(random.stream("other")))
    var values = component(&draws)
    if others.happens(probability) {
      let share = others.semicircle()
      let other = component(&others)
      for index in values.indices {
        values[index] = share * values[index] + (1 - share) * other[index]
      }
      values.standardize()
    }
    return values.map(Float.init)
  }
}
