internal import ForetellRandom

// Masks that stay the same over all steps; see ``VariationalDropout``.
extension ShardPass {
  var dropsInputs: Bool { configuration.dropsInputs && dropout != nil }
  var dropsStates: Bool { configuration.dropsStates && dropout != nil }

  /// Draws the masks of a layer and lays one over what it receives.
  func dropEntering(_ layer: Int) {
    guard let dropout, let shares = configuration.variationalDropout else { return }
    if dropsInputs {
      let own = tape.layers[configuration.place(of: layer)]
      draw(
        dropout.stream("inputs").stream(layer), dropping: shares.inputs,
        width: configuration.inputSize(of: layer), into: own.inputMask)
      multiplyByInputMask(of: layer, own.input)
    }
    guard dropsStates else { return }
    for direction in 0..<configuration.directions {
      let place = configuration.place(of: layer, isReversed: direction == 1)
      let own = tape.layers[place]
      draw(
        dropout.stream("states").stream(place), dropping: shares.states,
        width: configuration.hiddenSize, into: own.stateMask)
      for part in 1..<max(1, own.dilation) {
        (own.stateMask + part * stateCount).update(from: own.stateMask, count: stateCount)
      }
    }
  }

  /// `values[t] ⊙= m` at all steps: what a layer receives, or its gradient.
  func multiplyByInputMask(of layer: Int, _ values: UnsafeMutablePointer<S>) {
    guard dropsInputs else { return }
    let mask = tape.layers[configuration.place(of: layer)].inputMask
    let count = rows * configuration.inputSize(of: layer)
    for step in 0..<steps { kernels.multiply(count, mask, values + step * count) }
  }
}
