internal import ForetellFiles
public import ForetellForecasting
public import ForetellSeries

/// How models are scored on periods that they have not seen.
///
///     let result = try await Backtest(origins: .expanding(minimum: 48, test: 12, count: 8))
///       .run([RecurrentRecipe(horizon: 12), BaselineRecipe(.seasonalNaive)], on: panel)
///
/// Everything is fitted inside a fold, on what its history holds; missing values are filled there too.
public struct Backtest: Hashable, Sendable {
  public var origins: Origins
  public var alignment = BacktestSetup.Alignment.calendar
  public var refit = RefitPolicy.always
  /// Whether a refit starts from the parameters of the one before, where the recipe can.
  public var warmStart = false
  /// Steps in a season for scaled metrics; nil takes the frequency's.
  public var seasonLength: Int?
  /// Probabilities of the intervals, in percent.
  public var levels: [Double] = [80, 95]
  public var rankingMetric = Metric.mase
  /// What stands in for missing values in a fold's history; missing values to forecast are not scored.
  public var fill: FillMethod?
  /// The columns beside the target that models may see; nil is none.
  ///
  /// Those known ahead are handed over for the steps after each cutoff, and for no others; where the data
  /// end before the horizon does, their last row is repeated, for steps that nobody scores.
  public var covariates: CovariateColumns?
  /// Whether everything is done again with another future after each cutoff, to see that no forecast
  /// moves.
  public var audits = false

  public init(origins: Origins) { self.origins = origins }

  /// Scores models on a panel.
  ///
  /// A recipe with a horizon of its own must reach as far as the gap and the horizon together.
  ///
  /// - Throws: ``BacktestError`` where no fold fits or the setup contradicts itself;
  ///   `CancellationError` where the task is cancelled. A model that fails is named in the result, and the
  ///   others go on.
  public func run(
    _ recipes: [any Recipe], on panel: Panel, under conditions: BacktestConditions = .init()
  ) async throws -> BacktestResult {
    try await run(on: panel, under: conditions) { _ in recipes.map { Contestant($0) } }
  }

  /// Scores models that are made for a panel.
  ///
  /// - Parameter contestants: makes the models. The audit calls it again with a panel of another future:
  ///   a choice that the future has had a part in then shows.
  public func run(
    on panel: Panel, under conditions: BacktestConditions = .init(),
    contestants: @Sendable (Panel) throws -> [Contestant]
  ) async throws -> BacktestResult {
    let begin = ContinuousClock.now
    let models = try contestants(panel)
    try check(models)
    let folds = try PanelFolds(
      panel, origins: origins, alignment: alignment, fill: fill,
      known: Set(covariates?.known ?? []))
    try checkRoom(for: folds)
    let tournament = Tournament(
      backtest: self, folds: folds, contestants: models, conditions: conditions)
    let outcome = try await tournament.play()
    var audit: AuditReport?
    if audits, outcome.stopped == nil {
      audit = try await tournament.audit(outcome.records, remaking: contestants)
    }
    let seconds = (ContinuousClock.now - begin) / .seconds(1)
    let result = ResultAssembly(tournament, outcome).result(audit: audit, seconds: seconds)
    if let journal = conditions.journal, outcome.stopped == nil, !conditions.keepsJournal {
      JournalFile(path: journal).remove()
    }
    return result
  }

  /// Steps of a season on a panel.
  func seasonLength(of panel: Panel) -> Int {
    max(1, seasonLength ?? panel.frequency.defaultSeasonLength)
  }

  /// Steps from a cutoff to the end of its test part: what models are asked for.
  var reach: Int { origins.gap + origins.horizon }
}

/// Where a backtest runs, how long it may take, and whom it tells how it goes.
///
/// Nothing here changes a score.
public struct BacktestConditions: Sendable {
  /// Threads to use; nil takes as many as there are processors.
  public var threads: Int?
  /// Bytes that the training of a network may take; nil is four fifths of the machine's memory.
  public var maximumMemory: Int?
  /// After this time the folds that are finished are scored and the others given up; nil is no limit.
  public var timeLimit: Duration?
  /// A file that keeps finished work, so that a backtest that was stopped goes on from there; nil keeps
  /// none.
  public var journal: String?
  /// Whether the journal stays when all is done, for a caller who still has to write the result.
  public var keepsJournal = false
  /// Called once before the start with the seconds it will take, about.
  public var estimate: @Sendable (Double) -> Void = { _ in }
  /// Called on the way, from any thread but one call at a time.
  public var report: @Sendable (BacktestProgress) -> Void = { _ in }

  public init() {}
}

/// How far a backtest has come.
public struct BacktestProgress: Hashable, Sendable {
  /// The share of the work that is done, 0 … 1, by the estimated times.
  public let share: Double
  /// Fits done and to do.
  public let fitsDone: Int
  public let fits: Int
  /// What was last worked on.
  public let model: String
  public let fold: Int
  /// Whether this is the audit's second run.
  public let isAudit: Bool
}
