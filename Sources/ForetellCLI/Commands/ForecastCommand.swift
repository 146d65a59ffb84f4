internal import ArgumentParser
internal import Foretell

/// `foretell forecast`: CSV in, forecast out.
struct ForecastCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Fit a model to a CSV and forecast what follows.",
    discussion: """
      Columns, delimiter, date format and frequency are found from the file; the flags below settle what \
      it leaves open. The newest values are held back once to choose the number of training steps, and \
      then learned from like all others.

      Examples:
        foretell forecast data/air-passengers.csv -H 12
        foretell forecast sales.csv -H 18 --id-col store --target-col revenue -o forecast.csv
        foretell forecast wide.csv -H 24 --wide --model gru
        foretell forecast gaps.csv -H 7 --fill linear --json
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Columns beside the target") var covariates: CovariateOptions
  @OptionGroup(title: "Columns beside the target") var future: FutureOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    help: "Also give intervals of these levels in percent, separated by commas, such as 80,95.",
    transform: LevelList.init)
  var level: LevelList?

  @Option(
    help: "Also write a page with charts, to look at and to send: .html, or .md.",
    completion: .file(extensions: ["html"]))
  var report: String?

  func validate() throws {
    try covariates.check(input)
    try model.checkSight(covariates)
    if model.model == .coldStart {
      throw ValidationError(
        "cold-start forecasts series without a past: fit it to those that have one, and give predict "
          + "a CSV of new ids and their static columns.")
    }
    if let report, ReportKind(path: report) != .html, ReportKind(path: report) != .markdown {
      throw ValidationError("--report writes .html or .md, not ‘\(report)’.")
    }
  }

  func run() async throws {
    var job = try Job(
      writing: [output.output, report].compactMap(\.self),
      reading: [input.file, model.network.config, future.future], quiet: output.quiet,
      verbose: output.verbose)
    let table = try job.addFuture(
      future,
      to: job.read(input, over: covariates.csvOptions, threads: model.network.threads))
    let (panel, columns) = (table.panel, covariates.columns(of: table))
    job.notes.tell(
      model.choice(seeing: columns), insteadOf: model.choice, because: covariates.flags)
    if let columns, model.choice(seeing: columns).seesCovariates {
      // Now, not after minutes of training.
      try job.checkFuture(of: columns, in: table, read: input.file, horizon: model.horizon) {
        panel.categories[$0]?.codes.contains { $0 < 0 } ?? false
      }
    }
    var substitutions: [Forecast.Substitution] = []
    let fitted: FittedModel
    do {
      fitted = try await job.fit(model, to: panel, seeing: columns)
    } catch let error as ForecastingError where error.code == .tooShort {
      // A forecast was asked for and there is an honest one: give it, and say why.
      fitted = try await job.fit(.seasonalNaive, model, to: panel)
      substitutions = panel.ids.map {
        Forecast.Substitution(series: $0, model: fitted.name, reason: error.message)
      }
    }
    job.tellUnseen(by: fitted, in: panel, horizon: model.horizon)
    func forecast(levels: [Double]) throws -> Forecast {
      let forecast = try fitted.forecast(after: panel, horizon: model.horizon, levels: levels)
      return substitutions.isEmpty ? forecast : forecast.substituting(substitutions)
    }
    if let report {
      // A picture without its uncertainty would say too much.
      let pictured = try forecast(levels: level?.levels ?? [80, 95])
      try job.write(try page(of: pictured, by: fitted, after: table, job), to: report)
    }
    try job.write(
      try forecast(levels: level?.levels ?? []), after: panel, horizon: model.horizon,
      validation: fitted.validation, covariates: fitted.covariates?.columns,
      bounded: level != nil, to: output)
  }

  /// The forecast as a document.
  private func page(
    of forecast: Forecast, by fitted: FittedModel, after table: CSVTable, _ job: Job
  ) throws -> ForecastReport {
    var columns = table.schema
    columns.covariates = fitted.covariates?.columns
    let (history, schema) = (table.panel, try JSONText.string(from: columns))
    var page = ForecastReport(forecast, history: history, foretellVersion: foretellVersion)
    page.source = input.file == "-" ? "standard input" : input.file
    page.trial = fitted.validation.map { ForecastReport.Trial($0) }
    page.notes = job.notes.texts
    let file = ModelFile(
      fitted, timestampFormat: history.timestampFormat, horizon: model.horizon, schema: schema,
      writer: foretellVersion)
    page.configuration = ModelSummary(file).rows.map { ForecastReport.Setting($0.name, $0.value) }
    return page
  }
}
