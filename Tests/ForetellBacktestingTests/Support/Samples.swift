import ForetellBacktesting
import ForetellSeries
import Testing

/// Small tables of points, made by rules.
enum Samples {
  /// What a model forecasts where `actual` came.
  typealias Rule = (_ actual: Double, _ series: Int, _ fold: Int, _ step: Int) -> Double

  static let unit = SeasonalScale(absolute: 1, squared: 1)

  static var stamp: Timestamp {
    get throws { try #require(Timestamp(secondsSince1970: 1_577_836_800)) }
  }

  /// A table whose actual values are given by series, fold and step.
  static func points(
    _ actual: [[[Double]]], scale: (_ series: Int, _ fold: Int) -> SeasonalScale = { _, _ in unit },
    models: [(name: String, rule: Rule)], widths: [Double: Double] = [:]
  ) throws -> PointTable {
    var segments: [Segment] = []
    var (values, forecasts) = ([Double](), [[Double]](repeating: [], count: models.count))
    for (series, folds) in actual.enumerated() {
      for (fold, rows) in folds.enumerated() {
        segments.append(
          Segment(
            series: series, fold: fold, cutoff: try stamp, trainCount: 24,
            scale: scale(series, fold), firstStep: 1,
            rows: values.count..<values.count + rows.count))
        values += rows
        for model in models.indices {
          forecasts[model] += rows.enumerated().map {
            models[model].rule($0.element, series, fold, $0.offset)
          }
        }
      }
    }
    return PointTable(
      frequency: .monthly, timestampFormat: .date, ids: actual.indices.map { "series-\($0)" },
      segments: segments, actual: values,
      columns: zip(models, forecasts).map { model, forecast in
        PointTable.Column(
          model: model.name, values: forecast,
          intervals: widths.sorted { $0.key > $1.key }.map { level, width in
            PointTable.PredictionBand(
              level: level, lower: forecast.map { $0 - width }, upper: forecast.map { $0 + width })
          })
      })
  }

  /// `count` series of some folds, all values 100.
  static func flat(series: Int, folds: Int, steps: Int = 3) -> [[[Double]]] {
    Array(
      repeating: Array(repeating: Array(repeating: 100, count: steps), count: folds),
      count: series)
  }

  static func setup(
    horizon: Int = 3, step: Int? = nil, metric: Metric = .mase, refit: RefitPolicy = .never
  ) -> BacktestSetup {
    BacktestSetup(
      origins: Origins(.sliding(train: 24), horizon: horizon, step: step), refit: refit,
      seasonLength: 12, rankingMetric: metric)
  }

  /// Noise between −1 and 1 that depends on its place alone.
  static func noise(_ place: Int, _ seed: Int = 1) -> Double {
    var state = UInt64(truncatingIfNeeded: place &* 7919 &+ seed &* 104_729 &+ 1)
    for _ in 0..<3 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    }
    return Double(state >> 11) / Double(1 << 52) - 1
  }
}

/// Whether two numbers agree within a tolerance relative to their size, or are both missing.
func agree(_ left: Double, _ right: Double, within tolerance: Double = 1e-12) -> Bool {
  if left.isNaN || right.isNaN { return left.isNaN == right.isNaN }
  return left == right || abs(left - right) <= tolerance * max(1, abs(left), abs(right))
}

/// The same for arrays.
func agree(_ left: [Double], _ right: [Double], within tolerance: Double = 1e-12) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { agree($0, $1, within: tolerance) }
}
