internal import Foretell
internal import Synchronization

/// One line on the terminal that shows how far fitting is, with loss and time left.
final class ProgressBar: Sendable {
  private struct State {
    var lastDrawn: ContinuousClock.Instant?
    var isVisible = false
  }

  private let label: String
  private let begin = ContinuousClock.now
  private let state = Mutex(State())

  init(label: String) { self.label = label }

  /// Draws how far fitting is.
  func show(_ progress: FittingProgress) {
    var details = ["loss \(ShortNumber.text(progress.loss))"]
    if let loss = progress.validationLoss { details.append("held back \(ShortNumber.text(loss))") }
    show(share: Double(progress.step) / Double(max(1, progress.steps)), details)
  }

  /// Draws how far a backtest is.
  func show(_ progress: BacktestProgress) {
    let audit = progress.isAudit ? "audit, " : ""
    show(
      share: progress.share,
      ["\(audit)\(progress.fitsDone) of \(progress.fits) fits", progress.model])
  }

  /// Draws, at most ten times a second.
  private func show(share: Double, _ details: [String]) {
    state.withLock { state in
      let now = ContinuousClock.now
      if let last = state.lastDrawn, now - last < .milliseconds(100) { return }
      state.lastDrawn = now
      state.isVisible = true
      Console.write(
        "\r" + line(share: share, details, at: now) + "\u{1B}[K", to: .error, terminator: "")
    }
  }

  /// Takes the line away.
  func clear() {
    state.withLock { state in
      if state.isVisible { Console.write("\r\u{1B}[K", to: .error, terminator: "") }
      state.isVisible = false
    }
  }

  private func line(
    share: Double, _ details: [String], at now: ContinuousClock.Instant
  ) -> String {
    let width = 24
    let filled = min(width, Int(share * Double(width)))
    let bar = String(repeating: "━", count: filled) + String(repeating: "┄", count: width - filled)
    var parts = ["\(label) \(bar) \(Int(share * 100)) %"] + details
    let elapsed = (now - begin) / .seconds(1)
    if share > 0.02 { parts.append("\(Int((elapsed / share - elapsed).rounded(.up))) s left") }
    return String(parts.joined(separator: "  ").prefix(Console.width(of: .error) - 1))
  }
}
