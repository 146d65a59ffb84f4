/// The step between neighbouring stamps of a series, with its anchor in the calendar.
///
/// A frequency steps a stamp exactly: one month end after 31 January is 28 or 29 February, one
/// business day after Friday is Monday.
public enum Frequency: Hashable, Sendable {
  /// A fixed number of seconds, below a day.
  case seconds(Int)
  /// Calendar days, on the clock the stamps were written by.
  case days(Int)
  /// Days from Monday to Friday.
  case businessDays(Int)
  /// Weeks whose stamps fall on one weekday.
  case weeks(Int, on: Weekday)
  /// Months whose stamps fall on one day of the month.
  case months(Int, on: MonthDay)
  /// Quarters; `phase` is the month of the stamps modulo 3 (1: January, April, …).
  case quarters(Int, phase: Int, on: MonthDay)
  /// Years whose stamps fall into one month, 1 … 12.
  case years(Int, month: Int, on: MonthDay)
  /// A plain integer axis that advances by this much.
  case index(Int)

  /// Where in a month a stamp falls.
  public enum MonthDay: Hashable, Sendable {
    /// The first.
    case start
    /// The last day, whichever it is.
    case end
    /// This day, 2 … 31, or the last one of a shorter month.
    case day(Int)

    /// The day of a given month this anchor falls on.
    func day(inMonth month: Int, of year: Int) -> Int {
      let last = CivilDate.days(inMonth: month, of: year)
      return switch self {
      case .start: 1
      case .end: last
      case .day(let day): min(day, last)
      }
    }
  }

  /// Steps of whole minutes.
  public static func minutes(_ count: Int) -> Frequency { .seconds(count * 60) }
  /// Steps of whole hours.
  public static func hours(_ count: Int) -> Frequency { .seconds(count * 3600) }
  /// One stamp an hour.
  public static let hourly = Frequency.hours(1)
  /// One stamp a day.
  public static let daily = Frequency.days(1)
  /// One stamp a month, on the first.
  public static let monthly = Frequency.months(1, on: .start)
  /// One stamp a quarter, from 1 January on.
  public static let quarterly = Frequency.quarters(1, phase: 1, on: .start)
  /// One stamp a year, on 1 January.
  public static let yearly = Frequency.years(1, month: 1, on: .start)

  /// How many of its unit one step spans.
  public var multiple: Int {
    switch self {
    case .seconds(let count), .days(let count), .businessDays(let count), .weeks(let count, _),
      .months(let count, _), .quarters(let count, _, _), .years(let count, _, _),
      .index(let count):
      count
    }
  }

  /// Whether the stamps of this frequency need a time of day when written.
  public var isSubDaily: Bool {
    if case .seconds = self { true } else { false }
  }

  /// Steps in the season that data of this frequency usually have.
  ///
  /// A day for steps of whole minutes (hour 24, half hour 48), a week for days (7) and business
  /// days (5), a year for weeks (52), months (12) and quarters (4); a step that does not divide the
  /// season, and every other frequency, gives 1: no season.
  public var defaultSeasonLength: Int {
    let (season, step) =
      switch self {
      case .seconds(let seconds): seconds % 60 == 0 ? (86_400, seconds) : (1, 1)
      case .days(let count): (7, count)
      case .businessDays(let count): (5, count)
      case .weeks(let count, _): (52, count)
      case .months(let count, _): (12, count)
      case .quarters(let count, _, _): (4, count)
      case .years, .index: (1, 1)
      }
    return step > 0 && step <= season && season % step == 0 ? season / step : 1
  }
}
