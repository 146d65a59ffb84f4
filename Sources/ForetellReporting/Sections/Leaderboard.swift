internal import ForetellBacktesting

/// All models from best to worst.
struct Leaderboard {
  let study: Study

  /// The metrics with a column: the one that ranks first, then the usual ones, at most five.
  private var metrics: [Int] {
    let all = study.result.scores.metrics
    let usual: [Metric.Kind] = [.mase, .smape, .rmse, .mae, .rmsse, .wape, .mql, .crps, .msis]
    let first = study.rankingMetric.map { [$0] } ?? []
    let others = usual.compactMap { kind in all.firstIndex { $0.kind == kind } }
    return Array((first + others.filter { !first.contains($0) }).prefix(4))
  }

  var section: Section {
    var section = Section("leaderboard", "Leaderboard")
    section.finding = finding
    section.about =
      "Errors are means over series"
      + (hasTwoMeans ? ", in small print those of all points pooled" : "")
      + ". Skill is 1 − error ÷ error of the best rival: above zero is better than the rival. All bars have "
      + "one scale; a pointed one goes on beyond it."
    section.tables = [table]
    section.footnotes = exclusions
    return section
  }

  /// Whether the two ways to add up differ; those of one series seldom do.
  private var hasTwoMeans: Bool {
    study.order.contains { model in
      metrics.contains { index in
        let metric = study.result.scores.metrics[index]
        guard let overall = study.overall(model, index) else { return false }
        return metric.text(overall.seriesMean) != metric.text(overall.pooled)
      }
    }
  }

  private var finding: String? {
    guard let best = study.order.first, study.score(best).isFinite else {
      return "No model could be scored."
    }
    let metric = study.metric
    return
      "\(study.name(best)) has the \(metric.isLoss ? "lowest" : "best") \(metric.heading), "
      + "\(metric.text(study.score(best)))."
  }

  /// Levels whose coverage has a column: those that no error column shows already.
  private var coverages: [Int] {
    let shown = metrics
    return study.result.scores.metrics.indices.filter {
      study.result.scores.metrics[$0].kind == .coverage && !shown.contains($0)
    }
  }

  /// What ranks and the skill first, so that a narrow screen shows them.
  private var columns: [Table.Column] {
    let all = study.result.scores.metrics
    let errors = metrics.map { Table.Column(title: all[$0].heading) }
    return [.init(title: "Model", isNumber: false)] + errors.prefix(1)
      + [.init(title: "Skill", tip: "1 − error ÷ error of the best rival")] + errors.dropFirst()
      + coverages.map {
        .init(
          title: "In " + NumberText.level(all[$0].level ?? 0) + "\u{202F}%",
          tip: "Share of what came that lay within the interval of this level, mean over series")
      } + [.init(title: "Fit"), .init(title: "Predict")]
  }

  private var table: Table {
    let hasTwoMeans = hasTwoMeans
    var table = Table("Models from best to worst by \(study.metric.heading)", columns: columns)
    // One hopeless model must not flatten the bars of the others.
    let largest = min(
      1, study.result.comparison.skill.filter(\.isFinite).map { abs($0) }.max() ?? 1)
    table.rows = study.order.map { model in
      let run = study.result.models[model]
      var name = study.nameCell(model)
      name.note = run.role.rawValue
      let errors = metrics.map { errorCell(model, $0, withPooled: hasTwoMeans) }
      let cells =
        [name] + errors.prefix(1) + [skillCell(model, largest: largest)] + errors.dropFirst()
        + coverages.map { metric in
          let value = study.overall(model, metric)?.seriesMean ?? .nan
          return Table.Cell(study.result.scores.metrics[metric].text(value))
        } + [run.fitSeconds, run.predictSeconds].map { Table.Cell(NumberText.duration($0)) }
      return Table.Row(cells: cells, isMarked: model == study.candidate)
    }
    return table
  }

  private func errorCell(_ model: Int, _ index: Int, withPooled: Bool) -> Table.Cell {
    let metric = study.result.scores.metrics[index]
    guard let overall = study.overall(model, index) else { return Table.Cell("–") }
    var cell = Table.Cell(metric.text(overall.seriesMean))
    if withPooled { cell.note = metric.text(overall.pooled) }
    cell.tip =
      "\(NumberText.count(overall.points, "point")) of \(NumberText.count(overall.series, "series"))"
    return cell
  }

  private func skillCell(_ model: Int, largest: Double) -> Table.Cell {
    let skills = study.result.comparison.skill
    let skill = skills.indices.contains(model) ? skills[model] : .nan
    var cell = Table.Cell(NumberText.signedPercent(skill))
    if skill.isFinite { cell.bar = .init(value: skill / max(largest, 1e-9)) }
    return cell
  }

  /// What was not scored: once for each reason, with the models it holds for.
  private var exclusions: [String] {
    guard let metric = study.rankingMetric else { return [] }
    var groups: [(what: Scoreboard.Exclusion, models: [Int])] = []
    for model in study.order {
      for what in study.overall(model, metric)?.leftOut ?? [] {
        if let place = groups.firstIndex(where: { $0.what == what }) {
          groups[place].models.append(model)
        } else {
          groups.append((what, [model]))
        }
      }
    }
    return groups.map { group in
      let names =
        group.models.count == study.order.count && group.models.count > 1
        ? "Every model" : group.models.map(study.name).joined(separator: ", ")
      let points = NumberText.count(group.what.points, "point")
      return "\(names): \(points) \(group.what.points == 1 ? "is" : "are") not in "
        + "\(study.metric.heading), because \(group.what.reason)."
    }.listing(first: 8)
  }
}
