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
    let values = (0..<series).map {
      simulated(length, RandomStream(seed: 7).stream(rawValue).stream($0))
    }
    return try Panel(
      frequency: .index(1), timestampFormat: .index, ids: (0..<series).map { "s\($0)" },
      starts: values.compactMap { _ in Timestamp(index: 1) },
      offsets: (0...series).map { $0 * length }, storage: values.flatMap { $0 })
  }

  private func simulated(_ length: Int, _ random: RandomStream) -> [Double] {
    var (level, slope) = (100.0, 0.3)
    var seasons = [6.0, -3, -8, 5]
    if self == .multiplicativeSeason { seasons = [1.2, 0.9, 0.7, 1.2] }
    return (0..<length).map { time in
      // Irwin–Hall: the sum of twelve uniform numbers less six is normal enough, and needs no logarithm.
      let error = (0..<12).reduce(-6.0) { $0 + random[uniformAt: 12 * time + $1] }
      let place = time % 4
      switch self {
      case .whiteNoise: return 100 + error
      case .randomWalk:
        level += error
        return level
      case .localLevel:
        defer { level += 0.4 * error }
        return level + error
      case .localTrend:
        let forecast = level + slope
        (level, slope) = (forecast + 0.5 * error, slope + 0.1 * error)
        return forecast + error
      case .seasonalWalk:
        seasons[place] += error
        return 100 + seasons[place]
      case .additiveSeason:
        let q = level + slope
        let value = q + seasons[place] + error
        (level, slope) = (q + 0.3 * error, slope + 0.03 * error)
        seasons[place] += 0.2 * error
        return value
      case .multiplicativeLevel:
        let relative = 0.05 * error
        defer { level *= 1 + 0.4 * relative }
        return level * (1 + relative)
      case .multiplicativeSeason:
        let relative = 0.05 * error
        let q = level + slope
        let value = q * seasons[place] * (1 + relative)
        (level, slope) = (q * (1 + 0.3 * relative), slope + 0.01 * q * relative)
        seasons[place] *= 1 + 0.1 * relative
        return value
      }
    }
  }
}
