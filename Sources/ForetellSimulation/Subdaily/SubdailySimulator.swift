public import ForetellRandom

/// Draws series of m slots a day with a week of 7·m.
public struct SubdailySimulator: Simulator {
  public let prior: SubdailyPrior
  public let length: Int

  /// - Parameter length: values of a series; below 0 is 0.
  public init(prior: SubdailyPrior, length: Int) {
    self.prior = prior
    self.length = max(length, 0)
  }

  public func values(number: Int, from random: RandomStream) -> [Float] {
    prior.mixing.values(of: random.stream(number)) { component(using: &$0) }
  }

  /// One series before mixing, standardised.
  private func component(using draws: inout Draws) -> [Double] {
    let start = draws.index(below: prior.slots)
    var values =
      draws.happens(prior.driftingDay.probability)
      ? drifting(start: start, using: &draws) : pattern(start: start, using: &draws)
    addLevel(to: &values, start: start, using: &draws)
    addNoise(to: &values, using: &draws)
    prior.distortion.draw(using: &draws)?.apply(to: &values)
    values.standardize()
    return values
  }

  /// A drifting day instead of days and weeks, or beside a share of them.
  private func drifting(start: Int, using draws: inout Draws) -> [Double] {
    let day = prior.driftingDay
    let share = draws.happens(day.alone) ? 0 : draws.uniform()
    let size = draws.uniform(in: day.size)
    var values = day.draw(slots: prior.slots, using: &draws)
      .values(count: length, slots: prior.slots, start: start, using: &draws)
    for step in values.indices { values[step] *= size }
    if share > 0 {
      for (step, value) in pattern(start: start, using: &draws).enumerated() {
        values[step] += share * value
      }
    }
    return values
  }

  /// Days and weeks, from a slot of a day of the week on.
  private func pattern(start: Int, using draws: inout Draws) -> [Double] {
    let slots = prior.slots
    let days = (start + length + slots - 1) / slots
    let week = prior.week.draw(slots: slots, using: &draws)
    let amplitude = prior.amplitude.draw(using: &draws).values(days: days, using: &draws)
    let strength = draws.happens(prior.faint) ? 0.1 : 1
    var values = [Double](repeating: 0, count: days * slots)
    week.add(
      to: &values, first: draws.index(below: 7),
      sizes: amplitude.map { strength * Elementary.exponential(min(max($0, -0.8), 0.8)) },
      using: &draws)
    let second = prior.secondPattern.draw(using: &draws)
    if second.deviation > 0 {
      let pattern = prior.week.pattern.draw(slots: slots, using: &draws)
      for (day, size) in second.values(days: days, using: &draws).enumerated() {
        for slot in 0..<slots { values[day * slots + slot] += size * pattern[slot] }
      }
    }
    return Array(values[start..<start + length])
  }

  /// The level, straight from noon to noon, and the slope.
  private func addLevel(to values: inout [Double], start: Int, using draws: inout Draws) {
    let slots = Double(prior.slots)
    let days = (start + length) / prior.slots + 3
    let level = prior.level.draw(using: &draws).values(days: days, using: &draws)
    let hours = 24 / slots
    let slope = draws.happens(prior.sloping) ? prior.slope * hours * draws.normal() : 0
    for step in values.indices {
      let day = max(0, (Double(start + step) - slots / 2) / slots)
      let noon = Int(day)
      let share = day - Double(noon)
      values[step] += level[noon] * (1 - share) + level[noon + 1] * share + slope * Double(step)
    }
  }

  private func addNoise(to values: inout [Double], using draws: inout Draws) {
    let anHour = draws.uniform(in: prior.autocorrelation)
    let rho = Elementary.power(anHour, 24 / Double(prior.slots))
    let deviation = draws.logUniform(in: prior.deviation)
    var noise = Noise(deviation: deviation * (1 - rho * rho).squareRoot(), autocorrelation: rho)
    if draws.happens(prior.heavyTails) { noise.degreesOfFreedom = 4 }
    noise.add(to: &values, using: &draws)
    if draws.happens(prior.outlying) { prior.outliers.add(to: &values, using: &draws) }
  }
}
