/// Features of a series with a day of m values and a week of 7m, a step a day.
///
/// With values z₀ … z_t and t ≥ 7m − 1, the frame is the newest day's mean a and
///
///     s = √( Σ (z_{t−j} − a)² / 7m ) + 0.005    over the newest week
///
/// The features: the newest week, `(z_{t−7m+1} − a)/s … (z_t − a)/s`; the same two days of up to four weeks, each
/// less its own newest day's mean, averaged and over s; `0.3 ·` the number of those weeks; `0.3·ln s`.
///
/// The bases, two days each: the last week's; the mean of four weeks; the newest day twice; the newest day with the
/// change from the day before added once, then twice.
public struct SubdailyFeatures: StepFeatures {
  /// m, values a day.
  public let slots: Int
  public private(set) var count = 0
  private var recent: RecentValues
  private static let weeks = 4

  public init(slots: Int) {
    precondition(slots >= 2, "a day has several values")
    self.slots = slots
    recent = RecentValues(Self.weeks * 7 * slots)
  }

  public var horizon: Int { 2 * slots }
  public var inputSize: Int { 9 * slots + 2 }
  public var baseCount: Int { 4 }
  /// Values before the first step.
  public var week: Int { 7 * slots }

  public mutating func reset() {
    count = 0
    recent.reset()
  }

  public mutating func append(_ value: Double) {
    recent.append(value)
    count += 1
  }

  /// At least a week must have been seen.
  public mutating func write(
    inputs: UnsafeMutablePointer<Float>, bases: UnsafeMutablePointer<Float>
  ) -> StepFrame {
    precondition(count >= week, "a week of values goes before the first step")
    let anchor = dayMean(weeksAgo: 0)
    var squares = 0.0
    for index in 0..<week {
      let difference = recent[back: week - 1 - index] - anchor
      squares += difference * difference
    }
    let scale = (squares / Double(week)).squareRoot() + 0.005
    for index in 0..<week {
      inputs[index] = Float((recent[back: week - 1 - index] - anchor) / scale)
    }
    let known = min(Self.weeks, count / week)
    for ahead in 0..<horizon { inputs[week + ahead] = 0 }
    for ago in 0..<known {
      let level = dayMean(weeksAgo: ago)
      for ahead in 0..<horizon {
        let change = recent[back: (ago + 1) * week - 1 - ahead] - level
        inputs[week + ahead] += Float(change / (Double(known) * scale))
      }
    }
    inputs[week + horizon] = 0.3 * Float(known)
    inputs[week + horizon + 1] = Float(0.3 * Elementary.ln(scale))
    writeBases(inputs: inputs, bases: bases)
    return StepFrame(anchor: anchor, scale: scale)
  }

  private func writeBases(
    inputs: UnsafeMutablePointer<Float>, bases: UnsafeMutablePointer<Float>
  ) {
    let newestDay = inputs + (week - slots)
    for ahead in 0..<horizon {
      let slot = ahead % slots
      let change = newestDay[slot] - inputs[week - 2 * slots + slot]
      bases[ahead] = inputs[ahead]
      bases[horizon + ahead] = inputs[week + ahead]
      bases[2 * horizon + ahead] = newestDay[slot]
      bases[3 * horizon + ahead] = newestDay[slot] + Float(1 + ahead / slots) * change
    }
  }

  /// The mean of the newest day as it was so many weeks ago.
  private func dayMean(weeksAgo: Int) -> Double {
    var total = 0.0
    for back in 0..<slots { total += recent[back: weeksAgo * week + back] }
    return total / Double(slots)
  }
}
