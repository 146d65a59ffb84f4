/// A week of days: working days, free days of another shape and level, and what each weekday has for itself.
public struct Week: Codable, Hashable, Sendable {
  /// The days' values by slot, of one count.
  public var working: [Double]
  public var free: [Double]
  /// The first weekday that is free, 0 … 7; 7 is none.
  public var firstFree = 7
  /// How often any other day is free.
  public var holidays = 0.0
  /// What each of the seven days has for itself.
  public var levels = [Double](repeating: 0, count: 7)
  /// What each slot of each of the seven days has for itself, `[7 × slots]`; empty is nothing.
  public var details: [Double] = []

  public init(working: [Double], free: [Double]) {
    self.working = working
    self.free = free
  }

  /// Adds a day for each of `sizes` to `values`, times that size; a part of a day at the end is left as it is.
  /// - Parameter first: the weekday of the first of them.
  public func add(
    to values: inout [Double], first: Int = 0, sizes: [Double], using draws: inout Draws
  ) {
    let slots = working.count
    for day in 0..<min(sizes.count, slots > 0 ? values.count / slots : 0) {
      let weekday = ((first + day) % 7 + 7) % 7
      let isFree = weekday >= firstFree || holidays > 0 && draws.happens(holidays)
      for slot in 0..<slots {
        var value = (isFree ? free[slot] : working[slot]) + levels[weekday]
        if !details.isEmpty { value += details[weekday * slots + slot] }
        values[day * slots + slot] += sizes[day] * value
      }
    }
  }
}

/// How weeks are drawn.
public struct WeekPrior: Codable, Hashable, Sendable {
  public var pattern = DayPatternPrior()
  /// How often the week has free days.
  public var weekly = 0.7
  /// A free day is `(1 − w)·a` of the working day's pattern and `w·b` of another; the ranges of w, a and b.
  public var otherShare = 0.0...0.8
  public var sameSize = 0.4...1.1
  public var otherSize = 0.2...1.0
  /// Free days are lower by up to this many half-normal numbers, and sometimes higher by 0.4 of it.
  public var lower = 1.5
  public var higher = 0.2
  /// How often one day alone is free, and how often there are holidays, with their rate.
  public var oneDay = 0.15
  public var holidays = 0.3
  public var holidayRate = 0.03
  /// How often weekdays differ in level, by deviations that are log-uniform; else by the least of them.
  public var levels = 0.5
  public var level = 0.02...0.3
  /// How often each hour of the week has something for itself, and of what deviation.
  public var details = 0.4
  public var detail = 0.02...0.2

  public init() {}

  public func draw(slots: Int, using draws: inout Draws) -> Week {
    let base = pattern.draw(slots: slots, using: &draws)
    var week = Week(working: base, free: base)
    if draws.happens(weekly) {
      let other = pattern.draw(slots: slots, using: &draws)
      let share = draws.uniform(in: otherShare)
      let same = (1 - share) * draws.uniform(in: sameSize)
      let another = share * draws.uniform(in: otherSize)
      let depth = abs(draws.normal()) * lower * draws.uniform()
      let level = draws.happens(higher) ? 0.4 * depth : -depth
      week.free = base.indices.map { same * base[$0] + another * other[$0] + level }
      week.firstFree = draws.happens(oneDay) ? 6 : 5
      if draws.happens(holidays) { week.holidays = holidayRate }
    }
    let deviation = draws.happens(levels) ? draws.logUniform(in: level) : level.lowerBound
    week.levels = (0..<7).map { _ in deviation * draws.normal() }
    if draws.happens(details) {
      week.details = hourly(draws.logUniform(in: detail), slots: slots, using: &draws)
    }
    return week
  }

  /// A number for each hour of a week, sampled in slots along the lines between them.
  private func hourly(_ deviation: Double, slots: Int, using draws: inout Draws) -> [Double] {
    let hours = (0..<7 * 24).map { _ in deviation * draws.normal() }
    if slots == 24 { return hours }
    return (0..<7 * slots).map { slot in
      let hour = 24 * Double(slot) / Double(slots)
      let before = Int(hour)
      let after = hours[(before + 1) % hours.count]
      return hours[before] + (hour - Double(before)) * (after - hours[before])
    }
  }
}
