internal import ForetellBacktesting

/// How often what came lay within the intervals, and how wide they were.
struct Coverage {
  let study: Study
  private let rows: [Row]

  struct Row {
    var model: Int
    var level: Double
    /// The mean over series of the share within the interval; of one series, the share itself.
    var observed: Double
    /// The share of all points pooled.
    var pooled: Double
    var points: Int
    var series: Int
    /// The mean width, in seasonal naive errors where there are many series.
    var width: Double

    var standing: BinomialBounds.Standing {
      BinomialBounds(level: level, points: points).standing(of: observed)
    }
  }

  init(study: Study) {
    self.study = study
    rows = study.order.flatMap { model in
      (study.column(model)?.intervals ?? []).sorted { $0.level < $1.level }
        .compactMap { Self.row(model, $0, in: study) }
    }
  }

  private static func row(
    _ model: Int, _ band: PointTable.PredictionBand, in study: Study
  ) -> Row? {
    let isScaled = study.points.ids.count > 1
    var (inside, points, width, widths) = (0, 0, 0.0, 0)
    for segment in study.points.segments {
      let unit = isScaled ? segment.scale.absolute : 1
      for row in study.rows(of: segment) {
        guard band.lower.indices.contains(row), band.upper.indices.contains(row) else { continue }
        let (low, high, actual) = (band.lower[row], band.upper[row], study.points.actual[row])
        guard low.isFinite, high.isFinite, actual.isFinite else { continue }
        points += 1
        if low <= actual, actual <= high { inside += 1 }
        let size = (high - low) / unit
        if size.isFinite {
          width += size
          widths += 1
        }
      }
    }
    guard points > 0 else { return nil }
    let pooled = Double(inside) / Double(points)
    let overall = study.index(of: .coverage(band.level)).flatMap { study.overall(model, $0) }
    let mean = overall?.seriesMean ?? .nan
    return Row(
      model: model, level: band.level, observed: mean.isFinite ? mean : pooled, pooled: pooled,
      points: points, series: overall?.series ?? 1,
      width: widths > 0 ? width / Double(widths) : .nan)
  }

  /// The coverage of the model under test at its widest level.
  var headline: Row? { rows.last { $0.model == study.candidate } }

  var section: Section {
    var section = Section("coverage", "Do the intervals hold?", short: "Intervals")
    section.about =
      "An 80\u{A0}% interval should hold 80\u{A0}% of what came, and be as narrow as it can. Left of the mark "
      + "it is too narrow, right of it too wide."
    guard !rows.isEmpty else {
      section.paragraphs = ["No model gave intervals, so nothing is known about its uncertainty."]
      return section
    }
    section.finding = headline.map { row in
      "\(study.name(row.model)): \(NumberText.percent(row.observed)) of what came lay within the "
        + "\(NumberText.level(row.level))\u{A0}% interval"
        + (row.series > 1 ? ", mean over series" : "") + ". \(judgement(row))"
    }
    section.add(chart)
    section.tables = [table]
    return section
  }

  private func judgement(_ row: Row) -> String {
    switch row.standing {
    case .unclear: "With \(NumberText.count(row.points, "point")) that is too few to judge by."
    case .agrees: "Chance explains the difference from the level."
    case .tooNarrow: "The interval is too narrow."
    case .tooWide: "The interval is wider than needed."
    }
  }

  private var chart: Chart {
    var chart = Chart(
      id: "chart-coverage", title: "Observed coverage beside the nominal one",
      description: "A row for each model and level: the upright mark is the level that was asked "
        + "for, the dot the share that lay within.")
    chart.classes = "ranks"
    chart.height = Double(rows.count) * 34
    let least = rows.map { min($0.observed, $0.level / 100) }.min() ?? 0
    let from = max(0, (least * 10).rounded(.down) / 10 - 0.05)
    let scale = LinearScale(from: from, to: 1.0, count: 6)
    chart.xTicks = scale.ticks.map {
      .init(position: scale.position($0), label: NumberText.percent($0, decimals: 0))
    }
    for (index, row) in rows.enumerated() {
      let y = (Double(index) + 0.7) / Double(rows.count)
      draw(row, at: y, thickness: 0.18 / Double(rows.count), on: scale, in: &chart)
    }
    return chart
  }

  private func draw(
    _ row: Row, at y: Double, thickness: Double, on scale: LinearScale, in chart: inout Chart
  ) {
    let classes = study.style(row.model).classes
    let (nominal, observed) = (scale.position(row.level / 100), scale.position(row.observed))
    chart.rules += [
      .init(from: PlotPoint(0, y), to: PlotPoint(1, y), classes: "faint"),
      .init(from: PlotPoint(nominal, y), to: PlotPoint(observed, y), classes: "wide " + classes),
      .init(
        from: PlotPoint(nominal, y - thickness), to: PlotPoint(nominal, y + thickness),
        classes: "mark"),
    ]
    let text = "\(study.name(row.model)), \(NumberText.level(row.level))\u{202F}%"
    chart.dots.append(
      .init(
        center: PlotPoint(observed, y), classes: classes, radius: 5,
        tip: "\(text): \(NumberText.percent(row.observed)) observed"))
    chart.notes.append(
      .init(
        at: PlotPoint(0, y), text: text,
        classes: row.model == study.candidate ? "start strong" : "start ink", shift: (0, -7)))
  }

  private var table: Table {
    let scaled = study.points.ids.count > 1
    var table = Table(
      "Coverage and mean width",
      columns: [
        .init(title: "Model", isNumber: false), .init(title: "Nominal"),
        .init(title: "Observed", tip: scaled ? "mean over series" : nil),
        .init(title: "Difference", tip: "in percentage points"),
      ] + (scaled ? [.init(title: "Pooled", tip: "share of all points")] : []) + [
        .init(title: "Points"),
        .init(
          title: "Mean width",
          tip: scaled ? "in in-sample seasonal naive errors" : "in units of the data"),
      ])
    table.rows = rows.map { row in
      let difference = row.observed - row.level / 100
      return .init(
        cells: [
          study.nameCell(row.model), Table.Cell(NumberText.level(row.level) + "\u{202F}%"),
          Table.Cell(NumberText.percent(row.observed)),
          Table.Cell((difference > 0 ? "+" : "") + NumberText.fixed(difference * 100, decimals: 1)),
        ] + (scaled ? [Table.Cell(NumberText.percent(row.pooled))] : []) + [
          Table.Cell(NumberText.count(row.points)), Table.Cell(NumberText.short(row.width)),
        ], isMarked: row.model == study.candidate)
    }
    return table
  }
}
