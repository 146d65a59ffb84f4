/// Finds the frequency of a panel from its stamps, seen once and in order.
///
/// Neighbouring stamps of every series are shown to it; it keeps a histogram of their distances and
/// which calendar anchors all of them share, never the stamps. The finest step that occurs most
/// often decides; gaps (whole multiples of it) are allowed here and named by whoever knows the
/// rows. Daily is never assumed.
public struct FrequencyInference: Sendable {
  /// On the clock the stamps were written by, where a day has 86 400 seconds.
  private var distances = Histogram()
  /// Between instants: where an offset changes, an hour is an hour only here.
  private var elapsed = Histogram()
  private var monthDistances = Histogram()
  private var anchors = CalendarAnchors()
  private var last: Day?
  private var hasIndex = false
  private var hasInstant = false

  /// Nothing seen yet.
  public init() {}

  /// Sees a stamp and the next one of the same series, which must be later.
  public mutating func observe(_ stamp: Timestamp, followedBy next: Timestamp) {
    observe(stamp, followedBy: next, times: 1)
  }

  /// Sees the same two stamps in several series.
  package mutating func observe(_ stamp: Timestamp, followedBy next: Timestamp, times: Int) {
    distances.add(
      next.isIndex ? next.value - stamp.value : next.localSeconds - stamp.localSeconds,
      times: times)
    elapsed.add(next.value - stamp.value, times: times)
    let first = note(stamp, times: times)
    let second = note(next, times: times)
    if let first, let second {
      monthDistances.add(second.date.monthNumber - first.date.monthNumber, times: times)
      if first.weekday.rawValue > second.weekday.rawValue { anchors.crossesWeekend = true }
    }
  }

  /// Sees `count` stamps that start at `stamp` and lie `seconds` (or index steps) apart.
  public mutating func observe(run stamp: Timestamp, every seconds: Int, count: Int) {
    guard count > 1 else {
      note(stamp)
      return
    }
    // No calendar pattern longer than a week hides in more than eight equal distances.
    let shown = min(count, 9)
    var previous = stamp
    for _ in 1..<shown {
      let next = Timestamp(unchecked: previous.value + seconds, zone: stamp.zone)
      observe(previous, followedBy: next)
      previous = next
    }
    distances.add(seconds, times: count - shown)
    elapsed.add(seconds, times: count - shown)
  }

  /// The day of a stamp, once it is accounted for; nil of a step number.
  @discardableResult
  private mutating func note(_ stamp: Timestamp, times: Int = 1) -> Day? {
    if stamp.isIndex {
      hasIndex = true
      return nil
    }
    hasInstant = true
    // The second stamp of one pair is the first of the next.
    if let last, last.seconds == stamp.localSeconds { return last }
    let day = Day(of: stamp)
    anchors.note(day, times: times)
    last = day
    return day
  }

  /// The frequency of all that was seen.
  /// - Throws: ``SeriesError`` with `.frequencyUnknown` where fewer than two stamps were seen in any
  ///   series, or integers and dates were mixed.
  public func frequency() throws(SeriesError) -> Frequency {
    guard let typical = distances.mostFrequent, let instants = elapsed.mostFrequent else {
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
    guard anchors.sharesTimeOfDay, typical % 86_400 == 0 else { return subDaily(instants) }
    if let months = monthDistances.mostFrequent, months > 0, let day = anchors.monthDay {
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
}

/// How often each number was seen.
private struct Histogram: Sendable {
  private var counts: [Int: Int] = [:]
  /// Neighbours are mostly alike, so the last number is counted apart from the dictionary.
  private var last = 0
  private var lastCount = 0

  mutating func add(_ number: Int, times: Int = 1) {
    guard times > 0 else { return }
    if number != last {
      if lastCount > 0 { counts[last, default: 0] += lastCount }
      (last, lastCount) = (number, 0)
    }
    lastCount += times
  }

  /// The commonest number; of two equally common the smaller, so that the order does not matter.
  var mostFrequent: Int? {
    var all = counts
    if lastCount > 0 { all[last, default: 0] += lastCount }
    return all.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }
}

/// The local day and time of a stamp, worked out once.
private struct Day: Sendable {
  let seconds: Int
  let date: CivilDate
  let weekday: Weekday
  let secondOfDay: Int

  init(of stamp: Timestamp) {
    seconds = stamp.localSeconds
    let number = seconds.flooredDivision(by: 86_400)
    date = CivilDate(dayNumber: number)
    weekday = Weekday(dayNumber: number)
    secondOfDay = seconds - number * 86_400
  }
}

/// Which days of the calendar all stamps seen so far have in common.
private struct CalendarAnchors: Sendable {
  private(set) var sharesTimeOfDay = true
  private(set) var hasWeekend = false
  var crossesWeekend = false
  private var secondOfDay: Int?
  private var allMonthEnds = true
  private var starts = 0
  private var ends = 0
  private var stamps = 0
  private var largestDay = 0
  private var daysFitLargest = true
  // One bit a month, a weekday and a day of the month: this is called for every row of a monthly file.
  private var months: UInt16 = 0
  private var weekdays: UInt8 = 0
  private var clampedDays: UInt32 = 0

  mutating func note(_ day: Day, times: Int) {
    let date = day.date
    if let secondOfDay, secondOfDay != day.secondOfDay { sharesTimeOfDay = false }
    secondOfDay = day.secondOfDay
    if day.weekday.isWeekend { hasWeekend = true }
    weekdays |= 1 << UInt8(day.weekday.rawValue)
    months |= 1 << UInt16(date.month)
    stamps += times
    if date.day == 1 { starts += times }
    if date.isMonthEnd { ends += times } else { allMonthEnds = false }
    // A month shorter than the anchor holds its last day instead: remember it and judge at the end.
    if date.isMonthEnd { clampedDays |= 1 << UInt32(date.day) } else { fit(date.day) }
  }

  private mutating func fit(_ day: Int) {
    if largestDay != 0, largestDay != day { daysFitLargest = false }
    largestDay = max(largestDay, day)
  }

  var weekday: Weekday? {
    weekdays.nonzeroBitCount == 1 ? Weekday(rawValue: weekdays.trailingZeroBitCount) : nil
  }

  /// The day of the month every stamp falls on, if there is one; else the first or the last where
  /// most stamps fall on it, so that a slip of the pen is found to be the one off the grid.
  var monthDay: Frequency.MonthDay? {
    if allMonthEnds { return .end }
    if daysFitLargest, clampedDays >> UInt32(largestDay) <= 1 {
      return largestDay == 1 ? .start : .day(largestDay)
    }
    return 4 * starts >= 3 * stamps ? .start : 4 * ends >= 3 * stamps ? .end : nil
  }

  func frequency(months step: Int, on day: Frequency.MonthDay) -> Frequency {
    if step % 12 == 0, months.nonzeroBitCount == 1 {
      return .years(step / 12, month: months.trailingZeroBitCount, on: day)
    }
    let first = months.trailingZeroBitCount
    let sharesPhase = (1...12).allSatisfy { months & 1 << $0 == 0 || $0 % 3 == first % 3 }
    if step % 3 == 0, sharesPhase { return .quarters(step / 3, phase: first % 3, on: day) }
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
