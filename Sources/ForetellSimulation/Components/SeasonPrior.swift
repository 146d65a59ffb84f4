/// How seasons are drawn.
public struct SeasonPrior: Codable, Hashable, Sendable {
  /// Steps in a season; 1 is none.
  public var length: Int
  /// How often a series has a season.
  public var probability: Double
  public var pattern = SeasonalPatternPrior()
  /// The amplitude over the unit of seasons, `irregular + 0.7 level`, log-uniform.
  public var amplitude = 0.2...8.0
  /// How often the pattern evolves, and by how much a season, log-uniform.
  public var evolving = 0.5
  public var evolution = 0.01...0.25
  /// How often the amplitude grows or shrinks, and the deviation of the logarithm it does so by.
  public var growing = 0.25
  public var growth = 1.2

  public init(length: Int, probability: Double) {
    self.length = max(length, 1)
    self.probability = probability
  }

  /// A season, or nil for a series without one.
  public func draw(for shocks: Shocks, using draws: inout Draws) -> Season? {
    guard length > 1, draws.happens(probability) else { return nil }
    var season = Season(pattern: pattern.draw(length: length, using: &draws))
    season.amplitude = draws.logUniform(in: amplitude) * shocks.seasonUnit
    season.phase = draws.index(below: length)
    if draws.happens(evolving) { season.evolution = draws.logUniform(in: evolution) }
    if draws.happens(growing) { season.growth = growth * draws.normal() }
    return season
  }
}
