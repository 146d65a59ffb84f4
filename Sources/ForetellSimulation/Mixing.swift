internal import ForetellRandom

/// Convex mixing of two series of one family: `λ·z + (1 − λ)·z′` with λ of the law Beta(3/2, 3/2).
public struct Mixing: Codable, Hashable, Sendable {
  /// How often a series is mixed with another.
  public var probability: Double

  public init(probability: Double) { self.probability = probability }

  /// The series of a stream, mixed or not, standardised.
  ///
  /// The other series comes of a stream of its own, so the first is what it would be unmixed.
  func values(of random: RandomStream, _ component: (inout Draws) -> [Double]) -> [Float] {
    var draws = Draws(random)
    let isMixed = draws.happens(probability)
    let share = isMixed ? draws.semicircle() : 1
    var values = component(&draws)
    if isMixed {
      var others = Draws(random.stream("other"))
      let other = component(&others)
      for index in values.indices {
        values[index] = share * values[index] + (1 - share) * other[index]
      }
      values.standardize()
    }
    return values.map(Float.init)
  }
}
