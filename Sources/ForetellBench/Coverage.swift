internal import Foretell

/// How often intervals hold the value to come, on simulated series of known kind.
struct Coverage {
  let series: Int
  let length: Int
  let threads: Int?

  private static let horizon = 12
  private static let levels = [80.0, 95]

  private struct Line: Encodable {
    let method: String
    let kind: String
    let series: Int
    let length: Int
    let level: Double
    /// Percent of the values within the interval: of all steps, the first, and the last.
    let coverage: Double
    let first_step: Double
    let last_step: Double
  }

  private static let pairs: [(SimulatedKind, [String])] = [
    (.whiteNoise, ["window-average", "ses", "theta", "auto-ets"]),
    (.randomWalk, ["naive", "drift", "naive2", "ses", "theta", "auto-ets"]),
    (.localLevel, ["ses", "theta", "auto-ets", "window-average"]),
    (.localTrend, ["holt", "damped-holt", "auto-ets"]),
    (.seasonalWalk, ["seasonal-naive"]),
    (.additiveSeason, ["holt-winters", "auto-ets"]),
    (.multiplicativeLevel, ["auto-ets"]),
    (.multiplicativeSeason, ["holt-winters-multiplicative", "auto-ets"]),
  ]

  func run() async throws {
    for (kind, methods) in Self.pairs {
      let whole = try kind.panel(series: series, length: length + Self.horizon)
      for method in methods { try await run(method, kind, whole) }
    }
  }

  private func run(_ method: String, _ kind: SimulatedKind, _ whole: Panel) async throws {
    let history = whole.prefix(dropping: Self.horizon)
    let request = ForecastRequest(horizon: Self.horizon, levels: Self.levels)
    let forecast = try await forecast(method, after: history, kind.seasonLength, request)
    for (number, level) in Self.levels.enumerated() {
      var hits = [Double](repeating: 0, count: Self.horizon)
      for (index, series) in forecast.series.enumerated() {
        let interval = series.intervals[number]
        for (step, value) in whole.values(of: index).suffix(Self.horizon).enumerated()
        where interval.lower[step] <= value && value <= interval.upper[step] { hits[step] += 1 }
      }
      let shares = hits.map { 100 * $0 / Double(forecast.series.count) }
      try JSONLine.print(
        Line(
          method: forecast.model, kind: kind.rawValue, series: series, length: length, level: level,
          coverage: shares.mean.rounded(to: 1), first_step: shares[0].rounded(to: 1),
          last_step: shares[Self.horizon - 1].rounded(to: 1)))
    }
  }

  private func forecast(
    _ method: String, after history: Panel, _ seasonLength: Int, _ request: ForecastRequest
  ) async throws -> Forecast {
    if let baseline = Baseline(rawValue: method) {
      let model = try await BaselineRecipe(baseline, seasonLength: seasonLength).fit(to: history)
      return try model.forecast(after: history, request)
    }
    let recipe = ClassicalRecipe(
      ClassicalMethod(rawValue: method) ?? .autoETS, seasonLength: seasonLength)
    let model = try await recipe.fit(to: history, under: FittingConditions(threads: threads))
    return try model.forecast(after: history, request)
  }
}

/// Kinds of series whose law is known.
enum SimulatedKind: String {
  case whiteNoise, randomWalk, localLevel, localTrend, seasonalWalk, additiveSeason
  case multiplicativeLevel, multiplicativeSeason

  var seasonLength: Int {
    switch self {
    case .seasonalWalk, .additiveSeason, .multiplicativeSeason: 4
    default: 1
    }
  }

  /// Series of this kind; number `i` is the same however many there are.
  func panel(series: Int, length: Int) throws -> Panel {
    let random = RandomStream(seed: 7).stream(rawValue)
    let values = (0..<series).map { number in
      var draws = Draws(random.stream(number))
      return process.values(length, using: &draws)
    }
    return try Panel(
      frequency: .index(1), timestampFormat: .index, ids: (0..<series).map { "s\($0)" },
      starts: values.compactMap { _ in Timestamp(index: 1) },
      offsets: (0...series).map { $0 * length }, storage: values.flatMap { $0 })
  }

  private var process: SmoothingProcess {
    var process = SmoothingProcess(level: 100)
    switch self {
    case .whiteNoise: break
    case .randomWalk: process.levelGain = 1
    case .localLevel: process.levelGain = 0.4
    case .localTrend:
      (process.slope, process.levelGain, process.slopeGain) = (0.3, 0.5, 0.1)
    case .seasonalWalk: (process.seasons, process.seasonGain) = ([6, -3, -8, 5], 1)
    case .additiveSeason:
      (process.slope, process.levelGain, process.slopeGain) = (0.3, 0.3, 0.03)
      (process.seasons, process.seasonGain) = ([6, -3, -8, 5], 0.2)
    case .multiplicativeLevel:
      (process.isRelative, process.deviation, process.levelGain) = (true, 0.05, 0.4)
    case .multiplicativeSeason:
      (process.isRelative, process.deviation) = (true, 0.03)
      (process.slope, process.levelGain, process.slopeGain) = (0.3, 0.3, 0.005)
      (process.seasons, process.seasonGain) = ([1.2, 0.9, 0.7, 1.2], 0.1)
    }
    return process
  }
}
