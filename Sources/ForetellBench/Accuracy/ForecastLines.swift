internal import Foretell

/// Forecasts on the disk, to look closer at them or to try other blends of them.
struct ForecastLines {
  private let file: JournalFile

  init(path: String) { file = JournalFile(path: path) }

  private struct Line: Encodable {
    let group, recipe, part: String
    let settings: String?
    let seed: Int
    let series: String
    let values, lower_95, upper_95: [Double]
  }

  func append(_ forecast: Forecast, of line: AccuracyLine) throws {
    for series in forecast.series {
      let band = series.intervals.first { $0.level == 95 }
      try file.append(
        try JSONLine.text(
          of: Line(
            group: line.group, recipe: line.recipe, part: line.part, settings: line.settings,
            seed: line.seed, series: series.id, values: series.values,
            lower_95: band?.lower ?? [], upper_95: band?.upper ?? [])))
    }
  }
}
