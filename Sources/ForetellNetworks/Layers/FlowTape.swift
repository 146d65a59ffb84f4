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
    if let flow { noteFlow(step: t, into: flow.carried, withCell: true) }
    kernels.add(count(of: t), tape.doutput + t * stateCount, tape.dhidden)
    if let flow {
      noteFlow(step: t, into: flow.states, withCell: false)
      noteFlow(step: t, into: flow.whole, withCell: true)
    }
    saveAbsent(step: t)
  }

  /// Squared norms of the gradient that stands in `dhidden`, for each of the steps of time that step t takes.
  private func noteFlow(step t: Int, into norms: UnsafeMutablePointer<Double>, withCell: Bool) {
    let batch = stateCount / dilation
    for part in 0..<count(of: t) / batch {
      let cell =
        withCell && tape.hasCellState
        ? kernels.sumOfSquares(batch, tape.dcell + part * batch) : 0
      norms[t * dilation + part] = kernels.sumOfSquares(batch, tape.dhidden + part * batch) + cell
    }
  }
}
