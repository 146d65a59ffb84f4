internal import Foretell

/// A backtest for eyes: the verdict, the table of models, and what they were scored on.
struct BacktestView {
  let result: BacktestResult

  var text: String {
    var lines = [result.comparison.verdict.sentence, ""]
    lines += TextTable.aligned(table, textColumns: 1)
    lines += ["", evidence]
    if let audit = result.audit { lines.append(Self.sentence(audit, result.points)) }
    for model in result.models where !model.failures.isEmpty {
      let first = model.failures[0]
      let series = first.series.map { "series ‘\($0)’, " } ?? ""
      let more = model.failures.count > 1 ? " (and \(model.failures.count - 1) more times)" : ""
      lines.append("\(model.name) failed: \(series)fold \(first.fold + 1): \(first.message)\(more)")
    }
    lines.append("-o report.html writes the whole report")
    return Console.printable(lines.joined(separator: "\n"))
  }

  /// The metrics that fit on a terminal.
  private var metrics: [Metric] {
    let wanted = [result.comparison.metric, .mase, .smape, .rmse]
    var metrics: [Metric] = []
    for metric in wanted where !metrics.contains(metric) { metrics.append(metric) }
    return metrics + result.setup.levels.map { Metric.coverage($0) }
  }

  private var table: [[String]] {
    let scores = result.scores
    let shown = metrics.compactMap { metric in scores.index(of: metric).map { (metric, $0) } }
    // Of forecasts made elsewhere nobody took the time.
    let isTimed = result.setup.refit != .unknown
    var rows = [
      ["model"] + shown.map { $0.0.name } + ["skill"] + (isTimed ? ["fit s", "predict s"] : [])
    ]
    for model in result.comparison.ranking {
      let values = shown.map { metric, index in
        cell(scores.overall[model][index].seriesMean, metric, index)
      }
      let run = result.models[model]
      let skill = result.comparison.skill[model]
      let times = [run.fitSeconds, run.predictSeconds].map { ShortNumber.fixed($0, decimals: 2) }
      rows.append(
        [run.name] + values
          + [skill.isFinite ? ShortNumber.fixed(100 * skill, decimals: 1) + " %" : "—"]
          + (isTimed ? times : []))
    }
    return rows
  }

  private func cell(_ value: Double, _ metric: Metric, _ index: Int) -> String {
    if metric.kind == .coverage {
      return value.isFinite ? ShortNumber.fixed(100 * value, decimals: 1) + " %" : "—"
    }
    let column = result.scores.overall.map { $0[index].seriesMean }
    return value.isFinite ? ShortNumber.text(value, like: column) : "—"
  }

  private var evidence: String {
    let origins = result.setup.origins
    let folds = result.folds.count
    let points = result.points.actual.count
    let format = result.points.timestampFormat
    let cutoffs = result.folds.map(\.cutoff)
    var text = "\(folds) fold\(folds == 1 ? "" : "s") of \(origins.horizon) steps"
    if let first = cutoffs.first, let last = cutoffs.last {
      text += ", cutoffs \(format.string(from: first)) … \(format.string(from: last))"
    }
    text += ", \(points) points of \(result.data.seriesCount) series; "
    switch result.setup.refit {
    case .never: text += "models fitted once, on the first fold's history"
    case .always: text += "models fitted anew in every fold"
    case .every(let count): text += "models fitted anew in every \(count). fold"
    case .unknown: text += "forecasts made elsewhere"
    }
    return text + "; mean over series, season of \(result.setup.seasonLength)"
  }

  private static func sentence(_ audit: AuditReport, _ points: PointTable) -> String {
    guard let first = audit.offences.first else {
      return
        "leakage audit: PASS, no forecast of \(audit.models.count) models moved when the future "
        + "was rewritten"
    }
    return "leakage audit: FAIL, \(first.model) moved from \(ShortNumber.text(first.before)) to "
      + "\(ShortNumber.text(first.after)) at series ‘\(first.series)’, cutoff "
      + "\(points.timestampFormat.string(from: first.cutoff)), step \(first.step)"
  }
}

/// Columns of text.
enum TextTable {
  /// Rows whose columns are as wide as their widest text; all but the first few stand to the right.
  static func aligned(_ rows: [[String]], textColumns: Int) -> [String] {
    guard let first = rows.first else { return [] }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return column < textColumns ? text + padding : padding + text
      }.joined(separator: "  ")
    }
  }
}
