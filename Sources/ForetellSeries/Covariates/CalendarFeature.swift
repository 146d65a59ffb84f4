/// A place of a stamp on one of the calendar's circles.
///
/// A model sees sine and cosine of 2π·``phase(of:)``, so that Sunday is next to Monday and 23:00 to 00:00.
public enum CalendarFeature: String, Codable, Hashable, Sendable, CaseIterable {
  /// The hour, minute and second of the day.
  case timeOfDay = "time-of-day"
  /// The hour of the day, without minutes.
  case hour
  /// The day of the week, from Monday.
  case weekday
  /// The day of the month; a month of any length is a whole circle.
  case dayOfMonth = "day-of-month"
  /// The day of the year, leap or not.
  case dayOfYear = "day-of-year"
  /// The week of ISO 8601, which begins on Monday.
  case week
  /// The month of the year.
  case month
  /// The quarter of the year.
  case quarter

  /// Where on its circle a stamp is, in [0, 1), on the clock the stamp was written by.
  ///
  /// 0 for the steps of an integer axis, which have no calendar.
  public func phase(of stamp: Timestamp) -> Double {
    guard !stamp.isIndex else { return 0 }
    let second = stamp.localSecondOfDay
    if self == .timeOfDay { return Double(second) / 86_400 }
    if self == .hour { return Double(second / 3600) / 24 }
    let date = stamp.localDate
    switch self {
    case .timeOfDay, .hour: return 0
    case .weekday: return Double(date.weekday.rawValue) / 7
    case .dayOfMonth:
      return Double(date.day - 1) / Double(CivilDate.days(inMonth: date.month, of: date.year))
    case .dayOfYear: return Double(date.dayOfYear - 1) / Double(CivilDate.days(in: date.year))
    case .week:
      let week = date.isoWeek
      return Double(week.number - 1) / Double(week.count)
    case .month: return Double(date.month - 1) / 12
    case .quarter: return Double((date.month - 1) / 3) / 4
    }
  }

  /// Those that say something new at a frequency, and are taken where none are named.
  ///
  /// Steps below a day have the time of day, the weekday and the day of the year; days the weekday, the day
  /// of the month and of the year; weeks the day of the year; months and quarters their own number; years
  /// and integer steps nothing.
  public static func suiting(_ frequency: Frequency) -> [CalendarFeature] {
    switch frequency {
    case .seconds: [.timeOfDay, .weekday, .dayOfYear]
    case .days, .businessDays: [.weekday, .dayOfMonth, .dayOfYear]
    case .weeks: [.dayOfYear]
    case .months: [.month]
    case .quarters: [.quarter]
    case .years, .index: []
    }
  }

  /// Whether stamps of a frequency differ in this at all.
  public func varies(at frequency: Frequency) -> Bool {
    switch frequency {
    case .index: false
    case .seconds: true
    case .days: ![.timeOfDay, .hour].contains(self)
    case .businessDays: ![.timeOfDay, .hour].contains(self)
    case .weeks: ![.timeOfDay, .hour, .weekday].contains(self)
    case .months, .quarters: [.dayOfYear, .week, .month, .quarter].contains(self)
    case .years: false
    }
  }
}

extension CivilDate {
  /// The day of the year, from 1.
  var dayOfYear: Int { dayNumber - CivilDate(unchecked: year, 1, 1).dayNumber + 1 }

  /// How many days a year has.
  static func days(in year: Int) -> Int { 337 + days(inMonth: 2, of: year) }

  /// The week of ISO 8601 and how many weeks its year has: a week belongs to the year of its Thursday.
  var isoWeek: (number: Int, count: Int) {
    let thursday = CivilDate(dayNumber: dayNumber - weekday.rawValue + 3)
    // 28 December always lies in the last week of its year.
    let last = CivilDate(unchecked: thursday.year, 12, 28)
    let lastThursday = CivilDate(dayNumber: last.dayNumber - last.weekday.rawValue + 3)
    return ((thursday.dayOfYear - 1) / 7 + 1, (lastThursday.dayOfYear - 1) / 7 + 1)
  }
}
