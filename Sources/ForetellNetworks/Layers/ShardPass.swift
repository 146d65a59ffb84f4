internal import ForetellRandom

/// A network run over one shard of a batch: the layers one after the other, then the head.
struct ShardPass<S: BinaryFloatingPoint & Sendable> {
  let configuration: NetworkConfiguration
  let layout: ParameterLayout
  let kernels: Kernels<S>
  let weights: PackedWeights<S>
  let tape: Tape<S>
  /// Steps, rows of the shard, and where the shard begins in the batch.
  let steps: Int
  let rows: Int
  let firstRow: Int
  /// Where the factors of dropout come from; nil outside training.
  let dropout: RandomStream?
  /// Which rows have an input at a step; nil where all have.
  var absence: Absence<S>?
  /// Where the rows begin and what they leave; nil where they begin with zeros.
  var carried: CarriedStates<S>?
  /// The gradient of what the rows leave, in whose place that of where they begin is left; nil where it is zero.
  var dcarried: CarriedStates<S>?

  var readouts: Int { configuration.readout.count(of: steps) }
  var top: LayerTape<S> { tape.layers[configuration.place(of: configuration.layers - 1)] }
  var stateCount: Int { rows * configuration.hiddenSize }

  /// Rows of the head: a row of the shard for each readout, or for each segment.
  var headRows: Int { readouts * rows * configuration.segments }

  /// The hidden states that the head reads, `[R, B, H]` or `[B, m, H]`.
  var readStates: UnsafeMutablePointer<S> {
    if let decoder = tape.decoder, !drops {
      return decoder.hidden + headRows * configuration.hiddenSize
    }
    return tape.decoder != nil || configuration.hasJunctions
      || configuration.shortcut(endingAt: configuration.layers - 1) != nil
      ? tape.readSums : states(of: configuration.layers - 1) + (steps - readouts) * stateCount
  }

  /// Up to the head's sums, in `tape.outputs`; ``activate()`` makes outputs of them.
  func forward() {
    for layer in 0..<configuration.layers {
      if layer > 0, hasOwnInput(layer) { passOn(from: layer - 1) }
      dropEntering(layer)
      runForward(layer)
    }
    if let decoder = tape.decoder { decodeSegments(decoder) }
    if configuration.hasJunctions {
      join(configuration.layers - 1, positions: readouts, into: tape.readSums)
    } else if let first = configuration.shortcut(endingAt: configuration.layers - 1) {
      addResidualToReadStates(of: first)
    }
    let head = weights.head
    kernels.product(
      headRows, head.columns, head.rows, readStates, head.rows, 1, head.values,
      weights.headBias, 0, tape.outputs, head.columns)
    addSkip()
  }

  func layerPass(_ layer: Int, isReversed: Bool = false) -> LayerPass<S> {
    let place = configuration.place(of: layer, isReversed: isReversed)
    let own = tape.layers[place]
    let dilation = own.dilation
    return LayerPass(
      kernels: kernels, steps: (steps + dilation - 1) / dilation, rows: dilation * rows,
      places: steps * rows, dilation: dilation, inputSize: configuration.inputSize(of: layer),
      hiddenSize: configuration.hiddenSize, input: input(of: layer), tape: own,
      weights: weights.layers[place], isReversed: isReversed,
      stateMask: dropsStates ? own.stateMask : nil, absence: absence,
      flow: tape.flow?.pass(place))
  }

  /// The passes of a layer, onward and, where there is one, backward in time.
  func passes(of layer: Int) -> [LayerPass<S>] {
    (0..<configuration.directions).map { layerPass(layer, isReversed: $0 == 1) }
  }

  var drops: Bool { configuration.dropout > 0 && dropout != nil }

  func hasOwnInput(_ layer: Int) -> Bool {
    configuration.hasOwnInput(layer, drops: drops || dropsInputs)
  }

  /// What a layer receives, `[T, B, F]`; the states of the one below where they lie.
  func input(of layer: Int) -> UnsafeMutablePointer<S> {
    hasOwnInput(layer)
      ? tape.layers[configuration.place(of: layer)].input
      : states(of: layer - 1)
  }

  /// The states that a layer's onward pass leaves, `[T, B, H]`.
  func states(of layer: Int) -> UnsafeMutablePointer<S> {
    let own = tape.layers[configuration.place(of: layer)]
    return own.hidden + own.dilation * stateCount
  }

  /// Copies a layer's outputs to the next layer's inputs, dropping some of them in training.
  ///
  /// Kept ones are scaled by 1/(1 − p), so that nothing changes in expectation. The factor of an
  /// element depends on its place in the batch, not in the shard.
  private func passOn(from layer: Int) {
    let below = tape.layers[configuration.place(of: layer)]
    let above = tape.layers[configuration.place(of: layer + 1)]
    let width = rows * configuration.stateSize
    if configuration.hasJunctions {
      join(layer, positions: steps, into: above.input)
    } else {
      above.input.update(from: states(of: layer), count: steps * width)
      if let first = configuration.shortcut(endingAt: layer) {
        kernels.add(steps * width, input(of: first), above.input)
      }
    }
    guard drops else { return }
    for step in 0..<steps {
      drawDropout(of: layer, block: step, into: below.dropout + step * width)
    }
    kernels.multiply(steps * width, below.dropout, above.input)
  }

  /// A factor for each unit of each row of the shard: 0 where it is dropped.
  func drawDropout(of layer: Int, block: Int, into factors: UnsafeMutablePointer<S>) {
    guard let random = dropout?.stream(layer) else { return }
    draw(
      random, dropping: configuration.dropout, width: configuration.stateSize, block: block,
      into: factors)
  }

  /// A factor for each of `width` units of each row of the shard, 0 with probability `share`, else 1/(1 − share).
  func draw(
    _ random: RandomStream, dropping share: Double, width: Int, block: Int = 0,
    into factors: UnsafeMutablePointer<S>
  ) {
    let factor = S(1 / (1 - share))
    for row in 0..<rows {
      // 2²⁰ rows and 2¹⁴ hidden units fit beside each other without meeting.
      let place = (block << 20 + firstRow + row) * width
      for unit in 0..<width {
        factors[row * width + unit] = random[uniformAt: place + unit] >= share ? factor : 0
      }
    }
  }
}
