// Between the layers of a network that runs both ways or normalizes: see ``Direction`` and
// ``NetworkConfiguration/layerNormalizationEpsilon``.
extension ShardPass {
  private var hidden: Int { configuration.hiddenSize }
  private var width: Int { configuration.stateSize }

  /// The states of a layer at `count` positions: all steps, or the one where each direction ends.
  ///
  /// A pass ends where the other begins: at one position these are the states that have seen the whole window
  /// (PyTorch's `h_n`).
  private func onward(_ layer: Int, _ count: Int) -> UnsafeMutablePointer<S> {
    states(of: layer) + (steps - count) * stateCount
  }
  private func backward(_ layer: Int) -> UnsafeMutablePointer<S> {
    tape.layers[configuration.place(of: layer, isReversed: true)].hidden
  }

  /// `target = LN(merge(h→, h←)) + x`, as far as the network has these.
  func join(_ layer: Int, positions: Int, into target: UnsafeMutablePointer<S>) {
    let (rows, states) = (positions * rows, positions * stateCount)
    switch configuration.direction {
    case .bidirectional(.concatenate):
      copy(rows, hidden, from: onward(layer, positions), hidden, to: target, width)
      copy(rows, hidden, from: backward(layer), hidden, to: target + hidden, width)
    case .bidirectional(let merging):
      target.update(from: onward(layer, positions), count: states)
      kernels.add(states, backward(layer), target)
      if merging == .average { kernels.shrink(states, target, 0.5) }
    case .forward: target.update(from: onward(layer, positions), count: states)
    }
    if configuration.normalizesLayers {
      let (junction, weights) = (tape.junctions[layer], weights.normalizations[layer])
      kernels.layerNormForward(
        rows, width, target, weights.gain, weights.bias,
        NetworkConfiguration.layerNormalizationEpsilon, junction.normalized ?? target,
        junction.scales, target)
    }
    guard let first = configuration.shortcut(endingAt: layer) else { return }
    let input = input(of: first)
    if positions == steps { return kernels.add(rows * width, input, target) }
    for half in halves(positions) {
      for row in 0..<rows {
        let place = row * width + half.first
        kernels.add(half.count, input + half.start + place, target + place)
      }
    }
  }

  /// Back through a junction: from the gradient of what the layer gave to that of the states of each pass.
  ///
  /// What goes past a residual layer or block is left as the gradient of its input, for the passes to add to.
  func part(_ layer: Int, positions: Int) {
    let (junction, rows) = (tape.junctions[layer], positions * rows)
    if let first = configuration.shortcut(endingAt: layer), let dinput = dinput(of: first) {
      passResidual(junction.doutput, positions: positions, to: dinput)
    }
    if let (gain, bias) = layout.normalization(of: layer), let normalized = junction.normalized {
      let gradient = tape.headGradient - layout.headWeight.offset
      kernels.layerNormBackward(
        rows, width, normalized, junction.scales, weights.normalizations[layer].gain,
        junction.doutput, gradient + gain.offset, gradient + bias.offset)
    }
    let (unread, states) = ((steps - positions) * stateCount, positions * stateCount)
    let onward = layerPass(layer).tape.doutput
    onward.update(repeating: 0, count: unread)
    guard case .bidirectional(let merging) = configuration.direction else {
      return (onward + unread).update(from: junction.doutput, count: states)
    }
    let backward = layerPass(layer, isReversed: true).tape.doutput
    (backward + states).update(repeating: 0, count: unread)
    if merging == .concatenate {
      copy(rows, hidden, from: junction.doutput, width, to: onward + unread, hidden)
      copy(rows, hidden, from: junction.doutput + hidden, width, to: backward, hidden)
    } else {
      if merging == .average { kernels.shrink(states, junction.doutput, 0.5) }
      (onward + unread).update(from: junction.doutput, count: states)
      backward.update(from: junction.doutput, count: states)
    }
  }

  private func passResidual(
    _ gradient: UnsafePointer<S>, positions: Int, to dinput: UnsafeMutablePointer<S>
  ) {
    if positions == steps { return dinput.update(from: gradient, count: steps * rows * width) }
    dinput.update(repeating: 0, count: steps * rows * width)
    for half in halves(positions) {
      for row in 0..<positions * rows {
        let place = row * width + half.first
        kernels.add(half.count, gradient + place, dinput + half.start + place)
      }
    }
  }

  /// The columns of each direction, and where among the inputs the position begins at which it ends.
  private func halves(_ positions: Int) -> [(first: Int, count: Int, start: Int)] {
    let last = (steps - positions) * rows * width
    return configuration.direction == .forward
      ? [(0, hidden, last)] : [(0, hidden, last), (hidden, hidden, 0)]
  }

  /// Copies `rows` rows of `count` numbers between arrays of other widths.
  private func copy(
    _ rows: Int, _ count: Int, from source: UnsafePointer<S>, _ sourceWidth: Int,
    to target: UnsafeMutablePointer<S>, _ targetWidth: Int
  ) {
    for row in 0..<rows {
      (target + row * targetWidth).update(from: source + row * sourceWidth, count: count)
    }
  }
}
