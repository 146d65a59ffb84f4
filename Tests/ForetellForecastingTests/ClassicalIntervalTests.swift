import ForetellForecasting
import ForetellRandom
import ForetellSeries
import ForetellSimulation
import Testing

/// Intervals by hand, and by counting.
@Suite struct ClassicalIntervalTests {
  private static func halfWidths(
    _ baseline: Baseline, _ history: [Double], horizon: Int, season: Int = 1
  ) throws -> [Double] {
    // 68.27 % is one standard deviation to each side.
    let series = try BaselineForecaster(baseline: baseline, seasonLength: season)
      .forecast(
        after: try Samples.panel(history), horizon: horizon, levels: [68.26894921370858]
      ).series[0]
    let interval = series.intervals[0]
    #expect(
      zip(zip(interval.lower, interval.upper), series.values)
        .allSatisfy { abs(($0.0 + $0.1) / 2 - $1) <= 1e-12 * abs($0.1 - $0.0) + 1e-12 * abs($1) })
    return zip(interval.upper, interval.lower).map { ($0 - $1) / 2 }
  }

  private static func expect(_ found: [Double], squares: [Double]) {
    #expect(found.count == squares.count)
    for (one, square) in zip(found, squares) {
      #expect(abs(one - square.squareRoot()) <= 1e-9 * (1 + one), "\(found)")
    }
  }

  /// Changes 2, −1, 3: mean square 14/3; less their mean 4/3 the squares are 26/3, over 2.
  @Test func baselinesSpreadByTheBook() throws {
    let history = [1.0, 3, 2, 5]
    Self.expect(
      try Self.halfWidths(.naive, history, horizon: 3), squares: [14.0 / 3, 28.0 / 3, 14])
    Self.expect(
      try Self.halfWidths(.drift, history, horizon: 2),
      squares: [13.0 / 3 * (1 + 1.0 / 3), 13.0 / 3 * 2 * (1 + 2.0 / 3)])
    // Seasons of two: changes 1 and 2.
    Self.expect(
      try Self.halfWidths(.seasonalNaive, history, horizon: 5, season: 2),
      squares: [2.5, 2.5, 5, 5, 7.5])
  }

  @Test func gapsWidenTheBaselines() throws {
    let gap = Double.nan
    // One change of 4 over two steps is two changes' worth: 8 each. A step is lost at the end.
    Self.expect(try Self.halfWidths(.naive, [1, gap, 5, gap], horizon: 2), squares: [16, 24])
    Self.expect(try Self.halfWidths(.naive, [3], horizon: 2), squares: [0, 0])
    Self.expect(
      try Self.halfWidths(.seasonalNaive, [1, 4, 3, gap], horizon: 4, season: 2),
      squares: [4, 8, 8, 12])
  }

  @Test(arguments: [1e300, 1e-300])
  func sizeOfTheValuesIsTheSizeOfTheBand(_ scale: Double) throws {
    for baseline in Baseline.allCases {
      let plain = try Self.halfWidths(baseline, [1, 3, 2, 5], horizon: 3, season: 2)
      let scaled = try Self.halfWidths(
        baseline, [1, 3, 2, 5].map { $0 * scale }, horizon: 3, season: 2)
      for (one, other) in zip(plain, scaled) { #expect(abs(other / scale - one) <= 1e-9 * one) }
    }
  }

  // MARK: Counting

  /// Known laws; 200 series of 400 values each, so a share is known to about one and a half points.
  enum Law: String, CaseIterable {
    case noise, walk, level, trend, season, relative

    var process: SmoothingProcess {
      var process = SmoothingProcess(level: 100)
      switch self {
      case .noise: break
      case .walk: process.levelGain = 1
      case .level: process.levelGain = 0.4
      case .trend: (process.slope, process.levelGain, process.slopeGain) = (0.3, 0.5, 0.1)
      case .season:
        (process.levelGain, process.seasons, process.seasonGain) = (0.3, [6, -3, -8, 5], 0.2)
      case .relative:
        (process.isRelative, process.deviation, process.levelGain) = (true, 0.03, 0.3)
        (process.seasons, process.seasonGain) = ([1.2, 0.9, 0.7, 1.2], 0.1)
      }
      return process
    }
  }

  @Test(arguments: [
    (Law.noise, ClassicalMethod.windowAverage), (.noise, .theta), (.walk, .naive2),
    (.walk, .simpleSmoothing), (.level, .simpleSmoothing), (.level, .theta), (.level, .autoETS),
    (.trend, .holt), (.season, .holtWinters), (.season, .autoETS),
    (.relative, .holtWintersMultiplicative), (.relative, .autoETS),
  ])
  func intervalsHoldAsOftenAsTheySay(_ law: Law, _ method: ClassicalMethod) async throws {
    let seasonal = law == .season || law == .relative
    let random = RandomStream(seed: 11).stream(law.rawValue)
    let values = (0..<200).map { number in
      var draws = Draws(random.stream(number))
      return law.process.values(408, using: &draws)
    }
    let panel = try Panel(
      values.enumerated().map { try Samples.series("\($0)", $1, frequency: .index(1)) })
    let history = panel.prefix(dropping: 8)
    let forecaster = try await ClassicalRecipe(method, seasonLength: seasonal ? 4 : 1)
      .fit(to: history)
    let forecast = try forecaster.forecast(after: history, horizon: 8, levels: [80, 95])
    for (number, level) in [80.0, 95].enumerated() {
      var hits = 0
      for (series, truth) in zip(forecast.series, values) {
        let interval = series.intervals[number]
        for (step, value) in truth.suffix(8).enumerated()
        where interval.lower[step] <= value && value <= interval.upper[step] { hits += 1 }
      }
      let share = Double(hits) / 16
      #expect(abs(share - level) <= (level == 80 ? 5 : 3), "\(share) of \(level)")
    }
  }
}
