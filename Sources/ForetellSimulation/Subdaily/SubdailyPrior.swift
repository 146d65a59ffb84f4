/// What series of several values a day look like, before any has been seen: days, weeks, and how they wander.
public struct SubdailyPrior: Codable, Hashable, Sendable {
  /// Values a day.
  public let slots: Int
  public var week = WeekPrior()
  /// The logarithm of the days' size, held within ±0.8.
  public var amplitude = DailyPathPrior(
    probability: 0.6, walk: 0, autocorrelation: 0.8...1, deviation: 0.01...0.08)
  /// The level of days, straight from noon to noon.
  public var level = DailyPathPrior(
    probability: 0.85, walk: 0.5, autocorrelation: 0.5...0.97, deviation: 0.02...0.5)
  /// The size of a second pattern that comes and goes.
  public var secondPattern = DailyPathPrior(
    probability: 0.4, walk: 0, autocorrelation: 0.98...0.98, deviation: 0.01...0.08)
  /// How often there is hardly a pattern: a tenth.
  public var faint = 0.05
  public var driftingDay = DriftingDayPrior()
  /// Noise: the range of its autocorrelation an hour, its deviation (log-uniform), and how often its tails
  /// are heavy.
  public var autocorrelation = 0.0...0.97
  public var deviation = 0.01...0.5
  public var heavyTails = 0.3
  /// How often there are outliers, and which.
  public var outlying = 0.2
  public var outliers = Outliers(rate: 0.005, size: 2)
  /// How often there is a slope, and its deviation an hour.
  public var sloping = 0.3
  public var slope = 0.002
  public var distortion = DistortionPrior()
  public var mixing = Mixing(probability: 0.2)

  /// The prior of so many slots a day (24: hours; 48: half hours); 1 at least.
  ///
  /// Measured for hours; all of it is a function of the time of day, which other slots sample.
  public static func slotsPerDay(_ m: Int) -> SubdailyPrior { SubdailyPrior(slots: m) }

  private init(slots: Int) {
    self.slots = max(slots, 1)
    distortion.probability = 0.3
    distortion.turned = 0
    distortion.exponential = 0.4
    distortion.floor = 0.02...1
  }
}
