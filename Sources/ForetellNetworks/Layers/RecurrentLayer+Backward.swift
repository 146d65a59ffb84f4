extension RecurrentLayer {
  /// From `tape.doutput` back through all steps, adding the weights' gradients to `gradient` and, where
  /// there is a layer below, leaving the gradient of the inputs in `dinput`.
  ///
  /// This is the exact gradient: no step is cut off (Werbos 1990).
  static func backward<S>(
    _ pass: LayerPass<S>, gradient: UnsafeMutablePointer<S>, dinput: UnsafeMutablePointer<S>?
  ) {
    let (tape, width) = (pass.tape, Cell.gateCount * pass.hiddenSize)
    tape.dhidden.update(repeating: 0, count: pass.stateCount)
    tape.dcell.update(repeating: 0, count: pass.stateCount)
    for t in (0..<pass.steps).reversed() {
      pass.kernels.add(pass.stateCount, tape.doutput + t * pass.stateCount, tape.dhidden)
      Cell.backward(pass, step: t)
    }
    pass.addWeightGradient(
      tape.dgates, stride: width, rows: width, against: tape.input, columns: pass.inputSize,
      to: gradient + pass.views.inputWeight.offset)
    pass.kernels.addColumnSums(
      pass.steps * pass.rows, width, tape.dgates, gradient + pass.views.inputBias.offset)
    Cell.addRecurrentGradients(pass, to: gradient)
    if let dinput {
      let weight = pass.weights.inputTransposed
      pass.kernels.product(
        pass.steps * pass.rows, weight.columns, weight.rows, tape.dgates, weight.rows, 1,
        weight.values, nil, 0, dinput, weight.columns)
    }
  }
}
