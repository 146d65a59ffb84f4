import ForetellForecasting
import ForetellRandom
import ForetellSeries
import Testing

/// What every classical method promises, on whatever series.
@Suite struct ClassicalConformanceTests {
  /// Fits, forecasts with intervals, and checks what holds of every forecast.
  @discardableResult
  private static func checkedForecast(
    _ method: ClassicalMethod, _ panel: Panel, horizon: Int = 6
  ) async throws -> Forecast {
    let forecaster = try await ClassicalRecipe(method).fit(to: panel)
    let forecast = try forecaster.forecast(after: panel, horizon: horizon, levels: [80, 95])
    check(forecast, of: panel, horizon: horizon)
    #expect(forecast.model == method.name)
    return forecast
  }

  private static func check(_ forecast: Forecast, of panel: Panel, horizon: Int) {
    #expect(forecast.series.map(\.id) == panel.ids)
    for (number, series) in forecast.series.enumerated() {
      let end = panel.range(of: number).count
      #expect(
        series.timestamps == (0..<horizon).map { panel.timestamp(of: number, at: end + $0) })
      #expect(series.values.count == horizon)
      #expect(series.values.allSatisfy { $0.isFinite }, "\(forecast.model): \(series.values)")
      #expect(series.intervals.map(\.level) == [80, 95])
      for step in 0..<horizon {
        let (inner, outer) = (series.intervals[0], series.intervals[1])
        let ladder = [
          outer.lower[step], inner.lower[step], series.values[step], inner.upper[step],
          outer.upper[step],
        ]
        #expect(ladder == ladder.sorted() && ladder.allSatisfy { $0.isFinite }, "\(ladder)")
      }
    }
  }

  private static func checkedValues(
    _ method: ClassicalMethod, _ values: [Double], horizon: Int = 6
  ) async throws -> [Double] {
    try await checkedForecast(method, try Samples.panel(values), horizon: horizon).series[0].values
  }

  @Test(arguments: ClassicalMethod.allCases, [7.25, -3, 0, 1e300, 1e-300, 5e-324])
  func constantSeriesGoesOnWithoutWidth(_ method: ClassicalMethod, _ value: Double) async throws {
    for count in [1, 2, 5, 30] {
      let panel = try Samples.panel([Double](repeating: value, count: count))
      let series = try await Self.checkedForecast(method, panel).series[0]
      #expect(series.values == [Double](repeating: value, count: 6))
      #expect(
        series.intervals[1].lower == series.values && series.intervals[1].upper == series.values)
    }
  }

  @Test(arguments: ClassicalMethod.allCases)
  func everyLengthIsForecast(_ method: ClassicalMethod) async throws {
    for length in 1...40 {
      try await Self.checkedForecast(method, try Samples.panel(Samples.values(length)))
      try await Self.checkedForecast(
        method, try Samples.panel(Samples.values(length).map { 14 - $0 }, frequency: .hourly))
    }
  }

  @Test(arguments: ClassicalMethod.allCases, [1e300, -1e300, 1e-300, -1e-300, 1e9])
  func valuesOfAnySizeAreForecastInTheirSize(
    _ method: ClassicalMethod, _ scale: Double
  ) async throws {
    for value in try await Self.checkedValues(method, Samples.values(30).map { $0 / 20 * scale }) {
      #expect(abs(value / scale) <= 10 && abs(value / scale) >= 1e-3)
    }
  }

  /// A power of two changes no bit but the exponent; other factors little.
  @Test(arguments: ClassicalMethod.allCases)
  func rescaledSeriesHasRescaledForecasts(_ method: ClassicalMethod) async throws {
    let values = Samples.values(40)
    let plain = try await Self.checkedValues(method, values)
    let doubled = try await Self.checkedValues(method, values.map { $0 * 1024 })
    #expect(doubled == plain.map { $0 * 1024 })
    for (one, other) in zip(plain, try await Self.checkedValues(method, values.map { $0 * 3.7 })) {
      #expect(abs(other / 3.7 - one) <= 2e-2 * abs(one))
    }
  }

  @Test(arguments: [
    ClassicalMethod.windowAverage, .simpleSmoothing, .holt, .dampedHolt, .holtWinters,
  ])
  func shiftedSeriesHasShiftedForecasts(_ method: ClassicalMethod) async throws {
    let values = Samples.values(40)
    let plain = try await Self.checkedValues(method, values)
    for (one, other) in zip(plain, try await Self.checkedValues(method, values.map { $0 - 20 })) {
      #expect(abs(other + 20 - one) <= 0.05)
    }
  }

  @Test(arguments: ClassicalMethod.allCases)
  func gapsArePassedOver(_ method: ClassicalMethod) async throws {
    var values = Samples.values(40)
    let whole = try await Self.checkedValues(method, values)
    for place in [0, 7, 20, 21, 30] { values[place] = .nan }
    for (one, other) in zip(whole, try await Self.checkedValues(method, values)) {
      #expect(abs(one - other) <= 3)
    }
    values[39] = .nan
    values[38] = .nan
    try await Self.checkedValues(method, values)
    try await Self.checkedValues(method, [.nan, 3, .nan, .nan, 5, .nan])
  }

  /// Missing values at the end are steps of the future: the forecast is that of the shorter history, later.
  @Test(arguments: ClassicalMethod.allCases)
  func gapAtTheEndIsForecastAcross(_ method: ClassicalMethod) async throws {
    let values = Samples.values(38)
    let long = try await Self.checkedValues(method, values, horizon: 8)
    #expect(
      try await Self.checkedValues(method, values + [.nan, .nan]) == Array(long.dropFirst(2)))
  }

  @Test(arguments: ClassicalMethod.allCases)
  func zerosAndBothSignsAreForecast(_ method: ClassicalMethod) async throws {
    try await Self.checkedValues(method, Samples.values(30).map { $0 - 14 })
    try await Self.checkedValues(method, (0..<30).map { $0 % 3 == 0 ? 0 : Double($0) })
    try await Self.checkedValues(method, (0..<30).map { $0 == 20 ? 1 : 0 })
    try await Self.checkedValues(method, (0..<30).map { Double($0) * 1.5 - 8 })
    try await Self.checkedValues(method, (0..<30).map { $0 % 2 == 0 ? 1e-300 : 1e300 })
  }

  @Test func simplerFormStepsInAndSaysWhy() async throws {
    func substitution(_ method: ClassicalMethod, _ values: [Double]) async throws -> [String] {
      let forecast = try await Self.checkedForecast(method, try Samples.panel(values))
      return forecast.substitutions.flatMap { [$0.series, $0.model, $0.reason] }
    }
    let season = Samples.values(40)
    #expect(try await substitution(.holtWintersMultiplicative, season) == [])
    #expect(
      try await substitution(.holtWintersMultiplicative, season.map { $0 - 14 })
        == ["s0", "HoltWinters", "it has values that are not positive"])
    #expect(
      try await substitution(.holtWinters, Samples.values(7))
        == ["s0", "Holt", "it has 7 values and a season 4: fewer than two seasons"])
    #expect(
      try await substitution(.holt, Samples.values(5))
        == ["s0", "SES", "it has 5 values where ETS(A,A,N) needs 6"])
    for method in [ClassicalMethod.simpleSmoothing, .theta, .autoETS] {
      #expect(try await substitution(method, Samples.values(3)).prefix(2) == ["s0", "Naive"])
    }
  }

  // MARK: What was fitted, and later

  private static func manySeries() throws -> Panel {
    try Panel(
      (0..<50).map {
        try Samples.series("id \($0)", Samples.values(5 + 37 * $0 % 61, seed: UInt64($0)))
      })
  }

  @Test(arguments: ClassicalMethod.allCases)
  func threadsChangeNoBit(_ method: ClassicalMethod) async throws {
    let panel = try Self.manySeries()
    let request = ForecastRequest(horizon: 5, levels: [90])
    let one = try await ClassicalRecipe(method).fit(to: panel, under: FittingConditions(threads: 1))
    for threads in [2, 4, nil] {
      let many = try await ClassicalRecipe(method)
        .fit(to: panel, under: FittingConditions(threads: threads))
      #expect(many == one)
      #expect(try many.forecast(after: panel, request) == one.forecast(after: panel, request))
    }
    let alone = panel.selecting([17])
    let fitted = try await ClassicalRecipe(method).fit(to: alone)
    #expect(
      try fitted.forecast(after: alone, request).series[0]
        == one.forecast(after: panel, request).series[17])
  }

  @Test(arguments: ClassicalMethod.allCases)
  func unknownSeriesIsFittedThen(_ method: ClassicalMethod) async throws {
    let forecaster = try await ClassicalRecipe(method).fit(
      to: try Samples.panel(Samples.values(30)))
    let other = try Panel([try Samples.series("other", Samples.values(44, seed: 9))])
    let own = try await ClassicalRecipe(method).fit(to: other)
    #expect(
      try forecaster.forecast(after: other, horizon: 5, levels: [80]).series
        == own.forecast(after: other, horizon: 5, levels: [80]).series)
  }

  /// The parameters stay, the states follow: a longer history of the same series is filtered, not fitted.
  @Test func grownSeriesIsFilteredWithWhatWasFitted() async throws {
    // What comes after the cut is another world, which a new fit would see.
    let values = Samples.values(40) + Samples.values(40, seed: 5).map { 3 * $0 }
    let short = try Samples.panel(Array(values.prefix(40)))
    let long = try Samples.panel(values)
    let fitted = try await ClassicalRecipe(.simpleSmoothing).fit(to: short)
    let encoded = try fitted.forecast(after: long, horizon: 1).series[0].values[0]
    let refitted = try await ClassicalRecipe(.simpleSmoothing).fit(to: long)
    #expect(try refitted.forecast(after: long, horizon: 1).series[0].values[0] != encoded)
    // By hand, with the α and the level that the description of a fit does not round: α from two forecasts.
    let steps = try (40...41).map { length in
      try fitted.forecast(after: try Samples.panel(Array(values.prefix(length))), horizon: 1)
        .series[0].values[0]
    }
    let alpha = (steps[1] - steps[0]) / (values[40] - steps[0])
    #expect((0...1).contains(alpha))
    var level = steps[0]
    for value in values[40...] { level += alpha * (value - level) }
    #expect(abs(level - encoded) <= 1e-6 * abs(level))
  }

  @Test(arguments: ClassicalMethod.allCases)
  func laterStartOfAKnownSeriesIsForecast(_ method: ClassicalMethod) async throws {
    let values = Samples.values(60)
    let forecaster = try await ClassicalRecipe(method, seasonLength: 4)
      .fit(to: try Samples.panel(values, frequency: .index(1)))
    let late = try Panel(
      frequency: .index(1), timestampFormat: .index, ids: ["s0"],
      starts: [try #require(Timestamp(index: 5 + 21))], offsets: [0, 39],
      storage: Array(values[21...]))
    let whole = try forecaster.forecast(
      after: try Samples.panel(values, frequency: .index(1)), horizon: 4)
    let forecast = try forecaster.forecast(after: late, horizon: 4, levels: [80, 95])
    Self.check(forecast, of: late, horizon: 4)
    for (one, other) in zip(whole.series[0].values, forecast.series[0].values) {
      #expect(abs(one - other) <= (method == .holt || method == .dampedHolt ? 10 : 3))
    }
  }

  @Test(arguments: ClassicalMethod.allCases)
  func constantThatBeganToMoveIsFittedThen(_ method: ClassicalMethod) async throws {
    let still = [Double](repeating: 4, count: 20)
    let forecaster = try await ClassicalRecipe(method).fit(to: try Samples.panel(still))
    let moving = try Samples.panel(still + Samples.values(20))
    Self.check(
      try forecaster.forecast(after: moving, horizon: 4, levels: [80, 95]), of: moving, horizon: 4)
  }

  /// Nothing sees the future: what stands beside a series or comes after it moves no bit.
  @Test(arguments: ClassicalMethod.allCases)
  func futureChangesNothing(_ method: ClassicalMethod) async throws {
    let values = Samples.values(48)
    let changed = values.prefix(40) + values.suffix(8).map { -5 * $0 }
    let one = try Samples.panel(values).prefix(dropping: 8)
    let other = try Samples.panel(Array(changed)).prefix(dropping: 8)
    #expect(
      Samples.bits(try await Self.checkedForecast(method, one))
        == Samples.bits(try await Self.checkedForecast(method, other)))
  }

  @Test(arguments: ClassicalMethod.allCases)
  func forecastForTomorrowUsesTodaysValue(_ method: ClassicalMethod) async throws {
    var values = Samples.values(40)
    let forecaster = try await ClassicalRecipe(method).fit(to: try Samples.panel(values))
    let before = try forecaster.forecast(after: try Samples.panel(values), horizon: 1)
    values[39] += 2
    let after = try forecaster.forecast(after: try Samples.panel(values), horizon: 1)
    #expect(before.series[0].values != after.series[0].values)
  }

  @Test(arguments: ClassicalMethod.allCases)
  func cancelledFittingEnds(_ method: ClassicalMethod) async throws {
    let panel = try Self.manySeries()
    let task = Task {
      try await Task.sleep(for: .seconds(60))
    }
    task.cancel()
    let fitting = Task {
      _ = try? await task.value
      withUnsafeCurrentTask { $0?.cancel() }
      return try await ClassicalRecipe(method).fit(to: panel)
    }
    await #expect(throws: CancellationError.self) { try await fitting.value }
  }

  @Test(arguments: ClassicalMethod.allCases)
  func impossibleRequestsAreRefused(_ method: ClassicalMethod) async throws {
    let panel = try Samples.panel(Samples.values(30))
    let forecaster = try await ClassicalRecipe(method).fit(to: panel)
    for horizon in [0, -1, 100_001] {
      let error = #expect(throws: ForecastingError.self) {
        try forecaster.forecast(after: panel, horizon: horizon)
      }
      #expect(error?.code == .horizon)
    }
    for level in [0, 100, -3, .nan, .infinity] {
      let error = #expect(throws: ForecastingError.self) {
        try forecaster.forecast(after: panel, horizon: 2, levels: [level])
      }
      #expect(error?.code == .level)
    }
    let other = try Samples.panel(Samples.values(30), frequency: .daily)
    let error = #expect(throws: ForecastingError.self) {
      try forecaster.forecast(after: other, horizon: 2)
    }
    #expect(error?.code == .otherPanel)
    await #expect(throws: ForecastingError.self) {
      try await ClassicalRecipe(method).fit(to: try Samples.panel([.nan, .nan]))
    }
  }

  @Test(
    arguments: [ClassicalMethod.autoETS, .holtWinters, .theta, .naive2], [25, 48, 1000, .max])
  func longSeasonsAreTaken(_ method: ClassicalMethod, _ season: Int) async throws {
    let values = (0..<150).map { 50 + Double($0 % 48) + Samples.values(150)[$0] }
    let panel = try Samples.panel(values, frequency: .index(1))
    let forecaster = try await ClassicalRecipe(method, seasonLength: season).fit(to: panel)
    let forecast = try forecaster.forecast(after: panel, horizon: 60, levels: [80, 95])
    Self.check(forecast, of: panel, horizon: 60)
    if method == .autoETS {
      #expect(forecaster.fits["s0"]?.description.hasSuffix("N)") == true)
    }
  }
}
