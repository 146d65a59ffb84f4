internal import ForetellForecasting
internal import ForetellSeries

/// The page of a single forecast.
struct ForecastPage {
  let report: ForecastReport
  /// Series with a chart of their own.
  static let mostCharts = 6
  static let mostRows = 400

  init(_ report: ForecastReport) { self.report = report }

  private var forecast: Forecast { report.forecast }
  private var horizon: Int { forecast.series.map(\.values.count).max() ?? 0 }

  var page: Page {
    let what = report.source ?? "\(NumberText.count(forecast.series.count)) series"
    var page = Page(
      title: "Forecast of \(what)",
      eyebrow: "\(forecast.model), \(NumberText.count(forecast.series.count)) series, frequency "
        + "\(forecast.frequency)",
      verdict: sentence, version: report.foretellVersion,
      footer: "Made by foretell \(report.foretellVersion).")
    page.badge = badge
    page.evidence = report.notes.listing(first: 6)
    page.figures = figures
    page.chart = forecast.series.first.map { chart($0, id: "chart-headline", height: 260) }
    page.sections = [charts, numbers, trial, configuration].compactMap { $0 }
    return page
  }

  /// The baseline that did best where the model was tried.
  private var best: (name: String, score: Double)? {
    report.trial?.baselines.filter(\.value.isFinite).min { ($0.value, $0.key) < ($1.value, $1.key) }
      .map { ($0.key, $0.value) }
  }

  private var badge: (kind: String, text: String)? {
    guard let trial = report.trial, let best, trial.score.isFinite else {
      return ("unknown", "Not tested")
    }
    return trial.score < best.score
      ? ("ahead", "Ahead of the baselines when tried once")
      : ("behind", "Does not beat the best baseline when tried once")
  }

  private var sentence: String {
    guard let trial = report.trial, trial.score.isFinite else {
      return
        "\(forecast.model) forecasts \(steps); nothing was held back to test it on. A backtest tells how "
        + "far to trust it."
    }
    let score = "\(trial.metric) \(NumberText.short(trial.score)) on \(trial.extent)"
    let choice =
      trial.choseSteps
      ? " Those values also chose the number of training steps, which flatters \(forecast.model)."
      : ""
    guard let best else { return "\(forecast.model) forecasts \(steps); \(score).\(choice)" }
    return "\(forecast.model) forecasts \(steps); \(score), where \(best.name) has "
      + "\(NumberText.short(best.score)).\(choice)"
  }

  private var steps: String { NumberText.count(horizon, "step") }

  private var figures: [Page.Figure] {
    var figures: [Page.Figure] = []
    if let trial = report.trial {
      figures.append(
        .init(
          label: "\(trial.metric) when tried", value: NumberText.short(trial.score),
          note: best.map { "\($0.name): \(NumberText.short($0.score))" } ?? "no baseline"))
    }
    let first = forecast.series.first?.timestamps.first.map(text) ?? "–"
    let last = forecast.series.first?.timestamps.last.map(text) ?? "–"
    figures += [
      .init(label: "First step", value: first, note: "last: \(last)"),
      .init(
        label: "Series", value: NumberText.count(forecast.series.count),
        note: "\(NumberText.count(report.history.storage.count)) known values"),
      .init(
        label: "Stand-ins", value: NumberText.count(forecast.substitutions.count),
        note: forecast.substitutions.first?.reason ?? "the model forecast every series"),
    ]
    return figures
  }

  private func text(_ stamp: Timestamp) -> String { forecast.timestampFormat.string(from: stamp) }

  private var charts: Section? {
    guard forecast.series.count > 1 else { return nil }
    var section = Section("charts", "Forecasts", short: "Forecasts")
    let shown = forecast.series.prefix(Self.mostCharts)
    section.add(
      pair: shown.enumerated().map { chart($0.element, id: "chart-\($0.offset)", height: 200) })
    if forecast.series.count > shown.count {
      section.footnotes = [
        "The first \(shown.count) of \(NumberText.count(forecast.series.count)) series are drawn."
      ]
    }
    return section
  }

  private func chart(_ series: Forecast.Series, id: String, height: Double) -> Chart {
    ForecastDrawing(series: series, history: report.history, forecast: forecast)
      .chart(id: id, height: height)
  }

  private var numbers: Section {
    var section = Section("numbers", "The numbers", short: "Numbers")
    let levels = forecast.series.first?.intervals.map(\.level) ?? []
    var columns: [Table.Column] = [.init(title: "Series", isNumber: false)]
    columns += [.init(title: "Stamp", isNumber: false), .init(title: forecast.model)]
    columns += levels.flatMap { level -> [Table.Column] in
      let level = NumberText.level(level)
      return [.init(title: "low \(level)"), .init(title: "high \(level)")]
    }
    var table = Table("Forecast", columns: columns)
    let total = forecast.series.map(\.values.count).reduce(0, +)
    for series in forecast.series where table.rows.count < Self.mostRows {
      for (step, value) in series.values.enumerated() where table.rows.count < Self.mostRows {
        let bounds = series.intervals.prefix(levels.count).flatMap {
          [$0.lower[step], $0.upper[step]]
        }
        let stamp = series.timestamps.indices.contains(step) ? text(series.timestamps[step]) : "–"
        table.rows.append(
          .init(
            cells: [Table.Cell(named: series.id), Table.Cell(stamp)]
              + ([value] + bounds).map { Table.Cell(NumberText.short($0, digits: 5)) }))
      }
    }
    section.tables = [table]
    if total > table.rows.count {
      section.footnotes = [
        "The first \(table.rows.count) of \(NumberText.count(total)) rows; the CSV has all."
      ]
    }
    return section
  }

