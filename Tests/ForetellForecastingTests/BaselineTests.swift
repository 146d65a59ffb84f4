import ForetellForecasting
import ForetellSeries
import Testing

/// Baselines by hand.
@Suite struct BaselineTests {
  private static let gap = Double.nan

  private static func values(
    _ baseline: Baseline, _ history: [Double], horizon: Int, season: Int = 1
  ) throws -> [Double] {
    try BaselineForecaster(baseline: baseline, seasonLength: season)
      .forecast(after: try Samples.panel(history), horizon: horizon).series[0].values
  }

  @Test(
    arguments: [
      ([3, 5, 4], [4, 4, 4]), ([7], [7, 7, 7]), ([3, 5, gap], [5, 5, 5]),
      ([gap, 2, gap], [2, 2, 2]),
    ] as [([Double], [Double])])
  func naiveRepeatsTheLastValue(_ history: [Double], _ expected: [Double]) throws {
    #expect(try Self.values(.naive, history, horizon: 3) == expected)
  }

  @Test(
    arguments: [
      ([1, 2, 3, 4, 5, 6, 7, 8], [5, 6, 7, 8, 5, 6]),
      // The newest observed value of each place; 4 is the first of its season.
      ([1, 2, 3, 4, 5, gap, 7, gap], [5, 2, 7, 4, 5, 2]),
      // A place that was never observed takes the last value.
      ([1, gap, 3, 4], [1, 4, 3, 4, 1, 4]),
      // History shorter than a season: its places are those before the end.
      ([6, 9], [9, 9, 6, 9, 9, 9]),
      ([6], [6, 6, 6, 6, 6, 6]),
    ] as [([Double], [Double])])
  func seasonalNaiveRepeatsTheNewestSeason(_ history: [Double], _ expected: [Double]) throws {
    #expect(try Self.values(.seasonalNaive, history, horizon: 6, season: 4) == expected)
  }

  @Test func seasonOfOneIsTheLastValue() throws {
    #expect(try Self.values(.seasonalNaive, [1, 2, 3], horizon: 2, season: 1) == [3, 3])
  }

  @Test(arguments: [1_000_000, .max])
  func seasonLongerThanAnyHistoryIsTheLastValue(_ season: Int) throws {
    #expect(try Self.values(.seasonalNaive, [1, 2, 3], horizon: 2, season: season) == [3, 3])
  }

  @Test(
    arguments: [
      ([1, 5, 3], [4, 5, 6]), ([2], [2, 2, 2]), ([gap, 1, 4, 3, gap], [5, 6, 7]),
      ([5, 5, 5], [5, 5, 5]), ([10, 0], [-10, -20, -30]),
    ] as [([Double], [Double])])
  func driftGoesOnAlongTheLineThroughTheEnds(_ history: [Double], _ expected: [Double]) throws {
    #expect(try Self.values(.drift, history, horizon: 3) == expected)
  }

  @Test func lineThatLeavesTheNumbersIsAnError() throws {
    let error = #expect(throws: ForecastingError.self) {
      try Self.values(.drift, [-1.7e308, 1.7e308], horizon: 2)
    }
    #expect(error?.code == .notFinite)
    #expect(error?.series == "s0")
  }

  @Test(arguments: [Frequency.yearly, .monthly, .quarterly, .days(1000)])
  func horizonBeyondTheCalendarIsRefused(_ frequency: Frequency) throws {
    let panel = try Samples.panel([1, 2, 3], frequency: frequency)
    let error = #expect(throws: ForecastingError.self) {
      try BaselineForecaster(baseline: .naive, seasonLength: 1)
        .forecast(after: panel, horizon: 100_000)
    }
    #expect(error?.code == .horizon)
  }

  @Test(arguments: [Frequency.daily, .businessDays(1), .hourly, .index(1_000_000)])
  func longestHorizonStillHasStamps(_ frequency: Frequency) throws {
    let forecast = try BaselineForecaster(baseline: .naive, seasonLength: 1)
      .forecast(after: try Samples.panel([1, 2, 3], frequency: frequency), horizon: 100_000)
    let stamps = forecast.series[0].timestamps
    #expect(stamps.count == 100_000)
    #expect(zip(stamps, stamps.dropFirst()).allSatisfy { $0 < $1 })
    #expect(stamps.last?.description.isEmpty == false)
  }

  @Test func seasonComesFromTheFrequencyUnlessGiven() async throws {
    let panel = try Samples.panel(Samples.values(20), frequency: .monthly)
    let own = try await BaselineRecipe(.seasonalNaive).fit(to: panel)
    #expect(own.seasonLength == 12)
    let given = try await BaselineRecipe(.seasonalNaive, seasonLength: 5).fit(to: panel)
    #expect(given.seasonLength == 5)
  }
}
