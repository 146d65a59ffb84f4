internal import ForetellForecasting
internal import Synchronization

/// Keeps the losses of a fit, thinned to some hundreds.
final class CurveRecorder: Sendable {
  private struct State {
    var curve: ModelRun.TrainingCurve
    /// Losses since the last kept point, whose mean is kept.
    var sum = 0.0
    var count = 0
    var lastValidation: Double?
    /// The first look at the flow of the gradient and the newest, by the number of the network.
    var flows: [Int: [FittingProgress.Flow]] = [:]
  }

  private let state: Mutex<State>
  private static let points = 200
  /// Steps between two looks at the flow of the gradient.
  static let flowInterval = 50

  init(fold: Int) {
    state = Mutex(
      State(
        curve: ModelRun.TrainingCurve(
          fold: fold, steps: [], losses: [], validationSteps: [], validationLosses: [])))
  }

  /// Takes note of a step; only the first stage is kept, in which a tail is held back.
  func note(_ progress: FittingProgress) {
    state.withLock { state in
      if let flow = progress.flow {
        let known = state.flows[flow.member?.number ?? 0] ?? []
        if known.last?.step ?? -1 < flow.step {
          // Most members of an ensemble are looked at once.
          let first = known.first ?? (flow.member == nil ? flow : nil)
          state.flows[flow.member?.number ?? 0] = [first, flow].compactMap(\.self)
        }
      }
      let isSecondStage = progress.phase == .training && progress.validationLoss != nil
      guard !isSecondStage, progress.loss.isFinite else { return }
      state.sum += progress.loss
      state.count += 1
      let interval = max(1, progress.steps / Self.points)
      if progress.step % interval == 0 {
        state.curve.steps.append(progress.step)
        state.curve.losses.append(state.sum / Double(state.count))
        (state.sum, state.count) = (0, 0)
      }
      if let loss = progress.validationLoss, loss.isFinite, loss != state.lastValidation {
        state.curve.validationSteps.append(progress.step)
        state.curve.validationLosses.append(loss)
        state.lastValidation = loss
      }
    }
  }

  /// nil where nothing was trained.
  var curve: ModelRun.TrainingCurve? {
    state.withLock { state in
      guard !state.curve.steps.isEmpty else { return nil }
      var curve = state.curve
      let flows = state.flows.sorted { $0.key < $1.key }.flatMap(\.value)
      curve.flows = flows.isEmpty ? nil : flows
      return curve
    }
  }
}
