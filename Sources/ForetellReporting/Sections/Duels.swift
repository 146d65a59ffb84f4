internal import ForetellBacktesting

/// The model under test against each other one, and the ranks of all.
struct Duels {
  let study: Study

  private var comparison: Comparison { study.result.comparison }

  var section: Section? {
    guard let candidate = study.candidate, study.result.models.count > 1 else { return nil }
    var section = Section("comparison", "Is the difference more than chance?", short: "Comparison")
    section.about =
      (isOneSeries
        ? "Folds won: those with the lower \(study.metric.heading), ties by half. The p value is "
        : "Win rate: the share of series with the lower \(study.metric.heading), ties by half. The p value is ")
      + "that of the Diebold–Mariano test with the correction of Harvey, Leybourne and Newbold: how "
      + "often a difference as large would come by chance between equally good models."
    section.finding = finding(candidate)
    if !comparison.duels.isEmpty { section.tables = [table(candidate)] }
    if let note = sharedNote, !note.isEmpty {
      section.footnotes = ["On all of the tests: \(note)."]
    }
    if let ranks = comparison.ranks, let chart = rankPlot(ranks) {
      section.add(chart)
      let friedman = "Friedman's test over \(NumberText.count(ranks.series)) series: χ² = "
      section.footnotes.append(
        friedman + NumberText.short(ranks.friedmanStatistic)
          + ", \(NumberText.pValue(ranks.pValue)). Nemenyi's critical difference at 5 % is "
          + "\(NumberText.fixed(ranks.criticalDifference, decimals: 2)) ranks: models whose bars "
          + "overlap do not differ.")
    } else if comparison.ranks == nil {
      section.footnotes.append("There are too few series or models for a test of ranks.")
    }
    return section
  }

  /// One series is won or lost as a whole; its folds say more.
  private var isOneSeries: Bool { comparison.duels.allSatisfy { $0.series <= 1 } }

  private func wins(_ duel: Comparison.Duel) -> String {
    guard isOneSeries else { return NumberText.percent(duel.winRate) }
    return study.foldsWon(against: duel.rival).map {
      "\(NumberText.plain($0.won, digits: 4)) of \($0.count)"
    } ?? "–"
  }

  /// What holds for every duel alike; nil where they differ.
  private var sharedNote: String? {
    let notes = Set(comparison.duels.map { $0.note ?? "" })
    return notes.count == 1 ? notes.first : nil
  }

  private func finding(_ candidate: Int) -> String? {
    guard let rival = study.rival,
      let duel = comparison.duels.first(where: { $0.rival == rival })
    else { return nil }
    let test = duel.test.map { NumberText.pValue($0.pValue) } ?? "no test applies"
    return "\(study.name(candidate)) against \(study.name(rival)), the best of the others: "
      + "skill \(NumberText.signedPercent(duel.skill)), \(test)."
  }

  private func table(_ candidate: Int) -> Table {
    var table = Table(
      "\(study.name(candidate)) against each other model",
      columns: [
        .init(title: "Against", isNumber: false), .init(title: "Skill"),
        .init(title: isOneSeries ? "Folds won" : "Win rate"),
        .init(title: "Series"), .init(title: "DM–HLN"), .init(title: "p"),
      ] + (sharedNote == nil ? [.init(title: "Note", isNumber: false)] : []))
    let place = { (model: Int) in study.order.firstIndex(of: model) ?? study.order.count }
    let largest = min(
      1, comparison.duels.map(\.skill).filter(\.isFinite).map { abs($0) }.max() ?? 1)
    table.rows = comparison.duels.sorted { place($0.rival) < place($1.rival) }.map { duel in
      var skill = Table.Cell(NumberText.signedPercent(duel.skill))
      if duel.skill.isFinite { skill.bar = .init(value: duel.skill / max(largest, 1e-9)) }
      var note = Table.Cell(duel.note ?? "")
      note.classes = "wrap"
      return .init(
        cells: [
          study.nameCell(duel.rival), skill, Table.Cell(wins(duel)),
          Table.Cell(NumberText.count(duel.series)),
          Table.Cell(duel.test.map { NumberText.fixed($0.statistic, decimals: 2) } ?? "–"),
          Table.Cell(duel.test.map { NumberText.probability($0.pValue) } ?? "–"),
        ] + (sharedNote == nil ? [note] : []), isMarked: duel.rival == study.rival)
    }
    return table
  }

  /// Mean ranks with bars of the critical difference around them, after Demšar (2006).
  private func rankPlot(_ ranks: RankTest) -> Chart? {
    let known = ranks.meanRanks.enumerated().filter {
      $0.element.isFinite && study.result.models.indices.contains($0.offset)
    }.sorted { $0.element < $1.element }
    guard known.count > 1 else { return nil }
    var chart = Chart(
      id: "chart-ranks", title: "Mean ranks and critical difference",
      description: "The mean rank of each model over the series, 1 the best, with a bar of the "
        + "critical difference around it.")
    chart.unit = "1 is best"
    chart.classes = "ranks"
    chart.height = Double(known.count) * 34
    let half = ranks.criticalDifference.isFinite ? ranks.criticalDifference / 2 : 0
    let scale = LinearScale(
      from: 1 - 0.15, to: Double(max(known.count, ranks.meanRanks.count)) + 0.15, count: 8)
    chart.xTicks = (1...max(known.count, ranks.meanRanks.count)).map {
      .init(position: scale.position(Double($0)), label: "\($0)")
    }
    for (row, rank) in known.enumerated() {
      let y = (Double(row) + 0.68) / Double(known.count)
      draw(
        rank.offset, rank: rank.element, half: half, at: y, thickness: 0.1 / Double(known.count),
        on: scale, in: &chart)
    }
    if let best = known.first {
      let limit = scale.position(best.element + half)
      if half > 0, limit < 1 {
        chart.rules.append(
          .init(from: PlotPoint(limit, 0), to: PlotPoint(limit, 1), classes: "bound"))
      }
    }
    return chart
  }

  /// A model's dot, the bar of the critical difference around it, and its name over the bar, towards
  /// the side where there is room.
  private func draw(
    _ model: Int, rank: Double, half: Double, at y: Double, thickness: Double,
    on scale: LinearScale, in chart: inout Chart
  ) {
    let classes = study.style(model).classes
    let low = max(0, scale.position(rank - half))
    let high = min(1, max(low, scale.position(rank + half)))
    if half > 0 {
      chart.boxes.append(
        .init(
          x: low...high, y: (y - thickness)...(y + thickness), classes: "area " + classes, tip: nil)
      )
    }
    let center = PlotPoint(scale.position(rank), y)
    let text = "\(study.name(model))  \(NumberText.fixed(rank, decimals: 2))"
    chart.dots.append(.init(center: center, classes: classes, radius: 5, tip: text))
    let isLeft = center.x < 0.5
    let weight = model == study.candidate ? " strong" : " ink"
    chart.notes.append(
      .init(
        at: PlotPoint(isLeft ? low : high, y), text: text,
        classes: (isLeft ? "start" : "end") + weight,
        shift: (0, -9)))
  }
}
