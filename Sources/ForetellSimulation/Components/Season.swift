/// A season: a pattern that comes again, evolving, growing or shrinking.
///
///     s_t = s_{t−m} + ω ν_t,   added: a · e^{g t / n} · s_t over n values, the exponent within ±1.5
public struct Season: Codable, Hashable, Sendable {
  /// One season's values, of mean 0 and deviation 1; its count is m.
  public var pattern: [Double]
  /// Where in the pattern the first value lies.
  public var phase = 0
  /// a, the deviation of the season.
  public var amplitude = 1.0
  /// ω, the deviation by which a value of the pattern moves from one season to the next.
  public var evolution = 0.0
  /// g, the logarithm of what the amplitude grows by over the whole series.
  public var growth = 0.0

  public init(pattern: [Double], amplitude: Double = 1) {
    self.pattern = pattern
    self.amplitude = amplitude
  }

  /// Adds the season to `values`; an empty pattern adds nothing.
  public func add(to values: inout [Double], using draws: inout Draws) {
    let length = pattern.count
    guard amplitude > 0, length > 0 else { return }
    var current = pattern
    var place = ((phase % length) + length) % length
    let pace = growth / Double(max(values.count, 1))
    for step in values.indices {
      if evolution > 0 { current[place] += evolution * draws.normal() }
      var size = amplitude
      if growth != 0 {
        size *= Elementary.exponential(min(max(pace * Double(step), -1.5), 1.5))
      }
      values[step] += size * current[place]
      place += 1
      if place == length { place = 0 }
    }
  }
}
