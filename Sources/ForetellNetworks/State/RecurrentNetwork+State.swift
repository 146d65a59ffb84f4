extension RecurrentNetwork {
  /// The loss of a batch that begins with given states, and its gradient with respect to the parameters.
  ///
  /// The states count as constants: what made them is not differentiated, which is what cuts
  /// backpropagation through time off at the border of two batches (Williams & Peng 1990).
  ///
  /// - Parameter state: where each row begins, a row for each of the batch; afterwards where it ended.
  /// - Throws: ``NetworkError`` with `.state` where it is of another network or number of rows.
  public func lossAndGradient(
    _ parameters: Parameters<Float>, on batch: Batch<Float>,
    from state: inout RecurrentState<Float>,
    loss: Loss = .meanSquaredError, engine: Engine
  ) throws(NetworkError) -> (loss: Double, gradient: Parameters<Float>) {
    try lossAndGradient(
      parameters, on: batch, from: &state, loss, kernels: engine.float, engine: engine)
  }

  /// The same in double precision on the scalar kernels, to check the mathematics by.
  public func lossAndGradient(
    _ parameters: Parameters<Double>, on batch: Batch<Double>,
    from state: inout RecurrentState<Double>, loss: Loss = .meanSquaredError, engine: Engine
  ) throws(NetworkError) -> (loss: Double, gradient: Parameters<Double>) {
    try lossAndGradient(
      parameters, on: batch, from: &state, loss, kernels: engine.double, engine: engine)
  }

  private func lossAndGradient<S>(
    _ parameters: Parameters<S>, on batch: Batch<S>, from state: inout RecurrentState<S>,
    _ loss: Loss, kernels: Kernels<S>, engine: Engine
  ) throws(NetworkError) -> (loss: Double, gradient: Parameters<S>) {
    try state.check(fits: self, rows: batch.rows)
    let computation = Computation(
      self, kernels: kernels, steps: batch.steps, rows: batch.rows, forTraining: true)
    var gradient = Parameters<S>(zerosFor: layout)
    let value = state.withPointers { carried in
      computation.lossAndGradient(
        parameters, on: batch, loss: loss, dropout: nil, carried: carried, into: &gradient,
        engine: engine)
    }
    return (value, gradient)
  }
}
