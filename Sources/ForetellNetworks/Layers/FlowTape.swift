/// Squared norms of the gradient of the hidden states, by pass and step, of one shard.
final class FlowTape {
  /// Where those of a pass go, `[T]` each: of the gradient that came through later steps, and of the whole.
  struct Pass {
    let carried: UnsafeMutablePointer<Double>
    let states: UnsafeMutablePointer<Double>
  }

  private let steps: Int
  private let base: UnsafeMutablePointer<Double>
  private let arena: Arena<Double>

  init(passes: Int, steps: Int) {
    var plan = ArenaPlan()
    let slot = plan.reserve(2 * passes * steps)
    arena = Arena(plan)
    base = arena[slot]
    self.steps = steps
  }

  func pass(_ place: Int) -> Pass {
    let start = base + 2 * place * steps
    return Pass(carried: start, states: start + steps)
  }
}

extension LayerPass {
  /// Takes what came from above at step t, and notes the norms where they are asked for.
  func receiveGradient(step t: Int) {
    if let flow { flow.carried[t] = kernels.sumOfSquares(stateCount, tape.dhidden) }
    kernels.add(stateCount, tape.doutput + t * stateCount, tape.dhidden)
    if let flow { flow.states[t] = kernels.sumOfSquares(stateCount, tape.dhidden) }
    saveAbsent(step: t)
  }
}
