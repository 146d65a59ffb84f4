/// What series of one season length look like, before any has been seen.
///
/// Sums of shocks, trend, noise, cycle and season, bent or counted as a whole, and mixed: the priors that
/// pretrained networks learned most from (docs/pretrained.md).
public struct SeriesPrior: Codable, Hashable, Sendable {
  public var shocks = ShocksPrior()
  public var trend: TrendPrior
  public var noise: NoisePrior
  public var cycle: CyclePrior
  public var season: SeasonPrior
  public var distortion = DistortionPrior()
  public var counting = CountingPrior()
  public var mixing = Mixing(probability: 0.15)

  /// The prior for a season of `m` steps; 1, and all below, is no season.
  ///
  /// | m | 1 | 2–3 | 4 | 7 | 12 | 52 | other |
  /// | --- | --- | --- | --- | --- | --- | --- | --- |
  /// | typical slope | 0.6 | as other | 0.25 | 0.03 | 0.1 | 0.04 | on the line between, in logarithms |
  /// | share with a season | 0 | 0.65 | 0.65 | 0.75 | 0.7 | 0.5 | 0.65 |
  ///
  /// 12, 4, 1 and 52 were measured. A step of a week's season is a day, far shorter against the life of a
  /// trend than a seventh of a year, so its slopes are those of weeks.
  public static func seasonLength(_ m: Int) -> SeriesPrior {
    let length = max(m, 1)
    let stepsOfYear = Double(length == 7 ? 52 : length)
    var prior = SeriesPrior(
      trend: TrendPrior(
        slope: slope(seasonLength: length), pace: (12 / stepsOfYear).squareRoot(),
        seasonLength: length),
      noise: NoisePrior(seasonLength: length), cycle: CyclePrior(seasonLength: length),
      season: SeasonPrior(length: length, probability: 0.65))
    prior.season.probability =
      switch length {
      case 1: 0
      case 7: 0.75
      case 12: 0.7
      case 52: 0.5
      default: 0.65
      }
    return prior
  }

  /// The typical slope: a line through the measured ones, both axes in logarithms, and on beyond its end.
  private static func slope(seasonLength: Int) -> Double {
    if seasonLength == 7 { return 0.03 }
    let known = [(1.0, 0.6), (4, 0.25), (12, 0.1), (52, 0.04)]
    let length = Double(seasonLength)
    let end = known.dropFirst().firstIndex { length <= $0.0 } ?? known.count - 1
    let ((fromLength, fromSlope), (toLength, toSlope)) = (known[end - 1], known[end])
    let share = Elementary.ln(length / fromLength) / Elementary.ln(toLength / fromLength)
    return fromSlope * Elementary.power(toSlope / fromSlope, share)
  }
}
