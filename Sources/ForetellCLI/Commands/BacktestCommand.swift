internal import ArgumentParser
internal import Foretell

/// `foretell backtest`: CSV in, scores on held-out periods and a report out.
struct BacktestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Score models on periods they have not seen, and report it.",
    discussion: """
      The data are cut at several points in time. At each the models learn from what came before and \
      forecast what came after; the report says how near they were, beside plain methods that every model \
      has to beat. Without -o a summary is printed.

      Examples:
        foretell backtest data/air-passengers.csv -H 12
        foretell backtest sales.csv -H 12 --n-windows 8 -o report.html -o forecasts.csv
        foretell backtest sales.csv -H 4 --model lstm,gru --against all --refit 3
        foretell backtest sales.csv -H 12 --fail-if-worse-than seasonal-naive --fail-if 'mase>1.0'
      """)

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Columns beside the target") var covariates: CovariateOptions
  @OptionGroup(title: "Folds") var origins: OriginsOptions
  @OptionGroup(title: "Models") var contestants: ContestantOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions
  @OptionGroup(title: "Output") var report: ReportOptions

  func validate() throws {
    try covariates.check(input)
    try contestants.checkSight(covariates, network)
    try contestants.checkFlags(covariates, network)
    if origins.warmStart, runOptions.journal != nil {
      throw ValidationError(
        "--journal keeps forecasts, not parameters: a warm start cannot go on from it.")
    }
    let levels = contestants.levels
    let metrics = try [contestants.metric.flatMap { Metric($0) }] + report.gates().map(\.metric)
    for case let metric? in metrics {
      if let level = metric.level, !levels.contains(level) {
        throw ValidationError("\(metric.name) needs intervals of that level; add it to --level.")
      }
    }
    for name in report.failIfWorseThan
    where contestants.tested(network, seeing: covariates.columns).contains(name) {
      throw ValidationError("--fail-if-worse-than \(name.rawValue): that is a model to be tested.")
    }
  }

  func run() async throws {
    var job = try Job(
      writing: report.output + [runOptions.journal].compactMap(\.self),
      reading: [input.file, network.config], quiet: report.quiet,
      verbose: report.verbose)
    let table = try job.readKeepingGaps(
      input, over: covariates.csvOptions, threads: network.threads)
    let result: BacktestResult
    do {
      result = try await score(table, &job)
    } catch is CancellationError {
      throw runOptions.journal.map { Interruption(keptIn: $0) } ?? CancellationError() as any Error
    }
    let outcome = BacktestOutcome(result: result, panel: table.panel, options: report)
    try outcome.write(&job)
    if let journal = runOptions.journal, result.stopped == nil {
      JournalFile(path: journal).remove()
    }
    try outcome.judge()
  }

  private func score(_ table: CSVTable, _ job: inout Job) async throws -> BacktestResult {
    var backtest = Backtest(
      origins: origins.origins(for: table.panel, seasonLength: network.seasonLength))
    backtest.alignment = origins.align
    backtest.refit = origins.refit
    backtest.warmStart = origins.warmStart
    backtest.seasonLength = network.seasonLength
    backtest.fill = input.fill
    let columns = covariates.columns(of: table)
    backtest.covariates = columns
    for choice in contestants.tested(network, seeing: columns) {
      let flags = UnheededFlags.given([choice], network, contestants.effort)
      guard !flags.isEmpty else { continue }
      job.notes.add(
        "note: \(flags.joined(separator: ", ")) \(flags.count == 1 ? "has" : "have") no effect on "
          + choice.rawValue)
    }
    if let columns {
      let (tested, usual) = (
        contestants.tested(network, seeing: columns), contestants.tested(network)
      )
      if let choice = tested.first, let other = usual.first, tested != usual {
        job.notes.tell(choice, insteadOf: other, because: covariates.flags)
      }
      let blind = contestants.tested(network, seeing: columns).filter { !$0.seesCovariates }
      job.notes.tell(columns, unseenBy: blind.map(\.name))
      if contestants.tested(network, seeing: columns).contains(.deepAR) {
        job.notes.tell(past: columns, unseenBy: ModelChoice.deepAR.name)
      }
    }
    backtest.audits = runOptions.audit
    backtest.levels = contestants.levels
    backtest.rankingMetric = contestants.metric.flatMap { Metric($0) } ?? backtest.rankingMetric
    let bar = ProgressBar(label: "backtest")
    defer { bar.clear() }
    let (contestants, network) = (contestants, network)
    let horizon = backtest.origins.gap + backtest.origins.horizon
    let required = report.failIfWorseThan
    var result = try await backtest.run(
      on: table.panel, under: runOptions.conditions(network, job: job, bar: bar)
    ) { panel in
      try contestants.contestants(
        horizon: horizon, network, also: required, seeing: columns, for: panel)
    }
    bar.clear()
    result.data.source = input.file == "-" ? "standard input" : input.file
    result.data.repairs = table.repairs.notes
    if let fill = input.fill, result.data.missingCount > 0 {
      let note =
        "\(result.data.missingCount) missing values are filled in by \(fill.rawValue) in each fold's "
        + "history, and not scored where they were to be forecast"
      result.data.repairs.append(note)
      job.notes.add("note: \(note)")
    }
    result.command = ShellLine.ofThisProcess
    return result
  }
}
