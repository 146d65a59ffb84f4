/// The time loop that all cells share: one layer over one shard of the batch.
enum RecurrentLayer<Cell: RecurrentCell> {
  /// From `tape.input` `[T, B, F]` and zero states to `tape.hidden[1…T]`.
  ///
  /// The input sums of all steps are one product; a step then adds its small recurrent one.
  static func forward<S>(_ pass: LayerPass<S>) {
    let input = pass.weights.input
    pass.kernels.product(
      pass.steps * pass.rows, input.columns, input.rows, pass.tape.input, input.rows, 1,
      input.values, pass.weights.inputBias, 0, pass.tape.gates, input.columns)
    for t in 0..<pass.steps { Cell.forward(pass, step: t) }
  }
}
