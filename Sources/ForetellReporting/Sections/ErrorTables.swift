internal import ForetellBacktesting

/// The errors of each fold and of each series, the worst first.
struct ErrorTables {
  let study: Study
  static let mostSeries = 50
  static let mostFolds = 12

  var section: Section? {
    guard study.candidate != nil, study.rankingMetric != nil else { return nil }
    var section = Section("errors", "Errors by fold and series", short: "By fold and series")
    section.finding = finding
    section.about = "The darker a cell, the larger its error among the cells of its table."
    if let table = foldTable { section.tables.append(table) }
    if let table = seriesTable {
      section.tables.append(table)
      let count = rankedSeries.count
      if count > Self.mostSeries {
        section.footnotes.append(
          "The \(Self.mostSeries) worst of \(NumberText.count(count)) series; the other "
            + "\(NumberText.count(count - Self.mostSeries)) have a \(study.metric.heading) of "
            + "\(study.metric.text(rankedSeries[Self.mostSeries].score)) or less. The forecasts CSV "
            + "has all of them.")
      }
    }
    if study.result.folds.count > Self.mostFolds {
      section.footnotes.append(
        "The newest \(Self.mostFolds) of \(study.result.folds.count) folds have a column.")
    }
    return section.tables.isEmpty ? nil : section
  }

  private var folds: [Int] {
    Array(study.result.folds.indices.suffix(Self.mostFolds))
  }

  private var finding: String? {
    guard let candidate = study.candidate, let metric = study.rankingMetric else { return nil }
    let scores = study.row(study.result.scores.byFold, candidate, metric)
    let numbered = scores.enumerated().filter { $0.element.isFinite }
    guard numbered.count > 1, let best = numbered.min(by: { $0.element < $1.element }),
      let worst = numbered.max(by: { $0.element < $1.element })
    else { return nil }
    return "\(study.name(candidate)): best in fold \(best.offset + 1) "
      + "(\(study.metric.text(best.element))), worst in fold \(worst.offset + 1) "
      + "(\(study.metric.text(worst.element)))."
  }

  private var foldTable: Table? {
    guard let metric = study.rankingMetric, !folds.isEmpty else { return nil }
    var table = Table(
      "\(study.metric.heading) by fold" + (study.points.ids.count > 1 ? ", mean over series" : ""),
      columns: [.init(title: "Model", isNumber: false)]
        + folds.map { fold in
          .init(
            title: "Fold \(fold + 1)",
            tip: "after \(study.text(study.result.folds[fold].cutoff))")
        })
    let rows = study.order.map {
      (model: $0, scores: study.row(study.result.scores.byFold, $0, metric))
    }
    let heat = Heat(rows.flatMap { row in folds.map { value(row.scores, $0) } })
    table.rows = rows.map { row in
      .init(
        cells: [study.nameCell(row.model)] + folds.map { cell(value(row.scores, $0), heat) },
        isMarked: row.model == study.candidate)
    }
    return table
  }

  private func value(_ scores: [Double], _ index: Int) -> Double {
    scores.indices.contains(index) ? scores[index] : .nan
  }

  private func cell(_ score: Double, _ heat: Heat) -> Table.Cell {
    var cell = Table.Cell(study.metric.text(score))
    cell.heat = heat.shade(score)
    return cell
  }

  /// The series that have a score, worst first; those of equal score in the order of the panel.
  private var rankedSeries: [(series: Int, score: Double)] {
    guard let candidate = study.candidate else { return [] }
    return study.seriesScores(candidate).enumerated().filter { $0.element.isFinite }
      .map { (series: $0.offset, score: $0.element) }
      .sorted { ($1.score, $0.series) < ($0.score, $1.series) }
  }

  private var seriesTable: Table? {
    guard let candidate = study.candidate, study.points.ids.count > 1 else { return nil }
    let shown = rankedSeries.prefix(Self.mostSeries)
    guard !shown.isEmpty else { return nil }
    let places = Set(shown.map(\.series))
    let scores = study.segmentScores(candidate)
    var byFold: [Int: [Int: Double]] = [:]
    for (index, segment) in study.points.segments.enumerated() where places.contains(segment.series)
    {
      byFold[segment.series, default: [:]][segment.fold] = value(scores, index)
    }
    let folds = folds.map { study.result.folds[$0].index }
    let rival = study.rival
    var table = Table(
      "\(study.metric.heading) of \(study.name(candidate)) by series, worst first",
      columns: [.init(title: "Series", isNumber: false), .init(title: "All folds")]
        + (rival.map { [.init(title: study.name($0))] } ?? [])
        + folds.map { .init(title: "Fold \($0 + 1)") })
    let heat = Heat(shown.flatMap { row in folds.map { byFold[row.series]?[$0] ?? .nan } })
    let rivals = rival.map(study.seriesScores) ?? []
    table.rows = shown.map { row in
      var cells = [
        Table.Cell(named: study.id(row.series)), Table.Cell(study.metric.text(row.score)),
      ]
      if rival != nil { cells.append(Table.Cell(study.metric.text(value(rivals, row.series)))) }
      cells += folds.map { cell(byFold[row.series]?[$0] ?? .nan, heat) }
      return Table.Row(cells: cells)
    }
    return table
  }
}

/// Shades from the least to the largest of some numbers; outliers do not flatten the rest.
struct Heat {
  private let least: Double
  private let most: Double

  init(_ numbers: [Double]) {
    let sorted = numbers.filter(\.isFinite).sorted()
    least = sorted.first ?? 0
    most = sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
  }

  /// 0 … 1, or nil where there is nothing to compare.
  func shade(_ number: Double) -> Double? {
    guard number.isFinite, most > least else { return nil }
    let share = (number / 2 - least / 2) / (most / 2 - least / 2)
    return share < 0.005 ? nil : min(1, share)
  }
}
