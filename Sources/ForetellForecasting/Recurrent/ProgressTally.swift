internal import Synchronization

/// Counts the steps of all members and passes on how far they are.
final class ProgressTally: Sendable {
  private let steps: Int
  private let report: @Sendable (FittingProgress) -> Void
  private let state = Mutex<(step: Int, validationLoss: Double?)>((0, nil))

  init(steps: Int, report: @escaping @Sendable (FittingProgress) -> Void) {
    self.steps = steps
    self.report = report
  }

  func count(
    loss: Double, phase: FittingProgress.Phase, flow: FittingProgress.Flow? = nil
  ) {
    // Reported under the lock, or two threads could report their steps in the wrong order.
    state.withLock { state in
      state.step += 1
      report(
        FittingProgress(
          phase: phase, step: state.step, steps: steps, loss: loss,
          validationLoss: state.validationLoss, flow: flow))
    }
  }

  func note(validationLoss: Double) { state.withLock { $0.validationLoss = validationLoss } }
}
