internal import ArgumentParser
internal import Foretell

/// `foretell evaluate`: forecasts of any tool and what came, scores out.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score forecasts that were made elsewhere.",
    discussion: """
      FORECASTS is a CSV in the columns of Nixtla (unique_id, ds, Model, Model-lo-80, …, also with a column \
      cutoff), Prophet (ds, yhat, yhat_lower, yhat_upper) or AutoGluon (item_id, timestamp, mean, 0.1, …). \
      ACTUALS is a CSV as for the other commands. Where it reaches back before the forecasts, scaled errors \
      are given and naive baselines put beside.

      Examples:
        foretell evaluate forecasts.csv sales.csv
        foretell evaluate prophet.csv sales.csv --level 95 -o report.html
        foretell evaluate forecasts.csv sales.csv --fail-if 'smape>12'
      """)

  @Argument(help: "The CSV of forecasts.", completion: .file(extensions: ["csv"]))
  var forecasts: String

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(parsing: .unconditional, help: "Level of Prophet's bounds in percent (80).")
  var level = 80.0

  @Option(
    parsing: .unconditional,
    help: "Steps in a season: 12 for months, 24 for hours, … (from the frequency).")
  var seasonLength: Int?

  @Option(help: "Metric that models are ranked by: mase, smape, rmse, … (mase).")
  var metric: String?

  @Option(
    parsing: .unconditional,
    help: "How stamps of the forecasts are written, as for --time-format (found by itself).")
  var forecastsTimeFormat: String?

  @Flag(help: "Put no naive baselines beside.")
  var noBaselines = false

  @OptionGroup(title: "Output") var report: ReportOptions

  func validate() throws {
    try MetricCheck.check(metric)
    if let forecastsTimeFormat, TimestampFormat(forecastsTimeFormat) == nil {
      throw ValidationError("--forecasts-time-format does not know ‘\(forecastsTimeFormat)’.")
    }
    guard level > 0, level < 100 else {
      throw ValidationError("--level is \(level); it must lie between 0 and 100.")
    }
    if let seasonLength, !(1...1_000_000).contains(seasonLength) {
      throw ValidationError("--season-length is \(seasonLength); it must lie within 1 … 1000000.")
    }
  }

  func run() async throws {
    var job = try Job(
      writing: report.output, reading: [forecasts, input.file], quiet: report.quiet,
      verbose: report.verbose)
    let file = try ForecastFile(
      path: forecasts, level: level,
      timestampFormat: forecastsTimeFormat.flatMap { TimestampFormat($0) })
    let table = try job.readKeepingGaps(input, always: true)
    var evaluation = Evaluation()
    evaluation.seasonLength = seasonLength
    evaluation.addsBaselines = !noBaselines
    if let metric = metric.flatMap({ Metric($0) }) { evaluation.rankingMetric = metric }
    var result = try score(file, by: evaluation, against: table.panel)
    try checkRivals(in: result)
    if let id = file.forecasts.ids.first, !id.isEmpty, !table.panel.ids.contains(id) {
      job.notes.add(
        "note: forecasts of ‘\(id)’ are taken for the only series, ‘\(table.panel.ids[0])’")
    }
    result.command = ShellLine.ofThisProcess
    result.data.source = "\(forecasts) against \(input.file == "-" ? "standard input" : input.file)"
    result.data.repairs = table.repairs.notes
    let outcome = BacktestOutcome(result: result, panel: table.panel, options: report)
    try outcome.write(&job)
    try outcome.judge()
  }

  /// Refuses a gate against a model that neither file has.
  private func checkRivals(in result: BacktestResult) throws {
    let names = result.models.map(\.name)
    let known = Set(names.map { $0.lowercased() })
    for rival in report.failIfWorseThan where !known.contains(rival.name.lowercased()) {
      throw ValidationError(
        "--fail-if-worse-than \(rival.rawValue): there are only \(names.joined(separator: ", ")).")
    }
  }

  /// Scores, and names the line where something does not fit.
  private func score(
    _ file: ForecastFile, by evaluation: Evaluation, against actuals: Panel
  ) throws -> BacktestResult {
    do {
      return try evaluation.score(file.forecasts, against: actuals)
    } catch let error as EvaluationError {
      throw CSVError(
        .unplaced, error.message, path: forecasts, line: error.row.map { file.lines[$0] },
        series: error.series, timestamp: error.timestamp, remedy: error.remedy)
    }
  }
}

/// The metrics that `--metric` knows.
enum MetricCheck {
  static func check(_ name: String?) throws {
    guard let name, Metric(name) == nil else { return }
    throw ValidationError("--metric does not know ‘\(name)’; there are \(Metric.acceptedNames).")
  }
}
