internal import Foretell

/// A backtest for eyes: the verdict, the table of models, and what they were scored on.
struct BacktestView {
  let result: BacktestResult

  var text: String {
    var lines = [result.comparison.verdict.sentence, ""]
    lines += TextTable.aligned(table, textColumns: 1)
    lines += ["", evidence]
    if let audit = result.audit { lines.append(Self.sentence(audit, result.points)) }
    if let stopped = result.stopped { lines.append("cut short: \(stopped)") }
    if let uneven { lines.append(uneven) }
    lines += failures
    return Console.printable(lines.joined(separator: "\n"))
  }

  /// Where to find more than fits on a terminal.
  static let hint = "-o report.html writes the whole report"

  /// A sentence for each model that failed somewhere.
  var failures: [String] {
    result.models.filter { !$0.failures.isEmpty }.map { model in
      let first = model.failures[0]
      let series = first.series.map { "series ‘\($0)’, " } ?? ""
      let more = model.failures.count > 1 ? " (and \(model.failures.count - 1) more times)" : ""
      return "\(model.name) failed: \(series)fold \(first.fold + 1): \(first.message)\(more)"
    }
  }

  /// Points that each model has a score on.
  private var scoredPoints: [Int] {
    guard let place = result.scores.index(of: .mae) else { return [] }
    return result.scores.overall.map { $0[place].points }
  }

  /// A warning where models were not scored on the same points.
  private var uneven: String? {
    let points = scoredPoints
    guard let most = points.max(), points.contains(where: { $0 < most }) else { return nil }
    let fewer = zip(result.models, points).filter { $0.1 < most }
      .map { "\($0.0.name) on \($0.1)" }.joined(separator: ", ")
    return "note: not all models were scored on the same points: \(fewer) of \(most)"
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
    let rows = result.points.actual.count
    let scored = scoredPoints.max() ?? rows
    let points = scored == rows ? "\(rows)" : "\(scored) of \(rows)"
    let series = Set(result.points.segments.map(\.series)).count
    let isEven = Set(result.folds.map(\.testCount)).count == 1
    let format = result.points.timestampFormat
    let cutoffs = result.points.segments.map(\.cutoff)
    var text = "\(folds) fold\(folds == 1 ? "" : "s") of \(isEven ? "" : "up to ")"
    text += "\(origins.horizon) step\(origins.horizon == 1 ? "" : "s")"
    if let first = cutoffs.min(), let last = cutoffs.max() {
      text += ", cutoff \(format.string(from: first))"
      if last > first { text += " … \(format.string(from: last))" }
    }
    text += ", \(points) points of \(series) series; "
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
