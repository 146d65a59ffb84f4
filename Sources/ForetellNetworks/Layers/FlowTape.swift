/// Squared norms of the gradient of the hidden states, by pass and step, of one shard.
final class FlowTape {
  /// Where those of a pass go, `[T]` each: of h; and of all that goes from step to step, h and the LSTM's s, as it came
  /// through later steps and with what reached h at its own.
  struct Pass {
    let states: UnsafeMutablePointer<Double>
    let carried: UnsafeMutablePointer<Double>
    let whole: UnsafeMutablePointer<Double>
  }

  private let steps: Int
  private let base: UnsafeMutablePointer<Double>
  private let arena: Arena<Double>

  init(passes: Int, steps: Int) {
    var plan = ArenaPlan()
    let slot = plan.reserve(3 * passes * steps)
    arena = Arena(plan)
    base = arena[slot]
    self.steps = steps
  }

  func pass(_ place: Int) -> Pass {
    let start = base + 3 * place * steps
    return Pass(states: start, carried: start + steps, whole: start + 2 * steps)
  }
}

extension LayerPass {
  /// Takes what came from above at step t, and notes the norms where they are asked for.
  func receiveGradient(step t: Int) {
    let cell =
      flow != nil && tape.hasCellState ? kernels.sumOfSquares(stateCount, tape.dcell) : 0
    if let flow { flow.carried[t] = kernels.sumOfSquares(stateCount, tape.dhidden) + cell }
    kernels.add(stateCount, tape.doutput + t * stateCount, tape.dhidden)
    if let flow {
      flow.states[t] = kernels.sumOfSquares(stateCount, tape.dhidden)
      flow.whole[t] = flow.states[t] + cell
    }
    saveAbsent(step: t)
  }
}