  private var trial: Section? {
    guard let trial = report.trial else { return nil }
    var section = Section("trial", "How it did on what was held back", short: "Trial")
    section.about =
      "One period tells little: foretell backtest scores many, and says whether the difference is more "
      + "than chance."
    var table = Table(
      "\(trial.metric) on \(trial.extent)",
      columns: [.init(title: "Model", isNumber: false), .init(title: trial.metric)])
    let all = [(forecast.model, trial.score)] + trial.baselines.map { ($0.key, $0.value) }
    table.rows = all.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map { name, score in
      .init(
        cells: [Table.Cell(name), Table.Cell(NumberText.short(score))],
        isMarked: name == forecast.model)
    }
    section.tables = [table]
    return section
  }

  private var configuration: Section? {
    var section = Section("configuration", "Notes and configuration", short: "Configuration")
    section.bullets = report.notes
    section.facts =
      report.configuration.map { Section.Fact($0.name, $0.value) }
      + [Section.Fact("Version", "foretell \(report.foretellVersion)")]
    if !forecast.substitutions.isEmpty {
      var table = Table(
        "Series that another model forecast",
        columns: ["Series", "By", "Why"].map { .init(title: $0, isNumber: false) })
      table.rows = forecast.substitutions.prefix(50).map {
        .init(cells: [Table.Cell(named: $0.series), Table.Cell($0.model), Table.Cell($0.reason)])
      }
      section.tables = [table]
      if forecast.substitutions.count > 50 {
        section.footnotes = [
          "The first 50 of \(NumberText.count(forecast.substitutions.count)) series."
        ]
      }
    }
    return section
  }
}

/// One series of a forecast, drawn after the end of its history.
struct ForecastDrawing {
  let series: Forecast.Series
  let history: Panel
  let forecast: Forecast

  func chart(id: String, height: Double) -> Chart {
    var chart = Chart(
      id: id, title: series.id.shortened,
      description: "The end of the history of \(series.id) and the forecast that follows it.")
    chart.height = height
    let known = self.known
    let stamps = known.stamps + series.timestamps
    let bands = series.intervals.sorted { $0.level > $1.level }
    let vertical = LinearScale(
      covering: known.values + series.values + bands.flatMap { $0.lower + $0.upper })
    chart.setVertical(vertical)
    let room = SegmentPicture.room(steps: series.values.count)
    chart.xTicks = TimeAxis.ticks(onEven: stamps).map { .init($0, room: room) }
    let position = { (index: Int) in
      stamps.count > 1 ? room * Double(index) / Double(stamps.count - 1) : 0.5
    }
    let points = { (numbers: [Double], start: Int) in
      numbers.enumerated().map { PlotPoint(position(start + $0), 1 - vertical.position($1)) }
    }
    let from = known.values.count
    chart.bands = bands.map {
      .init(lower: points($0.lower, from), upper: points($0.upper, from), classes: "c0")
    }
    // The line of the forecast begins at the last known value, so that no gap parts them.
    let joined = (known.values.last.map { [$0] } ?? []) + series.values
    chart.lines = [
      .init(points: points(known.values, 0), classes: "actual"),
      .init(points: points(joined, max(0, from - 1)), classes: "c0 main"),
    ]
    if room < 1 {
      chart.dots = points(series.values, from).filter(\.isFinite).map {
        .init(center: $0, classes: "c0", radius: 4)
      }
    }
    chart.keys = [
      .init(name: "known", classes: "actual"), .init(name: forecast.model, classes: "c0 main"),
    ]
    if !bands.isEmpty {
      let levels = bands.reversed().map { NumberText.level($0.level) }.joined(separator: " and ")
      chart.keys.append(
        .init(name: "\(levels)\u{202F}% interval", classes: "band c0", isArea: true))
    }
    let shown = known.values + series.values
    chart.setStops(
      at: stamps.indices.map(position),
      tips: zip(stamps, shown).enumerated().map { index, pair in
        tip(at: index - from, stamp: pair.0, value: pair.1)
      })
    return chart
  }

  private func tip(at step: Int, stamp: Timestamp, value: Double) -> String {
    var lines = [forecast.timestampFormat.string(from: stamp)]
    lines.append((step < 0 ? "known " : "forecast ") + NumberText.short(value, digits: 4))
    for interval in series.intervals where interval.lower.indices.contains(step) {
      lines.append(
        NumberText.level(interval.level) + "\u{202F}%: "
          + NumberText.short(interval.lower[step], digits: 4) + " … "
          + NumberText.short(interval.upper[step], digits: 4))
    }
    return lines.joined(separator: "\n")
  }

  /// The end of the history, about three times as long as the forecast.
  private var known: (stamps: [Timestamp], values: [Double]) {
    guard let place = history.ids.firstIndex(of: series.id) else { return ([], []) }
    let count = history.range(of: place).count
    let shown = min(count, min(200, max(36, 3 * series.values.count)))
    return (
      ((count - shown)..<count).map { history.timestamp(of: place, at: $0) },
      Array(history.values(of: place).suffix(shown))
    )
  }
}
