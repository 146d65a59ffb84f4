import ForetellBacktesting
import ForetellForecasting
import ForetellSeries

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Results made up from a seed, with everything a report can show.
struct Sample: Sendable {
  var seriesCount = 1
  var foldCount = 8
  var horizon = 12
  var length = 144
  var season = 12
  var frequency = Frequency.monthly
  var start: Timestamp? = Timestamp(secondsSince1970: -662_688_000)
  var format = TimestampFormat.yearMonth
  var models = ["GRU", "ETS", "Theta", "SeasonalNaive", "Naive"]
  var roles: [ModelRun.Role] = [.candidate, .classical, .classical, .baseline, .baseline]
  /// How far each model's forecasts lie off, against the noise of the series.
  var errors = [0.75, 0.95, 1.05, 1.5, 2.6]
  var levels = [80.0, 95.0]
  var seed: UInt64 = 7
  var ids: @Sendable (Int) -> String = { "series-\($0 + 1)" }
  var source: String? = "data/air-passengers.csv"
  var hasCurves = true
  /// Where gradients went, in every curve.
  var flows: [FittingProgress.Flow]?
  var audit: AuditReport?
  var gap = 0
  var metric = Metric.mase
  /// Of the first model.
  var description: String?
  var leftOut: [FoldSummary.LeftOut] = []
  var value: @Sendable (_ clean: Double, _ series: Int, _ position: Int) -> Double = {
    clean, _, _ in clean
  }

  /// The result and the panel it would have run on.
  func make() throws -> (result: BacktestResult, panel: Panel) {
    var random = SampleRandom(seed: seed)
    let panel = try panel(&random)
    let points = points(of: panel, &random)
    let setup = BacktestSetup(
      origins: Origins(
        .expanding(minimum: 2 * season), horizon: horizon, gap: gap, count: foldCount),
      seasonLength: season, levels: levels, rankingMetric: metric)
    var runs = runs(&random)
    runs[0].description = description
    let scores = Scoreboard(
      points: points, metrics: Metric.standard(levels: levels), horizon: horizon)
    let comparison = Comparison(
      scores: scores, points: points, roles: runs.map(\.role), setup: setup)
    let result = BacktestResult(
      foretellVersion: "0.0.0-sample", setup: setup,
      data: DataSummary(
        of: panel, source: source, digest: "crc32:5eed0007",
        repairs: ["2 rows that occur twice were read once"]),
      folds: folds(of: panel), models: runs, points: points, scores: scores,
      comparison: comparison, audit: audit, stopped: nil, seconds: 41.7)
    return (result, panel)
  }

  private func panel(_ random: inout SampleRandom) throws -> Panel {
    let first = try start ?? (Timestamp(index: 1) ?? { throw SeriesError(.mismatch, "no stamp") }())
    var storage: [Double] = []
    for series in 0..<seriesCount {
      let size = 100 + 300 * random.uniform()
      for position in 0..<length {
        let angle = 2 * Double.pi * Double(position) / Double(max(2, season))
        let clean = size * (1 + 0.008 * Double(position)) * (1 + 0.18 * sin(angle))
        storage.append(
          value(clean * (1 + 0.05 * random.normal()), series, position))
      }
    }
    return try Panel(
      frequency: frequency, timestampFormat: format, ids: (0..<seriesCount).map(ids),
      starts: Array(repeating: first, count: seriesCount),
      offsets: (0...seriesCount).map { $0 * length }, storage: storage)
  }

  private func cut(_ fold: Int) -> Int { length - gap - horizon * (foldCount - fold) }

  private func points(of panel: Panel, _ random: inout SampleRandom) -> PointTable {
    var segments: [Segment] = []
    var actual: [Double] = []
    for series in 0..<panel.count {
      let values = Array(panel.values(of: series))
      for fold in 0..<foldCount {
        let cut = cut(fold)
        segments.append(
          Segment(
            series: series, fold: fold, cutoff: panel.timestamp(of: series, at: cut - 1),
            trainCount: cut,
            scale: SeasonalScale(of: values[..<cut], seasonLength: season), firstStep: gap + 1,
            rows: actual.count..<(actual.count + horizon)))
        actual += values[(cut + gap)..<(cut + gap + horizon)]
      }
    }
    let columns = models.indices.map { column($0, actual, segments, &random) }
    return PointTable(
      frequency: panel.frequency, timestampFormat: panel.timestampFormat, ids: panel.ids,
      segments: segments, actual: actual, columns: columns)
  }

  private func column(
    _ model: Int, _ actual: [Double], _ segments: [Segment], _ random: inout SampleRandom
  ) -> PointTable.Column {
    var values = actual
    var bands = levels.map { PointTable.PredictionBand(level: $0, lower: actual, upper: actual) }
    for segment in segments {
      var drift = 0.0
      for (step, row) in segment.rows.enumerated() {
        drift = 0.6 * drift + random.normal()
        let size = segment.scale.absolute.isFinite ? segment.scale.absolute : 1
        let spread = 0.35 * errors[model] * size * (1 + 0.07 * Double(step))
        values[row] += spread * (drift + 0.1)
        for index in bands.indices {
          let width = (levels[index] > 90 ? 2.3 : 1.45) * spread
          bands[index].lower[row] = values[row] - width
          bands[index].upper[row] = values[row] + width
        }
      }
    }
    // The plainest model gives no intervals.
    let isPlain = model == models.count - 1 && models.count > 1
    return PointTable.Column(model: models[model], values: values, intervals: isPlain ? [] : bands)
  }

  private func folds(of panel: Panel) -> [FoldSummary] {
    (0..<foldCount).map { fold in
      FoldSummary(
        number: fold, cutoff: panel.timestamp(of: 0, at: cut(fold) - 1), trainCount: cut(fold),
        testCount: horizon, seriesCount: panel.count, leftOut: leftOut, isFitted: true)
    }
  }

  private func runs(_ random: inout SampleRandom) -> [ModelRun] {
    models.enumerated().map { index, name in
      let isNetwork = roles[index] == .candidate && hasCurves
      return ModelRun(
        name, role: roles[index], recipe: "{\n  \"model\" : \"\(name)\"\n}",
        seed: isNetwork ? 42 : nil,
        seconds: (roles[index] == .candidate ? 38.2 : 0.04, 0.012 * Double(index + 1)),
        curves: isNetwork ? (0..<foldCount).map { curve($0, &random) } : [])
    }
  }

  private func curve(_ fold: Int, _ random: inout SampleRandom) -> ModelRun.TrainingCurve {
    let steps = Array(stride(from: 10, through: 400, by: 10))
    var curve = ModelRun.TrainingCurve(
      inFold: fold, steps: steps,
      losses: steps.map { (0.02 + exp(-Double($0) / 60)) * exp(0.1 * random.normal()) },
      validationSteps: steps.filter { $0 % 40 == 0 },
      validationLosses: steps.filter { $0 % 40 == 0 }.map {
        (0.06 + exp(-Double($0) / 70) + 0.00008 * Double($0)) * exp(0.05 * random.normal())
      })
    curve.flows = flows
    return curve
  }
}

/// Numbers that look random and never change.
struct SampleRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64, Steele, Lea and Flood 2014.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0 … 1, without 0.
  mutating func uniform() -> Double { (Double(next() >> 11) + 1) / 9_007_199_254_740_992 }

  mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
  }
}
