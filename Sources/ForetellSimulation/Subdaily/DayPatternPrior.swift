/// How the pattern of a day is drawn: waves and bumps over the 24 hours, some with a flat bottom.
///
/// A pattern is a function of the time of day; the slots of a day only sample it.
public struct DayPatternPrior: Codable, Hashable, Sendable {
  public var harmonics = 6
  /// Harmonic k is of size `k^−decay`; the range of the decay.
  public var decay = 0.5...2.5
  /// Bumps at the most, how often each is there, and the range of their widths in hours, log-uniform.
  public var bumps = 3
  public var bumpProbability = 0.7
  public var bumpHours = 0.7...4.0
  public var bumpDeviation = 2.0
  /// How often the lowest part of the day, of this share, is flat.
  public var flat = 0.15
  public var flatShare = 0.4

  public init() {}

  /// A day's values in so many slots: mean 0 and, unless they are all the same, deviation 1.
  public func draw(slots: Int, using draws: inout Draws) -> [Double] {
    let slots = max(slots, 1)
    let waves = waves(slots: slots, using: &draws)
    let deviation = waves.moments().deviation + 1e-3
    let share = draws.uniform()
    var pattern = waves.map { share * $0 / deviation }
    addBumps(to: &pattern, size: (1 - share) * bumpDeviation, using: &draws)
    if draws.happens(flat) {
      let place = flatShare * Double(slots - 1)
      let (sorted, below) = (pattern.sorted(), Int(place))
      let above = sorted[min(below + 1, slots - 1)]
      let bottom = sorted[below] + (place - Double(below)) * (above - sorted[below])
      for slot in pattern.indices { pattern[slot] = max(pattern[slot], bottom) }
    }
    pattern.standardize()
    return pattern
  }

  private func waves(slots: Int, using draws: inout Draws) -> [Double] {
    var values = [Double](repeating: 0, count: slots)
    let decay = draws.uniform(in: decay)
    for harmonic in stride(from: 1, through: harmonics, by: 1) {
      let size = abs(draws.normal()) * Elementary.power(Double(harmonic), -decay)
      var wave = Wave(period: Double(slots) / Double(harmonic), phase: 2 * .pi * draws.uniform())
      for slot in values.indices { values[slot] += size * wave.next() }
    }
    return values
  }

  private func addBumps(to pattern: inout [Double], size: Double, using draws: inout Draws) {
    let slots = Double(pattern.count)
    for _ in 0..<max(bumps, 0) where draws.happens(bumpProbability) {
      let (center, width) = (24 * draws.uniform(), draws.logUniform(in: bumpHours))
      let height = size * draws.normal()
      for slot in pattern.indices {
        let apart = abs(24 * Double(slot) / slots - center)
        let distance = min(apart, 24 - apart) / width
        pattern[slot] += height * Elementary.exponential(-0.5 * distance * distance)
      }
    }
  }
}
