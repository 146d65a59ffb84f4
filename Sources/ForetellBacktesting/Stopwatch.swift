internal import Synchronization

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
