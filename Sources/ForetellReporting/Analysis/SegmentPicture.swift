internal import ForetellBacktesting
internal import ForetellSeries

/// What is drawn of one series in one fold: the end of its history, what came, and the forecasts.
struct SegmentPicture {
  let study: Study
  let segment: Segment
  /// Values before the cutoff that are shown.
  let known: [Double]
  /// Stamps from the first known value to the last row, the gap included.
  let stamps: [Timestamp]
  /// The position of the first row among the stamps.
  let from: Int
  let actual: [Double]

  /// The most history that is shown.
  static let longestHistory = 160

  init(_ study: Study, _ segment: Segment) {
    self.study = study
    self.segment = segment
    let rows = study.rows(of: segment)
    let season = study.result.setup.seasonLength
    let wanted = min(Self.longestHistory, max(3 * season, 3 * rows.count, 24))
    let panel = study.panel
    var known: [Double] = []
    // The panel may be another one than the backtest's; what does not fit is left out.
    if panel.ids.indices.contains(segment.series) {
      let values = panel.values(of: segment.series)
      let start = panel.starts[segment.series]
      let length = panel.frequency.steps(from: start, to: segment.cutoff).map { $0 + 1 } ?? 0
      known = Array(values.prefix(max(0, min(length, values.count))).suffix(wanted))
    }
    self.known = known
    from = known.count + max(0, segment.firstStep - 1)
    actual = rows.map { study.points.actual[$0] }
    let first = 1 - known.count
    stamps = (0..<max(0, from + rows.count)).map {
      study.points.frequency.stamp(first + $0, after: segment.cutoff)
    }
  }

  func values(_ model: Int) -> [Double] { slice(study.column(model)?.values) }

  func bands(_ model: Int) -> [(level: Double, lower: [Double], upper: [Double])] {
    (study.column(model)?.intervals ?? []).sorted { $0.level > $1.level }.map {
      ($0.level, slice($0.lower), slice($0.upper))
    }
  }

  private func slice(_ column: [Double]?) -> [Double] {
    let rows = study.rows(of: segment)
    guard let column, column.count >= rows.upperBound else {
      return Array(repeating: .nan, count: rows.count)
    }
    return Array(column[rows])
  }

  /// The share of the width up to the last stamp: a forecast of a few steps would end in the edge.
  var room: Double { Self.room(steps: actual.count) }

  static func room(steps: Int) -> Double { steps <= 3 ? 0.95 : 1 }

  /// Where a stamp lies on the width.
  func position(_ index: Int) -> Double {
    stamps.count > 1 ? room * Double(index) / Double(stamps.count - 1) : 0.5
  }

  /// Ticks of the calendar, moved to the even steps of the stamps.
  var ticks: [Chart.Tick] {
    TimeAxis.ticks(onEven: stamps).map { Chart.Tick($0, room: room) }
  }

  /// The picture with the forecasts of some models, the last one with its intervals.
  func chart(id: String, title: String, models: [Int], height: Double = 280) -> Chart {
    var chart = Chart(
      id: id, title: title,
      description:
        "Values of \(study.shortID(segment.series)) until \(study.text(segment.cutoff)), then "
        + "what came and the forecasts of \(models.map(study.name).joined(separator: ", ")).")
    chart.height = height
    let main = models.first
    let bands = main.map { self.bands($0) } ?? []
    let shown = models.map { ($0, values($0)) }
    let vertical = LinearScale(
      covering: known + actual + shown.flatMap(\.1) + bands.flatMap { $0.lower + $0.upper })
    chart.setVertical(vertical)
    chart.xTicks = ticks
    addMarks(to: &chart, models: shown, bands: bands, on: vertical)
    chart.keys = [Chart.Key(name: "actual", classes: "actual")] + models.map(study.key)
    if !bands.isEmpty, let main {
      let levels = bands.map { NumberText.level($0.level) }.reversed().joined(separator: " and ")
      chart.keys.append(
        Chart.Key(
          name: "\(levels)\u{202F}% interval", classes: "band \(study.style(main).classes)",
          isArea: true))
    }
    addStops(to: &chart, models: shown, bands: bands)
    return chart
  }

  private func addMarks(
    to chart: inout Chart, models: [(Int, [Double])],
    bands: [(level: Double, lower: [Double], upper: [Double])], on vertical: LinearScale
  ) {
    let points = { (numbers: [Double], start: Int) in
      numbers.enumerated().map { PlotPoint(position(start + $0), 1 - vertical.position($1)) }
    }
    let classes = models.first.map { study.style($0.0).classes } ?? ""
    chart.bands = bands.map {
      Chart.Band(lower: points($0.lower, from), upper: points($0.upper, from), classes: classes)
    }
    let pause = Array(repeating: Double.nan, count: from - known.count)
    chart.lines = [Chart.Line(points: points(known + pause + actual, 0), classes: "actual")]
    for (model, values) in models.reversed() {
      chart.lines.append(
        Chart.Line(points: points(values, from), classes: study.lineClasses(model)))
      // A line of one or two steps is hard to see.
      guard room < 1 else { continue }
      chart.dots += points(values, from).filter(\.isFinite).map {
        Chart.Dot(center: $0, classes: study.style(model).classes, radius: 4, tip: nil)
      }
    }
    if actual.count <= 60 {
      chart.dots += points(actual, from).filter(\.isFinite).map {
        Chart.Dot(center: $0, classes: "actual", radius: 2.5, tip: nil)
      }
    }
    guard !known.isEmpty, stamps.count > 1 else { return }
    let cut = position(known.count - 1)
    chart.rules = [Chart.Rule(from: PlotPoint(cut, 0), to: PlotPoint(cut, 1), classes: "bound")]
  }

  private func addStops(
    to chart: inout Chart, models: [(Int, [Double])],
    bands: [(level: Double, lower: [Double], upper: [Double])]
  ) {
    let tips = stamps.indices.dropFirst(from).map { index -> String in
      let step = index - from
      var lines = [
        study.text(stamps[index]), "actual " + NumberText.short(actual[step], digits: 4),
      ]
      for (model, values) in models {
        lines.append(study.name(model) + " " + NumberText.short(values[step], digits: 4))
      }
      for band in bands.reversed() {
        lines.append(
          NumberText.level(band.level) + "\u{202F}%: "
            + NumberText.short(band.lower[step], digits: 4) + " … "
            + NumberText.short(band.upper[step], digits: 4))
      }
      return lines.joined(separator: "\n")
    }
    chart.setStops(at: stamps.indices.dropFirst(from).map(position), tips: tips)
    // The first column must not reach back over the history.
    if let first = chart.stops.first, from > 0, first.x.upperBound > position(from - 1) {
      chart.stops[0].x = position(from - 1)...first.x.upperBound
    }
  }
}
