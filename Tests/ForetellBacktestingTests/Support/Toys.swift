import ForetellBacktesting
import ForetellForecasting
import ForetellSeries
import Testing

/// Panels made up for tests.
enum Toy {
  static let start = Timestamp(secondsSince1970: 1_577_836_800)

  /// Monthly series from January 2020 on; `lags` cuts months off their beginnings.
  static func panel(_ values: [String: [Double]], startingLate lags: [String: Int] = [:]) throws
    -> Panel
  {
    let first = try #require(start)
    return try Panel(
      values.sorted { $0.key < $1.key }.map { id, values in
        TimeSeries(
          id: id, frequency: .monthly,
          start: Frequency.monthly.stamp(lags[id] ?? 0, after: first), values: values)
      })
  }

  /// Noise of a fixed seed around a season of 12 and a trend.
  static func wave(_ count: Int, seed: Int = 1) -> [Double] {
    var state = UInt64(seed) &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    return (0..<count).map { position in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let noise = Double(state >> 40) / Double(1 << 24) - 0.5
      let season = [0, 3, 5, 6, 5, 3, 0, -3, -5, -6, -5, -3][position % 12]
      return 100 + Double(position) / 4 + Double(season) * 3 + 4 * noise
    }
  }
}

/// Forecasts the mean of what it was given; what else it does, a test says.
struct ToyRecipe: Recipe {
  var name = "Toy"
  /// Added to every forecast: what a leak would carry.
  var secret = 0.0
  /// A series it cannot forecast, and one it cannot be fitted to.
  var stumblesOn: String?
  var refuses: String?
  var milliseconds = 0
  /// The length of a history up to which a fit takes a minute.
  ///
  /// It is not stored: to a journal the recipe is the same without it.
  var stallsUpTo: Int?

  private enum CodingKeys: String, CodingKey {
    case name, secret, stumblesOn, refuses, milliseconds
  }

  func fit(to history: Panel, under conditions: FittingConditions) async throws -> ToyForecaster {
    if let refuses, history.ids.contains(refuses) {
      throw ForecastingError(.recipe, "not this one", series: refuses)
    }
    if let stallsUpTo, history.storage.count <= stallsUpTo {
      try await Task.sleep(for: .seconds(60))
    }
    if milliseconds > 0 { try await Task.sleep(for: .milliseconds(milliseconds)) }
    return ToyForecaster(recipe: self, fittedOn: history.storage.count)
  }
}

struct ToyForecaster: Forecaster {
  let recipe: ToyRecipe
  let fittedOn: Int
  var name: String { recipe.name }

  func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    if let stumble = recipe.stumblesOn, history.ids.contains(stumble) {
      throw ForecastingError(.notFinite, "stumbled", series: stumble)
    }
    let series = (0..<history.count).map { index -> Forecast.Series in
      let values = history.values(of: index)
      let mean = values.reduce(0, +) / Double(max(1, values.count)) + recipe.secret
      let end = values.count
      return Forecast.Series(
        id: history.ids[index],
        timestamps: (0..<request.horizon).map { history.timestamp(of: index, at: end + $0) },
        values: (0..<request.horizon).map { mean + Double($0) / 1000 + Double(fittedOn) * 1e-6 },
        intervals: request.levels.map { level in
          PredictionInterval(
            level: level, lower: Array(repeating: mean - level, count: request.horizon),
            upper: Array(repeating: mean + level, count: request.horizon))
        })
    }
    return Forecast(
      model: name, frequency: history.frequency, timestampFormat: history.timestampFormat,
      series: series)
  }
}
