internal import ForetellForecasting
internal import ForetellSeries

/// All fits of a backtest, played by as many lanes as there are threads.
struct Tournament: Sendable {
  let backtest: Backtest
  let folds: PanelFolds
  let contestants: [Contestant]
  let conditions: BacktestConditions
  /// The fits, newest fold first, so that the newest are finished where time runs out; with a warm
  /// start those of one model follow each other in one chain.
  let chains: [[FitJob]]

  init(
    backtest: Backtest, folds: PanelFolds, contestants: [Contestant],
    conditions: BacktestConditions
  ) {
    self.backtest = backtest
    self.folds = folds
    self.contestants = contestants
    self.conditions = conditions
    chains = Self.chains(backtest, folds.folds.indices, contestants)
  }

  /// What was played.
  struct Outcome: Sendable {
    /// In the order of ``Tournament/chains``, without those that were given up.
    let records: [FitRecord]
    /// Folds that all models have finished.
    let finishedFolds: [Int]
    /// Why folds are missing.
    let stopped: String?
  }

  private static func chains(
    _ backtest: Backtest, _ folds: Range<Int>, _ contestants: [Contestant]
  ) -> [[FitJob]] {
    var groups: [[Int]] = []
    for fold in folds {
      if backtest.refit.fits(inFold: fold) {
        groups.append([fold])
      } else {
        groups[groups.count - 1].append(fold)
      }
    }
    let order = backtest.warmStart ? groups : groups.reversed()
    let jobs = order.flatMap { group in
      contestants.indices.map { FitJob(model: $0, folds: group) }
    }
    guard backtest.warmStart else { return jobs.map { [$0] } }
    return contestants.indices.flatMap { model -> [[FitJob]] in
      let own = jobs.filter { $0.model == model }
      return contestants[model].recipe is any WarmStartingRecipe ? [own] : own.map { [$0] }
    }
  }

  func play() async throws -> Outcome {
    let journal = try conditions.journal.map {
      try Journal(path: $0, fingerprint: try fingerprint())
    }
    let known = usable(journal?.records ?? [])
    let finished = Set(known.map(\.job))
    let open = chains.filter { !$0.allSatisfy(finished.contains) }
    let records = Shared(known)
    let isLate = try await withinTimeLimit {
      let clock = Stopwatch(
        weights: try await weights(of: open), fits: open.reduce(0) { $0 + $1.count },
        report: conditions.report)
      conditions.estimate(clock.totalSeconds)
      try await Lanes(tournament: self, clock: clock, isAudit: false).run(open, on: folds) { _ in
        folds
      } keep: { record in
        try journal?.append(record)
        records.withLock { $0.append(record) }
      }
    }
    return try outcome(records.withLock { $0 }, isLate: isLate)
  }

  /// The stored records that are those of this plan, as long as its folds are.
  private func usable(_ records: [FitRecord]) -> [FitRecord] {
    let jobs = Set(chains.flatMap(\.self))
    var rows: [Int: Int] = [:]
    for fold in Set(records.flatMap { $0.folds.map(\.fold) })
    where folds.folds.indices.contains(fold) {
      rows[fold] = folds.scored(inFold: fold).reduce(0) { $0 + $1.test.count }
    }
    return records.filter { record in
      jobs.contains(record.job)
        && record.folds.allSatisfy { part in
          part.values.values.count == rows[part.fold]
            && (part.bounds.isEmpty || part.bounds.count == 2 * backtest.levels.count)
            && part.bounds.allSatisfy { $0.values.count == rows[part.fold] }
        }
    }
  }

  private func outcome(_ records: [FitRecord], isLate: Bool) throws(BacktestError) -> Outcome {
    let order = chains.flatMap(\.self)
    let byJob = Dictionary(records.map { ($0.job, $0) }) { first, _ in first }
    var models = [Int](repeating: 0, count: folds.folds.count)
    for record in byJob.values { for part in record.folds { models[part.fold] += 1 } }
    let finished = folds.folds.indices.filter { models[$0] == contestants.count }
    guard !finished.isEmpty else {
      throw BacktestError(
        .timeLimit, "the time limit was over before one fold was finished",
        remedy: "raise --time-limit, lower --n-windows or test fewer models"
          + (conditions.journal == nil ? "" : ", or run it again to go on with the journal"))
    }
    return Outcome(
      records: order.compactMap { byJob[$0] }, finishedFolds: finished,
      stopped: isLate
        ? "the time limit was over after \(finished.count) of \(folds.folds.count) folds" : nil)
  }

  var threads: Int { max(1, conditions.threads ?? FittingConditions.processorCount) }

  /// Estimated seconds of each chain on one thread's share of the machine.
  private func weights(of chains: [[FitJob]]) async throws -> [[Double]] {
    // The newest fold has the most to learn from; the older ones cost at most as much.
    guard let newest = chains.flatMap(\.self).max(by: { $0.fold < $1.fold }) else { return [] }
    let history = folds.history(inFold: newest.fold)
    var seconds: [Int: Double] = [:]
    for model in Set(chains.flatMap(\.self).map(\.model)).sorted() {
      let recipe = contestants[model].recipe
      // A model that cannot be tried will be found out, and named, when it is fitted.
      let trial = FittingConditions(threads: threads, maximumMemory: conditions.maximumMemory)
      do {
        seconds[model] = try await recipe.estimatedSeconds(toFit: history, under: trial)
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        seconds[model] = 0
      }
    }
    return chains.map { $0.map { max(1e-4, seconds[$0.model] ?? 0) } }
  }

  /// Runs work; true where the time was over before it was done.
  private func withinTimeLimit(_ work: @escaping @Sendable () async throws -> Void) async throws
    -> Bool
  {
    let running = Task { try await work() }
    let isOver = Shared(false)
    return try await withTaskCancellationHandler {
      let timer = conditions.timeLimit.map { limit in
        Task {
          try await Task.sleep(for: limit)
          isOver.withLock { $0 = true }
          running.cancel()
        }
      }
      defer { timer?.cancel() }
      do {
        try await running.value
        return false
      } catch let error as CancellationError {
        guard isOver.withLock({ $0 }), !Task.isCancelled else { throw error }
        return true
      }
    } onCancel: {
      running.cancel()
    }
  }
}

extension FitRecord {
  var job: FitJob { FitJob(model: model, folds: folds.map(\.fold)) }
}
