import ForetellSeries
import Testing

@Suite struct CalendarFeatureTests {
  private func stamp(_ year: Int, _ month: Int, _ day: Int, second: Int = 0) throws -> Timestamp {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    return try #require(Timestamp(secondsSince1970: date.dayNumber * 86_400 + second))
  }

  /// The weeks are those of Python's `date.isocalendar()`.
  @Test(arguments: [
    (2024, 12, 30, 1, 52), (2021, 1, 3, 53, 53), (2020, 12, 31, 53, 53), (2023, 1, 1, 52, 52),
    (2024, 2, 29, 9, 52), (2026, 1, 1, 1, 53), (1900, 1, 1, 1, 52),
  ])
  func weeksAreThoseOfISO(_ year: Int, _ month: Int, _ day: Int, _ week: Int, _ count: Int) throws {
    let phase = CalendarFeature.week.phase(of: try stamp(year, month, day))
    #expect(phase == Double(week - 1) / Double(count))
  }

  @Test func circlesCloseAtTheirEnds() throws {
    let sunday = try stamp(2024, 3, 31, second: 23 * 3600 + 1800)
    #expect(CalendarFeature.weekday.phase(of: sunday) == 6 / 7.0)
    #expect(CalendarFeature.timeOfDay.phase(of: sunday) == 23.5 / 24)
    #expect(CalendarFeature.hour.phase(of: sunday) == 23 / 24.0)
    #expect(CalendarFeature.dayOfMonth.phase(of: sunday) == 30 / 31.0)
    #expect(CalendarFeature.month.phase(of: sunday) == 2 / 12.0)
    #expect(CalendarFeature.quarter.phase(of: sunday) == 0)
    #expect(CalendarFeature.dayOfYear.phase(of: try stamp(2024, 12, 31)) == 365 / 366.0)
    #expect(CalendarFeature.dayOfYear.phase(of: try stamp(2023, 12, 31)) == 364 / 365.0)
    #expect(CalendarFeature.dayOfMonth.phase(of: try stamp(2023, 2, 28)) == 27 / 28.0)
  }

  @Test func theClockIsTheOneTheStampWasWrittenBy() throws {
    let stamp = try #require(Timestamp(secondsSince1970: 0, zone: .offset(minutes: -60)))
    #expect(CalendarFeature.hour.phase(of: stamp) == 23 / 24.0)
    #expect(CalendarFeature.month.phase(of: stamp) == 11 / 12.0)
  }

  @Test func everyPhaseLiesOnItsCircle() throws {
    for feature in CalendarFeature.allCases {
      for day in stride(from: -719_000, to: 2_900_000, by: 9973) {
        let stamp = try #require(Timestamp(secondsSince1970: day * 86_400 + 86_399))
        #expect((0..<1).contains(feature.phase(of: stamp)), "\(feature) on \(stamp)")
      }
      #expect(feature.phase(of: try #require(Timestamp(index: 5))) == 0)
    }
  }

  @Test(arguments: [
    Frequency.seconds(900), .daily, .businessDays(1), .weeks(1, on: .sunday), .monthly, .quarterly,
    .yearly, .index(1),
  ])
  func whatSuitsAFrequencyVaries(_ frequency: Frequency) {
    for feature in CalendarFeature.suiting(frequency) {
      #expect(feature.varies(at: frequency))
    }
    #expect(!CalendarFeature.hour.varies(at: .daily) && CalendarFeature.month.varies(at: .daily))
  }
}
