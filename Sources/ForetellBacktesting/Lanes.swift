internal import ForetellForecasting
internal import ForetellSeries
internal import Synchronization

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

/// A value behind a lock that closures of several tasks may hold.
final class Shared<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>

  init(_ value: Value) { mutex = Mutex(value) }

  func withLock<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    try mutex.withLock { value in try body(&value) }
  }
}

/// Adds up how far all chains are, weighted by their estimated times.
final class Stopwatch: Sendable {
  /// A link of a chain, for the report.
  struct Event: Hashable, Sendable {
    let chain: Int
    let link: Int
    let model: String
    let fold: Int
    let isAudit: Bool
  }

  private struct State {
    var shares: [[Double]]
    var done = 0
    var sum = 0.0
  }

  private let weights: [[Double]]
  private let total: Double
  private let fits: Int
  private let report: @Sendable (BacktestProgress) -> Void
  private let state: Mutex<State>

  init(weights: [[Double]], fits: Int, report: @escaping @Sendable (BacktestProgress) -> Void) {
    self.weights = weights
    self.fits = fits
    self.report = report
    total = max(1e-9, weights.reduce(0) { $0 + $1.reduce(0, +) })
    state = Mutex(State(shares: weights.map { $0.map { _ in 0 } }))
  }

  /// The estimated seconds of all fits, where the lanes share the work evenly.
  ///
  /// Each weight was measured with every thread at work on one fit alone, so side by side they take
  /// about as long in sum.
  var totalSeconds: Double { weights.isEmpty ? 0 : total }

  /// Whether a chain takes more than one lane's share of all work.
  func isDominant(_ chain: Int, threads: Int) -> Bool {
    weights[chain].reduce(0, +) > total / Double(threads)
  }

  func note(_ event: Event, share: Double) { update(event, share: share, finishes: false) }

  func finish(_ event: Event) { update(event, share: 1, finishes: true) }

  private func update(_ event: Event, share: Double, finishes: Bool) {
    state.withLock { state in
      let weight = weights[event.chain][event.link]
      state.sum += weight * (share - state.shares[event.chain][event.link])
      state.shares[event.chain][event.link] = share
      if finishes { state.done += 1 }
      report(
        BacktestProgress(
          share: min(1, max(0, state.sum / total)), fitsDone: state.done, fits: fits,
          model: event.model, fold: event.fold, isAudit: event.isAudit))
    }
  }
}
