/// How trends are drawn; slopes are measured by the shocks they have to be seen through.
public struct TrendPrior: Codable, Hashable, Sendable {
  /// Typical slope of a step over the unit of slopes, `max(½ irregular + level, 0.3)`.
  public var slope: Double
  /// Mean of the slopes in their own deviations: more series rise than fall.
  public var upward = 0.3
  /// How often the slope's mean is 0.
  public var noSlope = 0.25
  /// How often the first slope is off its mean, by twice the typical slope.
  public var offMean = 0.5
  /// How often the slope wanders without reverting.
  public var noReversion = 0.3
  /// `1 − φ` else, log-uniform.
  public var reversion = 0.01...0.4
  /// How often the slope wanders at all.
  public var wandering = 0.5
  /// The slope's deviation, log-uniform, over `max(½·unit, 0.15)`; a slope that never reverts has 0.3 of it.
  public var slopeDeviation: ClosedRange<Double>
  /// How often steps of the level have heavy tails.
  public var heavyTails = 0.25
  /// How often a series may break, and then the mean number of steps between breaks.
  public var breaks = 0.25
  public var breakDistance: Double
  /// How often a series may shift, the mean number of steps between shifts, and their size in sums of both
  /// shocks.
  public var shifts = 0.2
  public var shiftDistance: Double
  public var shiftSize = 4.0

  /// The prior of a typical slope for series of one season length.
  /// - Parameter pace: what the range of the slope's deviations is multiplied by.
  public init(slope: Double, pace: Double, seasonLength: Int) {
    self.slope = slope
    slopeDeviation = 0.003 * pace...0.1 * pace
    breakDistance = 6 * Double(max(seasonLength, 4))
    shiftDistance = 5 * Double(max(seasonLength, 4))
  }

  public func draw(for shocks: Shocks, using draws: inout Draws) -> Trend {
    let size = slope * shocks.slopeUnit
    var trend = Trend()
    trend.levelDeviation = shocks.level
    trend.hasHeavyTails = draws.happens(heavyTails)
    trend.meanSlope = draws.happens(noSlope) ? 0 : (upward + draws.normal()) * size
    trend.slope = trend.meanSlope + (draws.happens(offMean) ? 2 * size * draws.normal() : 0)
    trend.persistence = draws.happens(noReversion) ? 1 : 1 - draws.logUniform(in: reversion)
    if draws.happens(wandering) {
      let unit = max(0.5 * (0.5 * shocks.irregular + shocks.level), 0.15)
      trend.slopeDeviation = draws.logUniform(in: slopeDeviation) * unit
      if trend.persistence == 1 { trend.slopeDeviation *= 0.3 }
    }
    if draws.happens(breaks) { trend.breakRate = 1 / breakDistance }
    trend.breakSize = size
    if draws.happens(shifts) { trend.shiftRate = 1 / shiftDistance }
    trend.shiftSize = shiftSize * (shocks.irregular + shocks.level)
    return trend
  }
}
