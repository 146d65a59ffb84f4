import ForetellForecasting
import ForetellNetworks
import ForetellSeries
import Synchronization

extension Samples {
  /// A model, and where its gradients went at every other step.
  static func flows<R: Recipe>(
    of recipe: R, on panel: Panel
  ) async throws -> (model: R.Fitted, flows: [GradientFlow]) {
    let log = FlowLog()
    var conditions = FittingConditions(threads: 2) { log.note($0) }
    conditions.flowInterval = 2
    let model = try await recipe.fit(to: panel, under: conditions)
    return (model, log.flows)
  }
}

private final class FlowLog: Sendable {
  private let state = Mutex<[GradientFlow]>([])

  func note(_ progress: FittingProgress) {
    guard let flow = progress.flow else { return }
    state.withLock { $0.append(flow) }
  }

  var flows: [GradientFlow] { state.withLock { $0 } }
}
