import ForetellSeries
import Testing

@Suite struct CalendarTests {
  @Test(arguments: [
    (1970, 1, 1, 0, Weekday.thursday), (2000, 2, 29, 11_016, .tuesday),
    (1, 1, 1, -719_162, .monday),
    (9999, 12, 31, 2_932_896, .friday), (1900, 3, 1, -25_508, .thursday),
    (2024, 2, 29, 19_782, .thursday), (1969, 12, 31, -1, .wednesday),
  ])
  func knownDaysHaveTheirNumber(
    _ year: Int, _ month: Int, _ day: Int, _ number: Int, _ weekday: Weekday
  ) throws {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    #expect(date.dayNumber == number)
    #expect(CivilDate(dayNumber: number) == date)
    #expect(date.weekday == weekday)
  }

  @Test func everyDayOfFourCenturiesFollowsTheOneBefore() {
    var previous = CivilDate(dayNumber: -1)
    for number in 0...146_097 {
      let date = CivilDate(dayNumber: number)
      #expect(date.dayNumber == number)
      if date.day == 1 {
        #expect(previous.isMonthEnd)
      } else {
        #expect(date.day == previous.day + 1 && date.month == previous.month)
      }
      previous = date
    }
  }

  @Test(arguments: [
    (2023, 2, 29), (1900, 2, 29), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0),
  ])
  func daysThatDoNotExistAreNone(_ year: Int, _ month: Int, _ day: Int) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }
}
