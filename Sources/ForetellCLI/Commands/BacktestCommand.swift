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
  @OptionGroup(title: "Folds") var origins: OriginsOptions
  @OptionGroup(title: "Models") var contestants: ContestantOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions
  @OptionGroup(title: "Output") var report: ReportOptions

  func run() async throws {
    var job = try Job(
      writing: report.output, reading: [input.file, network.config], quiet: report.quiet,
      verbose: report.verbose)
    let table = try job.readKeepingGaps(input)
    let result = try await score(table, &job)
    try BacktestOutcome(result: result, panel: table.panel, options: report).finish(&job)
  }

  private func score(_ table: CSVTable, _ job: inout Job) async throws -> BacktestResult {
    var backtest = Backtest(
      origins: origins.origins(for: table.panel, seasonLength: network.seasonLength))
    backtest.alignment = origins.align
    backtest.refit = origins.refit
    backtest.warmStart = origins.warmStart
    backtest.seasonLength = network.seasonLength
    backtest.fill = input.fill
    backtest.audits = runOptions.audit
    backtest.levels = contestants.level?.levels ?? backtest.levels
    backtest.rankingMetric = contestants.metric.flatMap { Metric($0) } ?? backtest.rankingMetric
    let bar = ProgressBar(label: "backtest")
    defer { bar.clear() }
    let (contestants, network) = (contestants, network)
    let horizon = backtest.origins.gap + backtest.origins.horizon
    let required = report.failIfWorseThan
    var result = try await backtest.run(
      on: table.panel, under: runOptions.conditions(network, job: job, bar: bar)
    ) { panel in
      try contestants.contestants(horizon: horizon, network, also: required, for: panel)
    }
    bar.clear()
    result.data.source = input.file == "-" ? "standard input" : input.file
    result.data.repairs = table.repairs.notes
    return result
  }
}
