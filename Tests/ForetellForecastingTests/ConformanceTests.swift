import ForetellForecasting
import ForetellNetworks
import ForetellSeries
import Testing

/// What every forecaster promises, whatever is inside.
@Suite struct ConformanceTests {
  /// Fits, forecasts, and checks what holds of every forecast.
  @discardableResult
  private static func checkedForecast(
    _ model: AnyModel, _ panel: Panel, horizon: Int = 3
  ) async throws -> Forecast {
    let forecaster = try await model.reaching(horizon).fit(to: panel)
    let forecast = try forecaster.forecast(after: panel, horizon: horizon)
    #expect(forecast.model == forecaster.name)
    #expect(forecast.frequency == panel.frequency)
    #expect(forecast.series.map(\.id) == panel.ids)
    for (number, series) in forecast.series.enumerated() {
      let end = panel.range(of: number).count
      let stamps = (0..<horizon).map { panel.timestamp(of: number, at: end + $0) }
      #expect(series.timestamps == stamps)
      #expect(series.values.count == horizon)
      #expect(series.values.allSatisfy { $0.isFinite }, "\(series.values)")
    }
    #expect(
      Samples.bits(try forecaster.forecast(after: panel, horizon: horizon))
        == Samples.bits(forecast))
    return forecast
  }

  @Test(arguments: AnyModel.all, [7.25, -3, 0, 1e300, 1e-300])
  func constantSeriesGoesOnExactly(_ model: AnyModel, _ value: Double) async throws {
    let constant = [Double](repeating: value, count: 30)
    let alone = try await Self.checkedForecast(model, try Samples.panel(constant))
    #expect(alone.series[0].values == [value, value, value])
    let beside = try await Self.checkedForecast(
      model, try Samples.panel(Samples.values(30), constant))
    #expect(beside.series[1].values == [value, value, value])
  }

  @Test(arguments: AnyModel.all)
  func onePointMoreThanTheMinimumIsEnough(_ model: AnyModel) async throws {
    let panel = try Samples.panel(Samples.values(model.minimumToFit + 1))
    let forecast = try await Self.checkedForecast(model, panel)
    #expect(forecast.substitutions.isEmpty)
  }

  @Test(arguments: AnyModel.all, [1e300, -1e300, 1e-300, -1e-300, 1e9])
  func valuesOfAnySizeAreForecastInTheirSize(_ model: AnyModel, _ scale: Double) async throws {
    let panel = try Samples.panel(Samples.values(30).map { $0 / 20 * scale })
    let forecast = try await Self.checkedForecast(model, panel)
    for value in forecast.series[0].values {
      #expect(abs(value / scale) <= 10 && abs(value / scale) >= 1e-3)
    }
  }

  @Test(arguments: AnyModel.all)
  func valuesOfBothSignsAndZeroAreForecast(_ model: AnyModel) async throws {
    try await Self.checkedForecast(
      model, try Samples.panel(Samples.values(30).map { $0 - 14 }, Samples.values(30).map { -$0 }))
    try await Self.checkedForecast(
      model, try Samples.panel((0..<30).map { $0 % 3 == 0 ? 0 : Double($0) }))
  }

  @Test(arguments: AnyModel.all)
  func seriesOfUnequalLengthKeepTheirOwnStamps(_ model: AnyModel) async throws {
    let lengths = [40, 12, 3, 1, 9, 25]
    let panel = try Panel(
      lengths.enumerated().map { number, length in
        try Samples.series("id \(number)", Samples.values(length, seed: UInt64(number)))
      })
    let forecast = try await Self.checkedForecast(model, panel)
    // Those shorter than the window, and no others, are somebody else's.
    let expected = zip(panel.ids, lengths).filter { $0.1 < model.minimum }.map(\.0)
    #expect(forecast.substitutions.map(\.series) == expected)
    for substitution in forecast.substitutions {
      #expect(substitution.model == "SeasonalNaive")
      #expect(!substitution.reason.isEmpty)
    }
  }

  /// Once shorter and once longer than the season of 4.
  @Test(arguments: AnyModel.all, [1, 11])
  func horizonMayBeShortOrLong(_ model: AnyModel, _ horizon: Int) async throws {
    try await Self.checkedForecast(model, try Samples.panel(Samples.values(40)), horizon: horizon)
  }

  @Test(
    arguments: AnyModel.all,
    [Frequency.index(1), .index(3), .hourly, .daily, .businessDays(1), .monthly, .yearly])
  func stampsFollowTheEndOnEveryAxis(_ model: AnyModel, _ frequency: Frequency) async throws {
    let panel = try Samples.panel(Samples.values(30), frequency: frequency)
    let forecast = try await Self.checkedForecast(model, panel)
    let last = panel.timestamp(of: 0, at: 29)
    #expect(forecast.series[0].timestamps.first == frequency.stamp(1, after: last))
    #expect(forecast.series[0].timestamps.last == frequency.stamp(3, after: last))
  }

  @Test(arguments: AnyModel.all)
  func gapBeforeTheLastWindowIsPassedOver(_ model: AnyModel) async throws {
    var values = Samples.values(50)
    values[7] = .nan
    values[20] = .nan
    try await Self.checkedForecast(model, try Samples.panel(values))
  }

  @Test(arguments: AnyModel.baselines)
  func baselinesPassOverAGapAtTheEnd(_ model: AnyModel) async throws {
    var values = Samples.values(30)
    values[29] = .nan
    values[26] = .nan
    try await Self.checkedForecast(model, try Samples.panel(values))
  }

  @Test(arguments: AnyModel.networks)
  func networksNameTheGapTheyWouldSee(_ model: AnyModel) async throws {
    var values = Samples.values(50)
    values[44] = .nan
    let panel = try Samples.panel(Samples.values(50), values)
    let forecaster = try await model.fit(to: panel)
    let error = #expect(throws: ForecastingError.self) {
      try forecaster.forecast(after: panel, horizon: 3)
    }
    #expect(error?.code == .missingValue)
    #expect(error?.series == "s1")
    #expect(error?.timestamp == panel.timestamp(of: 1, at: 44))
    #expect(error?.remedy?.contains("--fill") == true)
  }

  @Test(arguments: AnyModel.all)
  func seriesWithoutValuesIsNamed(_ model: AnyModel) async throws {
    for empty in [[], [Double](repeating: .nan, count: 30)] {
      let panel = try Samples.panel(Samples.values(30), empty)
      do {
        let forecaster = try await model.fit(to: panel)
        _ = try forecaster.forecast(after: panel, horizon: 3)
        Issue.record("nothing was thrown")
      } catch let error as ForecastingError {
        #expect(error.code == .emptySeries)
        #expect(error.series == "s1")
      }
    }
  }

  @Test(arguments: AnyModel.all, [0, -1, 100_001, .min, .max])
  func horizonOutOfRangeIsRefused(_ model: AnyModel, _ horizon: Int) async throws {
    let panel = try Samples.panel(Samples.values(30))
    let forecaster = try await model.fit(to: panel)
    let error = #expect(throws: ForecastingError.self) {
      try forecaster.forecast(after: panel, horizon: horizon)
    }
    #expect(error?.code == .horizon)
  }

  /// The newest observation counts.
  @Test(
    arguments: AnyModel.networks
      + AnyModel.baselines.filter { $0.testDescription != "SeasonalNaive" })
  func forecastForTomorrowUsesTodaysValue(_ model: AnyModel) async throws {
    let values = Samples.values(40)
    let forecaster = try await model.fit(to: try Samples.panel(values))
    var changed = values
    changed[39] += 2
    let before = try forecaster.forecast(after: try Samples.panel(values), horizon: 1)
    let after = try forecaster.forecast(after: try Samples.panel(changed), horizon: 1)
    #expect(abs(before.series[0].values[0] - after.series[0].values[0]) > 1e-3)
  }

  /// Under `level` alone the last value would also come back through the scale; without any
  /// normalization it can only come through the network's last step.
  @Test(arguments: AnyModel.networks)
  func networkItselfSeesTodaysValue(_ model: AnyModel) async throws {
    guard case .recurrent(var recipe) = model.recipe else { return }
    recipe.normalization = .init(.standard, over: .series)
    let values = Samples.values(40)
    let forecaster = try await recipe.fit(to: try Samples.panel(values), under: Samples.oneThread)
    var changed = values
    changed[39] += 2
    let before = try forecaster.forecast(after: try Samples.panel(values), horizon: 1)
    let after = try forecaster.forecast(after: try Samples.panel(changed), horizon: 1)
    #expect(abs(before.series[0].values[0] - after.series[0].values[0]) > 1e-6)
  }

  /// A series' forecast is its own: what stands beside it in the panel moves no bit of it.
  @Test(arguments: AnyModel.networks)
  func seriesAreForecastIndependently(_ model: AnyModel) async throws {
    let panel = try Samples.panel(Samples.values(30), Samples.values(30, seed: 2))
    let forecaster = try await model.fit(to: panel)
    let both = try forecaster.forecast(after: panel, horizon: 3)
    let alone = try forecaster.forecast(after: panel.selecting([1]), horizon: 3)
    #expect(Samples.bits(both)[1] == Samples.bits(alone)[0])
  }
}
