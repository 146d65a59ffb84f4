// What the head does to its sums; left out where it is part of the loss.
extension ShardPass {
  private var outputRows: Int { readouts * rows }

  /// Outputs in the place of the head's sums.
  func activate() {
    let width = configuration.outputSize
    switch configuration.output {
    case .linear: break
    case .sigmoid: kernels.sigmoidForward(outputRows * width, tape.outputs, tape.outputs)
    case .softmax: kernels.softmaxForward(outputRows, width, tape.outputs, tape.outputs)
    }
  }

  /// The gradient of the sums in the place of that of the outputs.
  func activateBackward() {
    let width = configuration.outputSize
    switch configuration.output {
    case .linear: break
    case .sigmoid:
      kernels.sigmoidBackward(outputRows * width, tape.outputs, tape.doutputs, tape.doutputs)
    case .softmax:
      kernels.softmaxBackward(outputRows, width, tape.outputs, tape.doutputs, tape.doutputs)
    }
  }
}
