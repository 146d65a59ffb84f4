/// Finds the frequency of a panel from its stamps, seen once and in order.
///
/// Neighbouring stamps of every series are shown to it; it keeps a histogram of their distances and
/// which calendar anchors all of them share, never the stamps. The finest step that occurs most
/// often decides; gaps (whole multiples of it) are allowed here and named by whoever knows the
/// rows. Daily is never assumed.
public struct FrequencyInference: Sendable {
  private var distances: [Int: Int] = [:]
  private var monthDistances: [Int: Int] = [:]
  private var anchors = CalendarAnchors()
  private var hasIndex = false
  private var hasInstant = false

  /// Nothing seen yet.
  public init() {}

  /// Sees a stamp and the next one of the same series, which must be later.
  public mutating func observe(_ stamp: Timestamp, followedBy next: Timestamp) {
    observe(
      distance: next.isIndex ? next.value - stamp.value : next.localSeconds - stamp.localSeconds)
    note(stamp)
    note(next)
    if !stamp.isIndex {
      let months = next.localDate.monthNumber - stamp.localDate.monthNumber
      monthDistances[months, default: 0] += 1
      if stamp.localDate.weekday.rawValue > next.localDate.weekday.rawValue {
        anchors.crossesWeekend = true
      }
    }
  }

  /// Sees `count` stamps that start at `stamp` and lie `seconds` (or index steps) apart.
  public mutating func observe(run stamp: Timestamp, every seconds: Int, count: Int) {
    guard count > 1 else { return note(stamp) }
    // No calendar pattern longer than a week hides in more than eight equal distances.
    let shown = min(count, 9)
    var previous = stamp
    for _ in 1..<shown {
      let next = Timestamp(unchecked: previous.value + seconds, zone: stamp.zone)
      observe(previous, followedBy: next)
      previous = next
    }
    observe(distance: seconds, times: count - shown)
  }

  private mutating func observe(distance: Int, times: Int = 1) {
    if times > 0 { distances[distance, default: 0] += times }
  }

  private mutating func note(_ stamp: Timestamp) {
    if stamp.isIndex {
      hasIndex = true
    } else {
      hasInstant = true
      anchors.note(stamp)
    }
  }

  /// The frequency of all that was seen.
  /// - Throws: ``SeriesError`` with `.frequencyUnknown` where fewer than two stamps were seen in any
  ///   series, or integers and dates were mixed.
  public func frequency() throws(SeriesError) -> Frequency {
    guard let typical = Self.mostFrequent(distances) else {
      throw SeriesError(
        .frequencyUnknown, "no series has two stamps, so the step between stamps is unknown",
        remedy: "name it, for example --freq MS for month starts or --freq D for days")
    }
    guard hasIndex != hasInstant else {
      throw SeriesError(
        .frequencyUnknown, "integers and dates are mixed in the time column",
        remedy: "write every stamp in the same way")
    }
    if hasIndex { return .index(typical) }
    guard anchors.sharesTimeOfDay, typical % 86_400 == 0 else { return subDaily(typical) }
    if let months = Self.mostFrequent(monthDistances), months > 0, let day = anchors.monthDay {
      return anchors.frequency(months: months, on: day)
    }
    let days = typical / 86_400
    if days % 7 == 0, let weekday = anchors.weekday { return .weeks(days / 7, on: weekday) }
    if days == 1, !anchors.hasWeekend, anchors.crossesWeekend { return .businessDays(1) }
    return .days(days)
  }

  private func subDaily(_ typical: Int) -> Frequency {
    typical % 86_400 == 0 ? .days(typical / 86_400) : .seconds(typical)
  }

  /// The commonest distance; of two equally common the smaller, so that the order does not matter.
  private static func mostFrequent(_ histogram: [Int: Int]) -> Int? {
    histogram.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }
}

/// Which days of the calendar all stamps seen so far have in common.
private struct CalendarAnchors: Sendable {
  private(set) var sharesTimeOfDay = true
  private(set) var hasWeekend = false
  var crossesWeekend = false
  private var secondOfDay: Int?
  private var allMonthEnds = true
  private var largestDay = 0
  private var daysFitLargest = true
  private var months: Set<Int> = []
  private var weekdays: Set<Weekday> = []
  private var clampedDays: Set<Int> = []

  mutating func note(_ stamp: Timestamp) {
    let date = stamp.localDate
    if let secondOfDay, secondOfDay != stamp.localSecondOfDay { sharesTimeOfDay = false }
    secondOfDay = stamp.localSecondOfDay
    if date.weekday.isWeekend { hasWeekend = true }
    weekdays.insert(date.weekday)
    months.insert(date.month)
    if !date.isMonthEnd { allMonthEnds = false }
    // A month shorter than the anchor holds its last day instead: remember it and judge at the end.
    if date.isMonthEnd { clampedDays.insert(date.day) } else { fit(date.day) }
  }

  private mutating func fit(_ day: Int) {
    if largestDay != 0, largestDay != day { daysFitLargest = false }
    largestDay = max(largestDay, day)
  }

  var weekday: Weekday? { weekdays.count == 1 ? weekdays.first : nil }

  /// The day of the month every stamp falls on, if there is one.
  var monthDay: Frequency.MonthDay? {
    if allMonthEnds { return .end }
    guard daysFitLargest, clampedDays.allSatisfy({ $0 <= largestDay }) else { return nil }
    return largestDay == 1 ? .start : .day(largestDay)
  }

  func frequency(months step: Int, on day: Frequency.MonthDay) -> Frequency {
    if step % 12 == 0, months.count == 1, let month = months.first {
      return .years(step / 12, month: month, on: day)
    }
    let phases = Set(months.map { $0 % 3 })
    if step % 3 == 0, phases.count == 1, let phase = phases.first {
      return .quarters(step / 3, phase: phase, on: day)
    }
    return .months(step, on: day)
  }
}

extension Frequency {
  /// The frequency of stamps in ascending order.
  ///
  /// See ``FrequencyInference``.
  public init(inferredFrom stamps: some Sequence<Timestamp>) throws(SeriesError) {
    var inference = FrequencyInference()
    var previous: Timestamp?
    for stamp in stamps {
      if let previous { inference.observe(previous, followedBy: stamp) }
      previous = stamp
    }
    self = try inference.frequency()
  }
}
