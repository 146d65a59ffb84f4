import ForetellBacktesting
import ForetellSeries
import ForetellTestSupport

/// What utilsforecast, sktime and plain loops in numpy computed; see scripts/make_metric_goldens.py.
struct MetricGolden: Decodable {
  struct Part: Decodable {
    let series: Int
    let fold: Int
    let train: [Double?]
    let actual: [Double?]
    let models: [Model]
  }

  struct Model: Decodable {
    let forecast: [Double?]
    let bands: [Band]
  }

  struct Band: Decodable {
    let lower: [Double?]
    let upper: [Double?]
  }

  struct Library: Decodable {
    let source: String
    let metric: String
    let model: Int
    let values: [Double?]
  }

  struct Reference: Decodable {
    let metric: String
    let model: Int
    let seriesMean: Double?
    let pooled: Double?
    let points: Int
    let series: Int
    let bySeries: [Double?]
    let bySegment: [Double?]
    let byFold: [Double?]
    let bySteps: [Double?]
  }

  let seasonLength: Int
  let horizon: Int
  let levels: [Double]
  let seriesCount: Int
  let segments: [Part]
  let libraries: [Library]
  let reference: [Reference]

  static func read(_ name: String) throws -> MetricGolden {
    try golden(name, as: MetricGolden.self, beside: #filePath)
  }

  func scale(_ part: Part) -> SeasonalScale {
    SeasonalScale(of: numbers(part.train)[...], seasonLength: seasonLength)
  }

  func points() throws -> PointTable {
    var segments: [Segment] = []
    var row = 0
    for part in self.segments {
      segments.append(
        Segment(
          series: part.series, fold: part.fold, cutoff: try Samples.stamp,
          trainCount: part.train.count, scale: scale(part), firstStep: 1,
          rows: row..<row + part.actual.count))
      row += part.actual.count
    }
    return PointTable(
      frequency: .monthly, timestampFormat: .date, ids: (0..<seriesCount).map { "\($0)" },
      segments: segments, actual: self.segments.flatMap { numbers($0.actual) },
      columns: [column(0), column(1)])
  }

  private func column(_ model: Int) -> PointTable.Column {
    let parts = segments.map { $0.models[model] }
    let given = parts.first?.bands.count ?? 0
    return PointTable.Column(
      model: "m\(model)", values: parts.flatMap { numbers($0.forecast) },
      intervals: (0..<given).map { band in
        PointTable.PredictionBand(
          level: levels[band], lower: parts.flatMap { numbers($0.bands[band].lower) },
          upper: parts.flatMap { numbers($0.bands[band].upper) })
      })
  }
}

/// null as NaN.
func numbers(_ values: [Double?]) -> [Double] { values.map { $0 ?? .nan } }
