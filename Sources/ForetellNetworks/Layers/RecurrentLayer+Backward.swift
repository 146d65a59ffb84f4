extension RecurrentLayer {
  /// From `tape.doutput` back through all steps, leaving the weights' gradients in `tape.gradient` and,
  /// where there is a layer below, the gradient of the inputs in `dinput`.
  ///
  /// This is the exact gradient: no step is cut off (Werbos 1990).
  static func backward<S>(_ pass: LayerPass<S>, dinput: UnsafeMutablePointer<S>?) {
    pass.tape.gradient.values.update(repeating: 0, count: pass.tape.gradient.count)
    pass.tape.dhidden.update(repeating: 0, count: pass.stateCount)
    if pass.tape.hasCellState { pass.tape.dcell.update(repeating: 0, count: pass.stateCount) }
    retreat(pass, dinput: dinput)
  }

  /// The same from what is in `tape.gradient`, `tape.dhidden` and `tape.dcell`: a pass that came after
  /// this one has left its part there.
  static func retreat<S>(_ pass: LayerPass<S>, dinput: UnsafeMutablePointer<S>?) {
    let tape = pass.tape
    let width = Cell.gateCount * pass.hiddenSize
    let blocks = TimeBlocks(steps: pass.steps, length: tape.block)
    for block in blocks.walked(descending: !pass.isReversed) {
      for t in block.walked(descending: !pass.isReversed) {
        pass.receiveGradient(step: t)
        Cell.backward(pass, step: t)
        pass.restoreAbsent(
          step: t, gates: Cell.gateCount,
          hasRecurrentGradient: Cell.tapeNeeds.separateRecurrentGradient)
      }
      pass.gatherFactors(block)
      Cell.addWeightGradients(pass, over: block)
      if let dinput {
        let weight = pass.weights.inputTransposed
        pass.kernels.product(
          pass.rows(of: block), weight.columns, weight.rows,
          pass.gates(block.lowerBound, Cell.gateCount), width, 1, weight.values, nil,
          pass.addsToInputGradient ? 1 : 0,
          dinput + block.lowerBound * pass.rows * weight.columns, weight.columns)
      }
    }
  }
}
