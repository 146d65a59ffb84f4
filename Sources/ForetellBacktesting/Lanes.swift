internal import ForetellForecasting
internal import ForetellSeries

/// Plays chains of fits side by side, each lane the next chain that nobody has begun.
struct Lanes: Sendable {
  let tournament: Tournament
  let clock: Stopwatch
  let isAudit: Bool

  /// - Parameters:
  ///   - panel: what models are fitted on.
  ///   - futures: what they forecast after, by fold.
  ///   - keep: takes each record, from any lane but one at a time.
  func run(
    _ chains: [[FitJob]], on panel: PanelFolds,
    futures: @escaping @Sendable (_ fold: Int) -> PanelFolds,
    keep: @escaping @Sendable (FitRecord) throws -> Void
  ) async throws {
    let keeping = Shared(())
    let kept: @Sendable (FitRecord) throws -> Void = { record in
      try keeping.withLock { _ in try keep(record) }
    }
    let threads = tournament.threads
    // A chain that would outlast all others together is given every thread; the rest run side by side.
    let wide = chains.indices.filter { clock.isDominant($0, threads: threads) }
    for index in wide {
      try await play(
        chains[index], number: index, on: panel, futures: futures, threads: threads, sharing: 1,
        kept)
    }
    let rest = chains.indices.filter { !wide.contains($0) }
    let lanes = min(threads, rest.count)
    guard lanes > 0 else { return }
    let next = Shared(0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<lanes {
        group.addTask {
          while let place = next.withLock({ value -> Int? in
            defer { value += 1 }
            return value < rest.count ? rest[value] : nil
          }) {
            try await play(
              chains[place], number: place, on: panel, futures: futures,
              threads: max(1, threads / lanes), sharing: lanes, kept)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func play(
    _ chain: [FitJob], number: Int, on panel: PanelFolds,
    futures: @escaping @Sendable (_ fold: Int) -> PanelFolds, threads: Int,
    sharing lanes: Int, _ keep: @Sendable (FitRecord) throws -> Void
  ) async throws {
    var earlier: (any Forecaster)?
    for (link, job) in chain.enumerated() {
      try Task.checkCancellation()
      let contestant = tournament.contestants[job.model]
      let event = Stopwatch.Event(
        chain: number, link: link, model: contestant.name, fold: job.fold, isAudit: isAudit)
      let run = FitRun(
        contestant: contestant, job: job, backtest: tournament.backtest, folds: panel,
        foldsToForecast: futures,
        conditions: FittingConditions(
          threads: threads,
          // What runs side by side shares the memory.
          maximumMemory: (tournament.conditions.maximumMemory).map { $0 / lanes }
        ) { clock.note(event, share: Double($0.step) / Double(max(1, $0.steps))) })
      let (record, forecaster) = try await run.run(after: earlier)
      earlier = forecaster
      try keep(record)
      clock.finish(event)
    }
  }
}
