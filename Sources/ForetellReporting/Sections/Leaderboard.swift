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
      + ". Skill is 1 − error ÷ error of the best rival: above zero is better than the rival."
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
      "\(study.name(best)) has the lowest \(metric.heading), \(metric.text(study.score(best)))."
  }

  private var table: Table {
    let metrics = metrics
    let hasTwoMeans = hasTwoMeans
    let coverages = study.result.scores.metrics.indices.filter {
      study.result.scores.metrics[$0].kind == .coverage
    }
    var table = Table(
      "Models from best to worst by \(study.metric.heading)",
      columns: [.init(title: "Model", isNumber: false), .init(title: "Role", isNumber: false)]
        + metrics.map { .init(title: study.result.scores.metrics[$0].heading) }
        + [.init(title: "Skill", tip: "1 − error ÷ error of the best rival")]
        + coverages.map {
          .init(
            title: "In " + NumberText.level(study.result.scores.metrics[$0].level ?? 0)
              + "\u{202F}%",
            tip: "Share of what came that lay within the interval of this level")
        }
        + [.init(title: "Fit"), .init(title: "Predict")])
    // One hopeless model must not flatten the bars of the others.
    let largest = min(
      1, study.result.comparison.skill.filter(\.isFinite).map { abs($0) }.max() ?? 1)
    table.rows = study.order.map { model in
      var cells = [study.nameCell(model), Table.Cell(study.result.models[model].role.rawValue)]
      cells += metrics.map { errorCell(model, $0, withPooled: hasTwoMeans) }
      cells.append(skillCell(model, largest: largest))
      cells += coverages.map { metric in
        let value = study.overall(model, metric)?.seriesMean ?? .nan
        return Table.Cell(study.result.scores.metrics[metric].text(value))
      }
      let run = study.result.models[model]
      cells.append(Table.Cell(NumberText.duration(run.fitSeconds)))
      cells.append(Table.Cell(NumberText.duration(run.predictSeconds)))
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
      "\(NumberText.count(overall.points)) points of \(NumberText.count(overall.series)) series"
    return cell
  }

  private func skillCell(_ model: Int, largest: Double) -> Table.Cell {
    let skills = study.result.comparison.skill
    let skill = skills.indices.contains(model) ? skills[model] : .nan
    var cell = Table.Cell(NumberText.signedPercent(skill))
    if skill.isFinite { cell.bar = .init(value: skill / max(largest, 1e-9)) }
    return cell
  }

  /// What was not scored, said once for each reason.
  private var exclusions: [String] {
    guard let metric = study.rankingMetric else { return [] }
    return study.order.flatMap { model in
      (study.overall(model, metric)?.leftOut ?? []).map { exclusion in
        "\(study.name(model)): \(NumberText.count(exclusion.points)) points are not in "
          + "\(study.metric.heading), because \(exclusion.reason)."
      }
    }
  }
}
