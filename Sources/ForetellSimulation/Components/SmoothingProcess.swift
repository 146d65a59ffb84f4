/// The series that exponential smoothing is the best forecast of: one error drives level, slope and season
/// (Hyndman, Koehler, Ord & Snyder 2008).
///
///     y = (ℓ + b) + s + e,   ℓ′ = ℓ + b + α e,   b′ = b + β e,   s′ = s + γ e
///
/// Where errors are relative, `q = ℓ + b`, `y = q s (1 + r)`, `ℓ′ = q (1 + α r)`, `b′ = b + β q r` and
/// `s′ = s (1 + γ r)`, with s = 1 where there is no season.
public struct SmoothingProcess: Codable, Hashable, Sendable {
  public var level: Double
  public var slope = 0.0
  /// The first season, to be added, or multiplied where errors are relative; empty is none.
  public var seasons: [Double] = []
  /// α, β and γ: how much of an error stays in level, slope and season.
  public var levelGain = 0.0
  public var slopeGain = 0.0
  public var seasonGain = 0.0
  /// Deviation of the normal errors, over the value where they are relative.
  public var deviation = 1.0
  public var isRelative = false

  public init(level: Double) { self.level = level }

  /// So many values from the beginning.
  public func values(_ count: Int, using draws: inout Draws) -> [Double] {
    var (level, slope, seasons) = (level, slope, seasons)
    return (0..<max(count, 0)).map { time in
      let error = deviation * draws.normal()
      let base = level + slope
      let place = seasons.isEmpty ? 0 : time % seasons.count
      if isRelative {
        let value = base * (seasons.isEmpty ? 1 : seasons[place]) * (1 + error)
        (level, slope) = (base * (1 + levelGain * error), slope + slopeGain * base * error)
        if !seasons.isEmpty { seasons[place] *= 1 + seasonGain * error }
        return value
      }
      let value = base + (seasons.isEmpty ? 0 : seasons[place]) + error
      (level, slope) = (base + levelGain * error, slope + slopeGain * error)
      if !seasons.isEmpty { seasons[place] += seasonGain * error }
      return value
    }
  }
}
