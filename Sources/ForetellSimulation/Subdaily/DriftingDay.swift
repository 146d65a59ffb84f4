/// A daily wave whose period is not quite a day, as of tides, and whose harmonics come and go.
public struct DriftingDay: Codable, Hashable, Sendable {
  /// In slots.
  public var period: Double
  /// The sizes of its harmonics and their phases, of one count.
  public var sizes: [Double]
  public var phases: [Double]
  /// Deviation of the daily steps of the logarithm of each size.
  public var wandering = 0.0

  public init(period: Double, sizes: [Double], phases: [Double]) {
    self.period = period
    self.sizes = sizes
    self.phases = phases
  }

  /// So many values, of deviation 1.
  /// - Parameter start: the slot of the day the first lies in.
  public func values(count: Int, slots: Int, start: Int, using draws: inout Draws) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    for (harmonic, size) in sizes.enumerated() {
      var wave = Wave(period: period / Double(harmonic + 1), phase: phases[harmonic])
      var (current, logarithm, slot) = (size, 0.0, start)
      for step in values.indices {
        if step == 0 || slot == slots, wandering > 0 {
          logarithm += wandering * draws.normal()
          current = size * Elementary.exponential(min(max(logarithm, -1), 1))
        }
        if slot == slots { slot = 0 }
        values[step] += current * wave.next()
        slot += 1
      }
    }
    let deviation = values.moments().deviation + 1e-3
    for step in values.indices { values[step] /= deviation }
    return values
  }
}

/// How drifting days are drawn.
public struct DriftingDayPrior: Codable, Hashable, Sendable {
  /// How often a series has one.
  public var probability = 0.3
  /// How often its period is not the day's, and by what share of it at the most.
  public var drifting = 0.8
  public var drift = 0.045
  public var harmonics = 6
  public var decay = 0.5...2.5
  /// How often sizes wander, and the deviation of a day's step.
  public var wandering = 0.5
  public var step = 0.03
  /// Its size over the day's pattern.
  public var size = 0.3...1.3
  /// How often it takes the place of the week's pattern; else a share of that stays, uniform in 0 … 1.
  public var alone = 0.6

  public init() {}

  /// A drifting day of so many slots; ``probability``, ``size`` and ``alone`` are the caller's to heed.
  public func draw(slots: Int, using draws: inout Draws) -> DriftingDay {
    let shift = draws.happens(drifting) ? draws.uniform(in: -drift...drift) : 0
    let decay = draws.uniform(in: decay)
    var day = DriftingDay(period: Double(slots) * (1 + shift), sizes: [], phases: [])
    for harmonic in stride(from: 1, through: harmonics, by: 1) {
      day.sizes.append(abs(draws.normal()) * Elementary.power(Double(harmonic), -decay))
      day.phases.append(2 * .pi * draws.uniform())
    }
    if draws.happens(wandering) { day.wandering = step }
    return day
  }
}
