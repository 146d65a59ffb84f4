import ForetellFiles
import ForetellForecasting
import ForetellNetworks
import ForetellRandom
import ForetellSeries
import Foundation
import Testing

/// The pretrained networks that are in the library.
@Suite struct PretrainedTests {
  /// Noise on a slope with a season, positive.
  static func values(_ count: Int, season: Int, seed: UInt64 = 1) -> [Double] {
    let random = RandomStream(seed: seed)
    return (0..<count).map { t in
      let wave = sin(2 * .pi * Double(t % season) / Double(season))
      return 100 + 0.2 * Double(t) + 15 * wave + 4 * random[uniformAt: t]
    }
  }

  static func panel(_ series: [[Double]]) throws -> Panel {
    try Panel(
      series.enumerated().map {
        try Samples.series("s\($0.offset)", $0.element, frequency: .index(1))
      })
  }

  static func forecast(
    _ values: [Double], season: Int, horizon: Int = 8, levels: [Double] = [50, 80, 95]
  ) throws -> Forecast {
    let panel = try panel([values])
    return try Pretrained.forecaster(for: panel, seasonLength: season)
      .forecast(after: panel, horizon: horizon, levels: levels)
  }

  private static func repositoryFile(_ path: String) throws -> Data {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try Data(contentsOf: URL(filePath: "/\(root)/\(path)"))
  }

  // MARK: What ships

