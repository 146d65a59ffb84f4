/// The sizes of the two shocks of a structural series: of its values, and of the level beneath them.
public struct Shocks: Codable, Hashable, Sendable {
  /// Deviation of the noise around the level.
  public var irregular: Double
  /// Deviation of the level's steps.
  public var level: Double

  public init(irregular: Double, level: Double) {
    self.irregular = irregular
    self.level = level
  }

  /// What a slope is measured by: `max(½ irregular + level, 0.3)`.
  var slopeUnit: Double { max(0.5 * irregular + level, 0.3) }
  /// What a season is measured by.
  var seasonUnit: Double { irregular + 0.7 * level }
}

/// How the sizes of shocks are drawn.
public struct ShocksPrior: Codable, Hashable, Sendable {
  /// How often there is no noise around the level: a pure walk, of level deviation 1.
  public var pureWalk = 0.15
  /// How often the level does not walk (where there is noise).
  public var fixedLevel = 0.15
  /// Deviation of the level's steps over that of the noise, log-uniform.
  public var level = 0.03...3.0

  public init() {}

  public func draw(using draws: inout Draws) -> Shocks {
    if draws.happens(pureWalk) { return Shocks(irregular: 0, level: 1) }
    if draws.happens(fixedLevel) { return Shocks(irregular: 1, level: 0) }
    return Shocks(irregular: 1, level: draws.logUniform(in: level))
  }
}
