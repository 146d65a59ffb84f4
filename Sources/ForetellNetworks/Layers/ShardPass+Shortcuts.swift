// Ways around the recurrence: residual layers and blocks, and the linear skip from input to output.
extension ShardPass {
  private var skippedInput: UnsafeMutablePointer<S> {
    tape.layers[0].input + (steps - readouts) * rows * configuration.inputSize(of: 0)
  }

  /// Adds to the top layer's states what its block's first layer received, for the head to read.
  func addResidualToReadStates(of first: Int) {
    let count = readouts * rows * configuration.hiddenSize
    let unread = (steps - readouts) * rows * configuration.hiddenSize
    tape.readSums.update(
      from: states(of: configuration.layers - 1) + unread, count: count)
    kernels.add(count, input(of: first) + unread, tape.readSums)
  }

  /// `outputs += x·Kᵀ`, K the skip's weight `[O, F]`, x the numeric inputs.
  func addSkip() {
    guard let skip = weights.skip else { return }
    kernels.product(
      readouts * rows, skip.columns, skip.rows, skippedInput, configuration.inputSize(of: 0), 1,
      skip.values, nil, 1, tape.outputs, skip.columns)
  }

  /// `dK += doutputsᵀ·x`.
  func addSkipGradient() {
    guard let view = layout.skipWeight else { return }
    addHeadProduct(
      of: configuration.outputSize, depth: readouts * rows, with: skippedInput,
      columns: configuration.inputSize, stride: configuration.inputSize(of: 0),
      to: tape.headGradient + view.offset - layout.headWeight.offset)
  }
}
