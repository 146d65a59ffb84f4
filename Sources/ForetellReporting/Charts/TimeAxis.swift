package import ForetellSeries

/// Ticks where the calendar has them: at the beginning of years, months, days or hours.
package struct TimeAxis: Hashable, Sendable {
  package struct Tick: Hashable, Sendable {
    /// 0 at the first stamp, 1 at the last.
    package let position: Double
    package let label: String
    /// Whether the others cannot be read without it: a year among months, a day among hours.
    package let isMajor: Bool
    /// Where it stands on the clock of the stamps; a step number on an integer axis.
    fileprivate let seconds: Int
  }

  package let ticks: [Tick]
  private let first: Double
  private let span: Double

  /// An axis between two stamps, with at most about `count` ticks.
  package init(from first: Timestamp, through last: Timestamp, count: Int = 8) {
    let (start, end) = (first.localSeconds, max(last.localSeconds, first.localSeconds))
    self.first = Double(start)
    // One stamp alone stands in the middle of nothing; any width will do.
    span = Double(max(1, end - start))
    let marks =
      first.isIndex
      ? Self.indices(start...end, count: count) : Self.calendar(start...end, count: count)
    let (origin, width) = (self.first, span)
    ticks = marks.map {
      Tick(
        position: (Double($0.seconds) - origin) / width, label: $0.label, isMajor: $0.isMajor,
        seconds: $0.seconds)
    }
  }

  /// The ticks where stamps stand at equal distances, whatever time lies between them: months are
  /// longer and shorter, and no business day is a Sunday.
  package static func ticks(onEven stamps: [Timestamp], count: Int = 8) -> [Tick] {
    guard let first = stamps.first, let last = stamps.last, stamps.count > 1 else { return [] }
    let clock = stamps.map(\.localSeconds)
    var index = 0
    return TimeAxis(from: first, through: last, count: count).ticks.map { tick in
      while index < clock.count - 2, clock[index + 1] <= tick.seconds { index += 1 }
      let width = Double(max(1, clock[index + 1] - clock[index]))
      let part = min(1, max(0, Double(tick.seconds - clock[index]) / width))
      let position = (Double(index) + part) / Double(clock.count - 1)
      return Tick(
        position: position, label: tick.label, isMajor: tick.isMajor, seconds: tick.seconds)
    }
  }

  /// Where a stamp lies: 0 at the first, 1 at the last.
  package func position(_ stamp: Timestamp) -> Double {
    (Double(stamp.localSeconds) - first) / span
  }

  private typealias Mark = (seconds: Int, label: String, isMajor: Bool)

  private static func indices(_ range: ClosedRange<Int>, count: Int) -> [Mark] {
    let step = max(
      1, Int(LinearScale.step(of: Double(range.upperBound - range.lowerBound) / Double(count))))
    return multiples(of: step, in: range).map { ($0, NumberText.count($0), false) }
  }

  private static func calendar(_ range: ClosedRange<Int>, count: Int) -> [Mark] {
    let span = range.upperBound - range.lowerBound
    let day = 86_400
    for step in [60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]
    where span / step <= count {
      return multiples(of: step, in: range).map { ($0, clock($0), secondOfDay($0) == 0) }
    }
    for days in [1, 2, 7, 14] where span / (days * day) <= count {
      // Weeks begin on Monday; 1970-01-05 was one.
      return multiples(of: days * day, in: range, from: 4 * day).map { ($0, date($0), false) }
    }
    for months in [1, 2, 3, 6] where span / (months * 30 * day) <= count {
      return starts(ofEvery: months, in: range).map { ($0.seconds, month($0), $0.month == 1) }
    }
    let years = max(1, Int(LinearScale.step(of: Double(span) / Double(365 * day * count))))
    return starts(ofEvery: 12 * years, in: range).map { ($0.seconds, "\($0.year)", false) }
  }

  private static func multiples(
    of step: Int, in range: ClosedRange<Int>, from origin: Int = 0
  ) -> [Int] {
    let offset = range.lowerBound - origin
    let remainder = offset % step
    let first =
      remainder == 0 ? range.lowerBound : range.lowerBound - remainder + (remainder > 0 ? step : 0)
    return Array(stride(from: first, through: range.upperBound, by: step))
  }

  private typealias MonthStart = (seconds: Int, year: Int, month: Int)

  private static func starts(ofEvery months: Int, in range: ClosedRange<Int>) -> [MonthStart] {
    let first = civil(range.lowerBound)
    let last = civil(range.upperBound)
    var found: [MonthStart] = []
    for number in (first.year * 12 + first.month - 1)...(last.year * 12 + last.month - 1)
    where number % months == 0 {
      guard let date = CivilDate(year: number / 12, month: number % 12 + 1, day: 1) else {
        continue
      }
      let seconds = date.dayNumber * 86_400
      if range.contains(seconds) { found.append((seconds, date.year, date.month)) }
    }
    return found
  }

  private static func civil(_ seconds: Int) -> CivilDate {
    CivilDate(dayNumber: (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400)
  }

  private static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// January bears the year instead of its name.
  private static func month(_ start: MonthStart) -> String {
    start.month == 1 ? "\(start.year)" : monthNames[start.month - 1]
  }

  private static func date(_ seconds: Int) -> String {
    let date = civil(seconds)
    return "\(date.day) \(monthNames[date.month - 1])"
  }

  private static func secondOfDay(_ seconds: Int) -> Int { (seconds % 86_400 + 86_400) % 86_400 }

  /// Midnight bears the date instead of the time.
  private static func clock(_ seconds: Int) -> String {
    let second = secondOfDay(seconds)
    if second == 0 { return date(seconds) }
    let (hour, minute) = (second / 3600, second / 60 % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }
}