  /// docs/pretrained.md names the run that made them.
  @Test func theNetworksAreThoseOfTheDocumentedRun() throws {
    let weights = try Pretrained.weights.get()
    let text = String(decoding: try Self.repositoryFile("docs/pretrained.md"), as: UTF8.self)
    #expect(text.contains(weights.checksum))
    #expect(weights.classes == SeasonClass.allCases)
    for seasonClass in SeasonClass.allCases {
      for network in try #require(try weights.committee(seasonClass)).networks {
        #expect(network.shape == .standard(seasonClass))
        #expect(text.contains(network.record.plan) && text.contains(network.record.parameters))
        #expect(text.contains("\(network.record.steps)"))
      }
    }
  }

  @Test func theyAreSmall() throws {
    let bytes = try Self.repositoryFile("Sources/CForetellWeights/pretrained.safetensors")
    #expect(bytes.count <= 2_000_000)
    #expect(try Pretrained.weights.get().encoded() == Array(bytes))
  }

  @Test func damagedNetworksAreRefused() throws {
    let bytes = try Pretrained.weights.get().encoded()
    for place in stride(from: 9, to: bytes.count, by: 17_321) {
      var damaged = bytes
      damaged[place] ^= 0x10
      #expect(throws: ModelFileError.self) { try PretrainedWeights(damaged, path: "weights") }
    }
    for length in [0, 7, 100, bytes.count - 1] {
      #expect(throws: ModelFileError.self) {
        try PretrainedWeights(Array(bytes.prefix(length)), path: "weights")
      }
    }
  }

  @Test func eightBitsAreNearTheNumbers() throws {
    let shape = PretrainedShape.standard(.quarterly)
    let network = try RecurrentNetwork(shape.network(readout: .lastStep))
    let parameters = network.initialParameters(random: RandomStream(seed: 3))
    let record = PretrainingRecord(
      steps: 1, batchSize: 2, seed: 3, validationLoss: 4, plan: "5", parameters: "6")
    let written = try PretrainedWeights([
      PretrainedNetwork(shape: shape, parameters: parameters, tail: 1.25, record: record)
    ]).encoded()
    let read = try #require(
      try PretrainedWeights(written, path: "weights").network(.quarterly))
    #expect(read.shape == shape && read.tail == 1.25 && read.record == record)
    for view in parameters.layout.views {
      let most = parameters[view].map(abs).max() ?? 0
      for (one, other) in zip(parameters[view], read.parameters[view]) {
        #expect(abs(one - other) <= most / 254 * 1.001)
      }
    }
    // Rounding again changes nothing.
    #expect(try PretrainedWeights([read]).encoded() == written)
  }

  // MARK: Forecasts

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 24, 26, 30, 48, 52, 96, 168, 365, 100_000])
  func anySeasonAndAnyLengthIsForecast(_ season: Int) throws {
    for count in [3, 4, 5, 10, 37, 170, 400] {
      let values = Self.values(count, season: min(season, 60))
      for horizon in [1, 5, 60] {
        let forecast = try Self.forecast(values, season: season, horizon: horizon)
        let one = forecast.series[0]
        #expect(forecast.substitutions.isEmpty)
        #expect(one.values.count == horizon)
        for step in 0..<horizon {
          let (narrow, middle, wide) = (one.intervals[0], one.intervals[1], one.intervals[2])
          let ladder = [
            wide.lower[step], middle.lower[step], narrow.lower[step], one.values[step],
            narrow.upper[step], middle.upper[step], wide.upper[step],
          ]
          #expect(ladder.allSatisfy { $0.isFinite && $0 > 0 })
          #expect(ladder == ladder.sorted())
        }
      }
    }
  }

  /// Two networks of a class, whose forecasts are averaged, and networks of different shapes, which are refused.
  @Test func networksOfAClassAreAveraged() throws {
    func network(_ seed: UInt64, hidden: Int = 64) throws -> PretrainedNetwork {
      // Days have one view, so that the mean is of two forecasts.
      var shape = PretrainedShape.standard(.daily)
      shape.hiddenSize = hidden
      return try PretrainedNetwork(
        shape: shape,
        parameters: RecurrentNetwork(shape.network(readout: .lastStep))
          .initialParameters(random: RandomStream(seed: seed)), tail: 1.25,
        record: PretrainingRecord(
          steps: 1, batchSize: 2, seed: seed, validationLoss: 4, plan: "5", parameters: "6"))
    }
    let panel = try Self.panel([Self.values(40, season: 7)])
    func forecast(_ networks: PretrainedNetwork...) throws -> Forecast.Series {
      let weights = try PretrainedWeights(try PretrainedWeights(networks).encoded(), path: "w")
      let model = try Pretrained.forecaster(for: panel, seasonLength: 7, weights: weights)
      #expect(model.committees[.daily]?.networks.count == networks.count)
      #expect(model.summary?.contains("LSTM") == true)
      return try model.forecast(after: panel, horizon: 5, levels: [80]).series[0]
    }
    let (first, second) = (try network(1), try network(2))
    let (one, other) = (try forecast(first), try forecast(second))
    let both = try forecast(first, second)
    for step in 0..<5 {
      // In logarithms, as positive values are seen.
      let mean = (one.values[step] * other.values[step]).squareRoot()
      #expect(abs(both.values[step] / mean - 1) < 1e-9)
      let upper = (one.intervals[0].upper[step] * other.intervals[0].upper[step]).squareRoot()
      #expect(abs(both.intervals[0].upper[step] / upper - 1) < 1e-9)
    }
    let mixed = try PretrainedWeights([first, network(3, hidden: 32)])
    #expect(throws: ModelFileError.self) { try mixed.committee(.daily) }
    #expect(try mixed.committee(.monthly) == nil)
  }

  @Test func aViewIsOfTheNewestValues() throws {
    let old = (0..<400).map { 50 + 30 * sin(Double($0)) }
    let newest = Self.values(300, season: 12)
    // The monthly network looks at 240 values, whatever came before.
    let short = try Self.forecast(Array(newest.suffix(240)), season: 12).series[0].values
    #expect(try Self.forecast(old + newest, season: 12).series[0].values == short)
    let forgetful = try Self.forecast(Array(newest.suffix(60)), season: 12).series[0].values
    #expect(forgetful != short)
  }

  /// Hundreds of steps ahead trends are damped and bounds go on widening.
  @Test(arguments: [1, 4, 7, 12, 52])
  func farAheadBoundsNeverMeet(_ season: Int) throws {
    let random = RandomStream(seed: 3)
    var level = 100.0
    let histories: [[Double]] = [
      (10..<20).map(Double.init), (10..<70).map(Double.init),
      (0..<60).map { pow(10, 1 + Double($0) / 24) },
      (0..<60).map { 1000 * pow(0.93, Double($0)) },
      (0..<80).map { t in
        level += random[uniformAt: t] - 0.5
        return level
      },
      (0..<60).map { Double($0) - 50 },
    ]
    for history in histories {
      let far = try Self.forecast(history, season: season, horizon: 600, levels: [80]).series[0]
      let (lower, upper) = (far.intervals[0].lower, far.intervals[0].upper)
      func width(_ step: Int) -> Double {
        history[0] > 0 ? upper[step] / lower[step] : upper[step] - lower[step]
      }
      let widths = [50, 120, 300, 590].map(width)
      #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 <= $1 * 1.001 }, "\(widths)")
      #expect(zip(lower, upper).allSatisfy { $0 < $1 && $0.isFinite && $1.isFinite })
      // What is left of a trend after a hundred steps is little.
      if history[0] > 0 {
        #expect(abs(log(far.values[590] / far.values[200])) < 1)
        #expect(far.values.allSatisfy { $0 > 0 })
      }
    }
  }

  /// A tail that never came is no reason to forecast a million steps.
  @Test func aLongMissingTailIsNamed() throws {
    let known = Self.values(40, season: 12)
    let panel = try Self.panel([
      known + [Double](repeating: .nan, count: 1000),
      known + [Double](repeating: .nan, count: 1_000_000),
    ])
    let forecast = try Pretrained.forecaster(for: panel, seasonLength: 12)
      .forecast(after: panel, horizon: 3, levels: [80])
    #expect(forecast.substitutions.map(\.series) == ["s1"])
    #expect(forecast.substitutions[0].reason == "its last 1000000 values are missing")
    #expect(forecast.series[0].values.allSatisfy { $0.isFinite })
    #expect(forecast.series[1].values == [known[39], known[39], known[39]])
  }

  @Test func threadsChangeNoBit() throws {
    let panel = try Self.panel((0..<40).map { Self.values(80, season: 12, seed: UInt64($0)) })
    var model = try Pretrained.forecaster(for: panel, seasonLength: 12)
    let all = try model.forecast(after: panel, horizon: 6)
    model.threads = 1
    #expect(try model.forecast(after: panel, horizon: 6) == all)
  }

  @Test func wherePanelsNeedNoNetworkItIsKnown() throws {
    let model = try Pretrained.forecaster(for: Self.panel([[3, 3, 3]]), seasonLength: 12)
    #expect(!model.isNeeded(for: try Self.panel([[3, 3, 3], [1, 2]])))
    #expect(model.isNeeded(for: try Self.panel([[3, 3, 3], [1, 2, 4]])))
  }

  /// Far beyond the network's own horizon bands only widen from block to block.
  @Test func longHorizonsGoOnFromShortOnes() throws {
    let values = Self.values(90, season: 12)
    let short = try Self.forecast(values, season: 12, horizon: 24).series[0]
    let long = try Self.forecast(values, season: 12, horizon: 100).series[0]
    #expect(Array(long.values.prefix(24)) == short.values)
    let band = long.intervals[1]
    func width(_ step: Int) -> Double { band.upper[step] / band.lower[step] }
    #expect(width(47) > width(23) && width(95) > width(47))
  }

  @Test func oneOrTwoValuesAreNamed() throws {
    let panel = try Self.panel([[5], [5, 6], [.nan, 7, .nan, 8], [1, 2, 4], [9, 9, 9, 9]])
    let forecast = try Pretrained.forecaster(for: panel, seasonLength: 12)
      .forecast(after: panel, horizon: 3, levels: [80])
    #expect(forecast.substitutions.map(\.series) == ["s0", "s1", "s2", "s4"])
    #expect(forecast.substitutions.allSatisfy { $0.model == "Naive" && !$0.reason.isEmpty })
    #expect(forecast.series[1].values == [6, 6, 6] && forecast.series[4].values == [9, 9, 9])
  }

  @Test func missingValuesAreBridged() throws {
    var values = Self.values(80, season: 12)
    let whole = try Self.forecast(values, season: 12).series[0].values
    (values[30], values[55]) = (.nan, .nan)
    let gaps = try Self.forecast(values, season: 12).series[0].values
    for (one, other) in zip(whole, gaps) { #expect(abs(one - other) < 5) }
    // Missing values at the end are steps of the forecast.
    let cut = Array(Self.values(80, season: 12).prefix(77))
    let ahead = try Self.forecast(cut, season: 12, horizon: 11).series[0].values
    let trailing = try Self.forecast(cut + [.nan, .nan, .nan], season: 12).series[0].values
    #expect(trailing == Array(ahead.dropFirst(3)))
  }

  @Test(arguments: [1e-300, 1e-5, 1, 1e9, 1e306])
  func unitsDoNotMatter(_ unit: Double) throws {
    let values = Self.values(70, season: 12)
    let plain = try Self.forecast(values, season: 12).series[0].values
    let scaled = try Self.forecast(values.map { $0 * unit }, season: 12).series[0].values
    for (one, other) in zip(plain, scaled) { #expect(abs(other / unit / one - 1) < 1e-3) }
  }

  @Test func nothingOverflows() throws {
    let steep = (0..<60).map { pow(10, Double($0) * 5) }
    let huge = (0..<60).map { $0 % 2 == 0 ? 1.7e308 : -1.7e308 }
    for values in [steep, huge, [1e308, 1.2e308, 1.79e308], [1e-300, 1, 1e300]] {
      let found = try Self.forecast(values, season: 12, horizon: 40).series[0]
      #expect((found.values + found.intervals[2].upper).allSatisfy { $0.isFinite })
    }
  }

  @Test func countsStayAboveZero() throws {
    let random = RandomStream(seed: 9)
    let demand = (0..<60).map {
      random[uniformAt: $0] < 0.6 ? 0 : Double(Int(random[uniformAt: $0 + 99] * 5))
    }
    for season in [1, 7, 12] {
      let found = try Self.forecast(demand, season: season).series[0]
      #expect((found.values + found.intervals[2].lower).allSatisfy { $0 >= 0 && $0 < 20 })
    }
  }

  @Test(arguments: [1, 4, 7, 12, 52])
  func tomorrowsForecastSeesTodaysValue(_ season: Int) throws {
    var values = Self.values(120, season: season)
    let before = try Self.forecast(values, season: season).series[0].values
    values[119] *= 1.3
    let after = try Self.forecast(values, season: season).series[0].values
    #expect(after[0] > before[0])
  }

  /// Half hours are two series of hours.
  @Test func halfHoursAreDealtOut() throws {
    let hours = Self.values(24 * 20, season: 24)
    let halves = hours.flatMap { [$0, 2 * $0] }
    let hourly = try Self.forecast(hours, season: 24, horizon: 10).series[0].values
    let halfHourly = try Self.forecast(halves, season: 48, horizon: 20).series[0].values
    for step in 0..<10 {
      #expect(abs(halfHourly[2 * step] / hourly[step] - 1) < 1e-6)
      #expect(abs(halfHourly[2 * step + 1] / (2 * hourly[step]) - 1) < 1e-6)
    }
  }

  /// Whatever stands beside it, and on however many threads.
  @Test(arguments: [1, 12, 24])
  func aSeriesIsForecastAlike(_ season: Int) throws {
    let series = (0..<90).map { number in
      Self.values(20 + 17 * number % 300, season: 12, seed: UInt64(number))
    }
    let together = try Pretrained.forecaster(for: Self.panel(series), seasonLength: season)
      .forecast(after: Self.panel(series), horizon: 30)
    for number in stride(from: 0, to: 90, by: 7) {
      let alone = try Self.forecast(series[number], season: season, horizon: 30)
      #expect(alone.series[0].values == together.series[number].values)
    }
  }

  @Test func impossibleRequestsAreRefused() throws {
    let panel = try Self.panel([Self.values(30, season: 12)])
    for season in [0, -4] {
      #expect(throws: ForecastingError.self) {
        try Pretrained.forecaster(for: panel, seasonLength: season)
      }
    }
    let model = try Pretrained.forecaster(for: panel, seasonLength: 12)
    #expect(throws: ForecastingError.self) { try model.forecast(after: panel, horizon: 0) }
    #expect(throws: ForecastingError.self) {
      try model.forecast(after: panel, horizon: 3, levels: [100])
    }
    let other = try Samples.panel(Samples.values(30))
    #expect(throws: ForecastingError.self) { try model.forecast(after: other, horizon: 3) }
  }

  @Test func airlinePassengersAreForecastWell() throws {
    let text = String(
      decoding: try Self.repositoryFile("data/air-passengers.csv"), as: UTF8.self)
    let values = text.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: ",").last.flatMap { Double($0) }
    }
    #expect(values.count == 144)
    let found = try Self.forecast(Array(values.dropLast(12)), season: 12, horizon: 12).series[0]
    let errors = zip(found.values, values.suffix(12)).map { 200 * abs($0 - $1) / ($0 + $1) }
    // The seasonal naive method errs by 10.5.
    #expect(errors.reduce(0, +) / 12 < 6)
  }

  // MARK: The model file

  @Test func theFileForecastsTheSameBits() throws {
    let panel = try Self.panel([Self.values(60, season: 12), [1, 2, 4, 3], [3, 3]])
    let model = try Pretrained.forecaster(for: panel, seasonLength: 24)
    let file = Samples.file(.pretrained(model))
    let bytes = try file.encoded()
    let loaded = try ModelFile(bytes, path: "model")
    #expect(try loaded.encoded() == bytes)
    #expect(loaded.model.name == "Zero")
    #expect(
      try loaded.model.forecast(after: panel, horizon: 5, levels: [80])
        == model.forecast(after: panel, horizon: 5, levels: [80]))
  }
}
