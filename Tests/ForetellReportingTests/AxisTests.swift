import ForetellReporting
import ForetellSeries
import Testing

@Suite struct AxisTests {
  @Test func ticksAreRoundAndCoverTheNumbers() {
    let scale = LinearScale(covering: [3.2, 47.9])
    #expect(scale.ticks == [0, 10, 20, 30, 40, 50])
    #expect(scale.position(0) == 0 && scale.position(50) == 1 && scale.position(25) == 0.5)
    #expect(scale.labels.map(\.text) == ["0", "10", "20", "30", "40", "50"])
    #expect(LinearScale(covering: [-0.03, 0.11]).labels.map(\.text).first == "−0.05")
  }

  @Test(
    arguments: [
      [], [.nan], [5, 5], [0], [-1e300, 1e300], [1e-300, 2e-300], [1e308, -1e308],
      [1, 1 + 1e-12], [.infinity, 1],
    ] as [[Double]])
  func anyNumbersGiveFewFiniteTicks(_ numbers: [Double]) {
    let scale = LinearScale(covering: numbers)
    #expect((2...14).contains(scale.ticks.count))
    #expect(scale.ticks.allSatisfy(\.isFinite) && scale.lower < scale.upper)
    for number in numbers where number.isFinite {
      #expect((-0.01...1.01).contains(scale.position(number)))
    }
    #expect(Set(scale.labels.map(\.text)).count == scale.ticks.count)
  }

  @Test func losesThatSpanDecadesAreLaidOutByRatio() throws {
    let scale = try #require(LogScale(covering: [0.02, 0.5, 3]))
    #expect(scale.position(scale.lower) == 0 && scale.lower <= 0.02 && scale.upper >= 3)
    #expect(scale.ticks.contains(0.1) || scale.ticks.contains { abs($0 - 0.1) < 1e-9 })
    #expect(LogScale(covering: [0, 1]) == nil && LogScale(covering: [1, 5]) == nil)
    #expect(LogScale(covering: []) == nil)
  }

  @Test func yearsAreMarkedAtJanuary() throws {
    let axis = TimeAxis(from: try stamp(1949, 1), through: try stamp(1960, 12))
    #expect(axis.ticks.map(\.label) == ["1950", "1952", "1954", "1956", "1958", "1960"])
  }

  @Test func monthsBearTheirNamesAndJanuaryTheYear() throws {
    let axis = TimeAxis(from: try stamp(2023, 9), through: try stamp(2024, 3))
    #expect(axis.ticks.map(\.label) == ["Sep", "Oct", "Nov", "Dec", "2024", "Feb", "Mar"])
  }

  @Test func weeksBeginOnMonday() throws {
    let axis = TimeAxis(from: try stamp(2024, 3), through: try stamp(2024, 4))
    #expect(axis.ticks.map(\.label) == ["4 Mar", "11 Mar", "18 Mar", "25 Mar", "1 Apr"])
  }

  @Test func hoursBearTheClockAndMidnightTheDay() throws {
    let start = try stamp(2024, 3)
    let end = try #require(Timestamp(secondsSince1970: start.value + 86_400))
    let axis = TimeAxis(from: start, through: end, count: 4)
    #expect(axis.ticks.map(\.label) == ["1 Mar", "06:00", "12:00", "18:00", "2 Mar"])
  }

  @Test func stepsOfAnIntegerAxisAreRound() throws {
    let first = try #require(Timestamp(index: -3))
    let last = try #require(Timestamp(index: 97))
    #expect(
      TimeAxis(from: first, through: last).ticks.map(\.label) == ["0", "20", "40", "60", "80"])
    #expect(TimeAxis(from: first, through: first).ticks.count <= 1)
  }

  @Test func stampsAtEqualDistancesKeepTheirTicks() throws {
    let monday = try #require(Timestamp(secondsSince1970: 1_704_067_200))
    let stamps = (0..<10).map { Frequency.businessDays(1).stamp($0, after: monday) }
    let ticks = TimeAxis.ticks(onEven: stamps, count: 3)
    #expect(ticks.map(\.position) == [0, 5.0 / 9])
    #expect(TimeAxis.ticks(onEven: [monday]) == [])
  }

  @Test func pathsBreakWhereNothingIs() {
    let points = [PlotPoint(0, 0), PlotPoint(0.5, .nan), PlotPoint(1, 1)]
    #expect(PathBuilder.line(points) == "M0,0h0M1000,1000h0")
    #expect(PathBuilder.line([PlotPoint(0, 0.5), PlotPoint(1, 0.25)]) == "M0,500L1000,250")
    #expect(PathBuilder.line([]) == "")
    let band = PathBuilder.band(
      [PlotPoint(0, 1), PlotPoint(1, 1)], [PlotPoint(0, 0), PlotPoint(1, 0)])
    #expect(band == "M0,1000L1000,1000L1000,0L0,0Z")
  }

  @Test func numbersAreShortAndTrue() {
    let thin = "\u{202F}"
    #expect(NumberText.short(0.9996) == "1.00" && NumberText.short(1234.5) == "1235")
    #expect(NumberText.short(-0.01234) == "−0.0123" && NumberText.short(.nan) == "–")
    #expect(NumberText.short(1_234_567) == "1\(thin)234\(thin)567")
    #expect(NumberText.short(1.5e300) == "1.50·10³⁰⁰")
    #expect(NumberText.percent(0.1234) == "12.3\(thin)%")
    #expect(NumberText.signedPercent(0.00001) == "0.0\(thin)%")
    #expect(NumberText.pValue(0.0004) == "p\u{A0}<\(thin)0.001")
    #expect(
      NumberText.duration(0.0123) == "12\(thin)ms"
        && NumberText.duration(3723) == "1\(thin)h 2\(thin)min")
    #expect(
      NumberText.plain(-12345.678, digits: 5) == "-12346"
        && NumberText.plain(1e-9, digits: 3) == "1e-9")
  }

  private func stamp(_ year: Int, _ month: Int) throws -> Timestamp {
    let date = try #require(CivilDate(year: year, month: month, day: 1))
    return try #require(Timestamp(secondsSince1970: date.dayNumber * 86_400))
  }
}
