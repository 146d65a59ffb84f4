public import ForetellBacktesting
public import ForetellSeries

/// A backtest as a document that answers whether its best model can be trusted, and on what evidence.
///
///     let report = BacktestReport(result, panel: panel)
///     try await OutputFile.write(to: "report.html") { file in try file.write(report.html()) }
///
/// Every document is made of the result alone, apart from the values before the cutoffs, which come from
/// the panel. A panel of thousands of series is summed up and sampled, and the page says so: it stays
/// below about 3 MB.
public struct BacktestReport: Sendable {
  public let result: BacktestResult
  /// What the backtest ran on.
  public let panel: Panel

  public init(_ result: BacktestResult, panel: Panel) {
    self.result = result
    self.panel = panel
  }

  /// One HTML file that needs nothing else: no network, no script to be read, no font.
  public func html() -> String { page(forReading: false).html }

  /// The same in GitHub's Markdown, with tables in place of the charts.
  public func markdown() -> String { page(forReading: true).markdown }

  private func page(forReading: Bool) -> Page {
    let study = Study(result, panel: panel)
    let pictures = ForecastPictures(study: study)
    let coverage = Coverage(study: study)
    let verdict = result.comparison.verdict
    var page = Page(
      title: "Backtest of \(result.data.source ?? "\(result.data.seriesCount) series")",
      eyebrow: eyebrow, verdict: verdict.sentence, version: result.foretellVersion,
      footer:
        "Made by foretell \(result.foretellVersion) in \(NumberText.duration(result.seconds)).")
    page.badge = (verdict.outcome.rawValue, Self.badge(verdict.outcome))
    page.alert = result.stopped.map { "Not the whole backtest: \($0)." }
    page.evidence = verdict.evidence
    page.figures = KeyFigures(study: study, coverage: coverage).figures
    page.chart = headline(study)
    page.sections =
      [Leaderboard(study: study).section]
      + [
        pictures.section, StepErrors(study: study).section, FoldDiagram(study: study).section,
        ErrorTables(study: study).section, Duels(study: study).section,
        Diagnostics(study: study)?.section, coverage.section, Training(study: study).section,
        DataFacts(study: study).section, Configuration(study: study).section,
      ].compactMap { $0 }
    if !forReading { page.data = pictures.data }
    return page
  }

  private var eyebrow: String {
    let data = result.data
    return
      "Backtest: \(NumberText.count(data.seriesCount)) series, \(NumberText.count(data.valueCount)) values, "
      + "frequency \(data.frequency), \(NumberText.count(result.folds.count, "fold")) of "
      + NumberText.count(result.setup.origins.horizon, "step")
  }

  private static func badge(_ outcome: Comparison.Verdict.Outcome) -> String {
    switch outcome {
    case .better: "Better than the best rival"
    case .ahead: "Ahead, not proven"
    case .mixed: "Mixed: the mean and most series disagree"
    case .noDifference: "No difference shown"
    case .behind: "Behind, not proven"
    case .notBetter: "Worse than the best rival"
    case .unknown: "Unknown"
    }
  }

  private func headline(_ study: Study) -> Chart? {
    guard let candidate = study.candidate, let segment = Sampling(study: study).headline else {
      return nil
    }
    var chart = SegmentPicture(study, segment).chart(
      id: "chart-headline",
      title: "\(study.shortID(segment.series)), known until \(study.text(segment.cutoff))",
      models: [candidate] + (study.rival.map { [$0] } ?? []), height: 272)
    chart.unit = study.points.ids.count > 1 ? "the median series of the last fold" : "the last fold"
    return chart
  }
}
