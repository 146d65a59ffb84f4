internal import Foretell
internal import Synchronization

/// The looks at the flow of the gradient while a network is fitted, the newest last.
final class FlowLog: Sendable {
  /// Steps between two looks.
  static let interval = 50

  private let state = Mutex<[GradientFlow]>([])

  func note(_ progress: FittingProgress) {
    guard let flow = progress.flow else { return }
    state.withLock { $0.append(flow) }
  }

  var flows: [GradientFlow] { state.withLock { $0 } }
}

extension Notes {
  /// Says where gradients went: each look with `--verbose`, and plainly so where they vanish or explode.
  mutating func describe(_ flows: [GradientFlow]) {
    for flow in flows { detail(flow.summary) }
    if let warning = flows.last?.warning { add("note: \(warning)") }
  }
}
