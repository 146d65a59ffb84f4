internal import ForetellSeries

/// Stamps on one day of the month, a number of months apart; on the last day where a month is shorter.
///
/// Such stamps lie 28 to 31 days apart, so that without it every row or two of a monthly file would be a
/// run of its own.
struct MonthWalk: Equatable {
  /// From stamp to stamp.
  let months: Int16
  private let day: Int16
  /// Months since January of year 0 at the first stamp.
  private let firstMonth: Int32

  private static let secondsOfDay = 86_400

  /// The walk from one moment to a later one; nil where no number of months leads there.
  init?(from first: Int, to second: Int) {
    let distance = second - first
    guard distance >= 28 * Self.secondsOfDay, distance % Self.secondsOfDay == 0 else { return nil }
    let (start, end) = (Self.date(of: first), Self.date(of: second))
    let month = start.year * 12 + start.month - 1
    let months = end.year * 12 + end.month - 1 - month
    guard months > 0, months <= Int(Int16.max),
      end.day == min(start.day, CivilDate.days(inMonth: end.month, of: end.year))
    else { return nil }
    self.months = Int16(months)
    day = Int16(start.day)
    firstMonth = Int32(month)
  }

  private static func date(of seconds: Int) -> CivilDate {
    CivilDate(dayNumber: (seconds - secondOfDay(seconds)) / secondsOfDay)
  }

  private static func secondOfDay(_ seconds: Int) -> Int {
    let rest = seconds % secondsOfDay
    return rest < 0 ? rest + secondsOfDay : rest
  }

  /// The moment `place` stamps after `start`, with which the walk began.
  func value(at place: Int, from start: Int) -> Int {
    let month = Int(firstMonth) + Int(months) * place
    let (year, monthOfYear) = (month / 12, month % 12 + 1)
    let last = CivilDate.days(inMonth: monthOfYear, of: year)
    // Stamps lie within the years 1 … 9999, where every such day exists.
    let date = CivilDate(year: year, month: monthOfYear, day: min(Int(day), last))
    return (date?.dayNumber ?? 0) * Self.secondsOfDay + Self.secondOfDay(start)
  }

  /// Whether every stamp lies on an anchor where the first one does.
  func keeps(_ anchor: Frequency.MonthDay) -> Bool {
    switch anchor {
    case .start: day == 1
    case .end: day == 31
    case .day(let anchor): Int(day) == anchor
    }
  }
}
