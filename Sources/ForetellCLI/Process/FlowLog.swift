internal import Foretell
internal import Synchronization

/// The looks at the flow of the gradient while networks are fitted: network after network, the newest last.
final class FlowLog: Sendable {
  /// Steps between two looks.
  static let interval = 50

  private let state = Mutex<[GradientFlow]>([])

  func note(_ progress: FittingProgress) {
    guard let flow = progress.flow else { return }
    state.withLock { $0.append(flow) }
  }

  /// In an order that does not depend on which of several networks was faster.
  var flows: [GradientFlow] {
    let flows = state.withLock { $0 }
    let numbers = Set(flows.map { $0.member?.number ?? 0 }).sorted()
    return numbers.flatMap { number in flows.filter { ($0.member?.number ?? 0) == number } }
  }
}

extension Notes {
  /// Says where gradients went: each look with `--verbose`, and plainly so where they explode, or vanish in a network
  /// whose shape is the user's.
  ///
  /// - Parameter isChosen: whether the network is as it is because values held back chose it so.
  mutating func describe(_ flows: [GradientFlow], ofChosenNetworks isChosen: Bool = false) {
    for flow in flows { detail(flow.summary) }
    let newest = flows.indices.filter { place in
      place + 1 == flows.count || flows[place + 1].member != flows[place].member
    }
    guard let place = newest.first(where: { flows[$0].warning != nil }),
      let warning = flows[place].warning
    else { return }
    let exploding = newest.first { flows[$0].diagnosis == .exploding }
    if let exploding, let warning = flows[exploding].warning { return add("note: \(warning)") }
    if isChosen { detail("note: \(warning)") } else { add("note: \(warning)") }
  }
}
