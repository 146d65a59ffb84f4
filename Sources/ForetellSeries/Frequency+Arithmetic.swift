extension Frequency {
  /// What a step is once the anchors' names are taken away.
  enum Stride: Hashable {
    case index(Int)
    case seconds(Int)
    case days(Int)
    case businessDays(Int)
    case months(Int, MonthDay)
  }

  var stride: Stride {
    switch self {
    case .seconds(let count): .seconds(count)
    case .days(let count): .days(count)
    case .businessDays(let count): .businessDays(count)
    case .weeks(let count, _): .days(7 * count)
    case .months(let count, let day): .months(count, day)
    case .quarters(let count, _, let day): .months(3 * count, day)
    case .years(let count, _, let day): .months(12 * count, day)
    case .index(let count): .index(count)
    }
  }

  /// The stamp `count` steps after `stamp`, before it where `count` is negative.
  ///
  /// The offset of `stamp` is kept; days and longer units step on its clock. `count` must be within
  /// ± 10⁶, which with the supported range of stamps excludes overflow.
  public func stamp(_ count: Int, after stamp: Timestamp) -> Timestamp {
    switch stride {
    case .index(let step), .seconds(let step):
      return Timestamp(unchecked: stamp.value + step * count, zone: stamp.zone)
    case .days(let step):
      return Timestamp(unchecked: stamp.value + 86_400 * step * count, zone: stamp.zone)
    case .businessDays(let step):
      let today = Self.businessDayNumber(of: stamp.localDate.dayNumber)
      let day = Self.dayNumber(ofBusinessDay: today + step * count)
      return stamp.atLocalSeconds(day * 86_400 + stamp.localSecondOfDay)
    case .months(let step, let anchor):
      let month = stamp.localDate.monthNumber + step * count
      let year = month.flooredDivision(by: 12)
      let monthOfYear = month.flooredRemainder(by: 12) + 1
      let day = anchor.day(inMonth: monthOfYear, of: year)
      let date = CivilDate(unchecked: year, monthOfYear, day)
      return stamp.atLocalSeconds(date.dayNumber * 86_400 + stamp.localSecondOfDay)
    }
  }

  /// How many steps lead from one stamp to another, or nil where no whole number does.
  public func steps(from first: Timestamp, to second: Timestamp) -> Int? {
    guard first.isIndex == second.isIndex else { return nil }
    switch stride {
    case .index(let step):
      return first.isIndex ? Self.quotient(second.value - first.value, step) : nil
    case .seconds(let step):
      return first.isIndex ? nil : Self.quotient(second.value - first.value, step)
    case .days(let step):
      guard isAnchored(first), isAnchored(second) else { return nil }
      return Self.quotient(second.localSeconds - first.localSeconds, 86_400 * step)
    case .businessDays(let step):
      guard isAnchored(first), isAnchored(second),
        first.localSecondOfDay == second.localSecondOfDay
      else { return nil }
      let days = Self.businessDayNumber(of: second.localDate.dayNumber)
      return Self.quotient(days - Self.businessDayNumber(of: first.localDate.dayNumber), step)
    case .months(let step, _):
      guard !first.isIndex, first.localSecondOfDay == second.localSecondOfDay else { return nil }
      let (start, end) = (first.localDate, second.localDate)
      guard isAnchored(start), isAnchored(end) else { return nil }
      return Self.quotient(end.monthNumber - start.monthNumber, step)
    }
  }

  /// Whether a stamp falls on this frequency's anchor (its weekday, day of the month, month).
  public func isAnchored(_ stamp: Timestamp) -> Bool {
    if case .index = self { return stamp.isIndex }
    return !stamp.isIndex && isAnchored(stamp.localDate)
  }

  private func isAnchored(_ date: CivilDate) -> Bool {
    func falls(on day: MonthDay) -> Bool {
      day.day(inMonth: date.month, of: date.year) == date.day
    }
    return switch self {
    case .seconds, .days, .index: true
    case .businessDays: !date.weekday.isWeekend
    case .weeks(_, let weekday): date.weekday == weekday
    case .months(_, let day): falls(on: day)
    case .quarters(_, let phase, let day): date.month % 3 == phase % 3 && falls(on: day)
    case .years(_, let month, let day): date.month == month && falls(on: day)
    }
  }

  private static func quotient(_ distance: Int, _ step: Int) -> Int? {
    step != 0 && distance % step == 0 ? distance / step : nil
  }

  /// Business days since Monday 1969-12-29; a weekend counts as the Friday before it.
  private static func businessDayNumber(of day: Int) -> Int {
    let sinceMonday = day + 3
    return sinceMonday.flooredDivision(by: 7) * 5 + min(sinceMonday.flooredRemainder(by: 7), 4)
  }

  private static func dayNumber(ofBusinessDay number: Int) -> Int {
    number.flooredDivision(by: 5) * 7 + number.flooredRemainder(by: 5) - 3
  }
}
