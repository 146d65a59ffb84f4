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
    for block in TimeBlocks(steps: pass.steps, length: tape.block).reversed() {
      for t in block.reversed() {
        pass.kernels.add(pass.stateCount, tape.doutput + t * pass.stateCount, tape.dhidden)
        Cell.backward(pass, step: t)
      }
      pass.gatherFactors(block)
      Cell.addWeightGradients(pass, over: block)
      if let dinput {
        let weight = pass.weights.inputTransposed
        pass.kernels.product(
          block.count * pass.rows, weight.columns, weight.rows,
          pass.gates(block.lowerBound, Cell.gateCount), width, 1, weight.values, nil, 0,
          dinput + block.lowerBound * pass.rows * weight.columns, weight.columns)
      }
    }
  }
}
