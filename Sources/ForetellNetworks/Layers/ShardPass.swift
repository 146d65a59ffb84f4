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
  private var headRows: Int { readouts * rows * configuration.segments }

  /// The hidden states that the head reads, `[R, B, H]` or `[B, m, H]`.
  private var readStates: UnsafeMutablePointer<S> {
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

  private func hasOwnInput(_ layer: Int) -> Bool {
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

extension ShardPass {
  /// Back from `tape.doutputs`, the gradient of the head's sums; leaves the shard's part of all
  /// parameters' gradient in the tape.
  func backward() {
    backwardThroughHead()
    if let decoder = tape.decoder { return backwardThroughSegments(decoder) }
    for layer in (0..<configuration.layers).reversed() {
      let dinput = dinput(of: layer)
      if configuration.hasJunctions {
        let isTop = layer == configuration.layers - 1
        part(layer, positions: isTop ? readouts : steps)
      }
      runBackward(layer, dinput: dinput)
      guard let dinput else { continue }
      if let last = configuration.shortcut(beginningAt: layer), !configuration.hasJunctions {
        kernels.add(steps * stateCount, tape.layers[last].doutput, dinput)
      }
      multiplyByInputMask(of: layer, dinput)
      if layer > 0, drops {
        let below = tape.layers[configuration.place(of: layer - 1)]
        kernels.multiply(steps * rows * configuration.stateSize, below.dropout, dinput)
      }
    }
  }

  /// Where the gradient of a layer's inputs goes; nil where nothing asks for it.
  func dinput(of layer: Int) -> UnsafeMutablePointer<S>? {
    if layer > 0 {
      return tape.junctions.isEmpty
        ? tape.layers[layer - 1].doutput : tape.junctions[layer - 1].doutput
    }
    return configuration.embeddings.isEmpty ? nil : tape.dinputs
  }

  /// `gradient[outputs, columns] += doutputsᵀ·x` over `depth` rows, those of x `stride` apart, a block of them at a
  /// time.
  func addHeadProduct(
    of outputs: Int, depth: Int, with x: UnsafePointer<S>, columns: Int,
    stride: Int, to gradient: UnsafeMutablePointer<S>
  ) {
    let block = top.block * top.dilation * rows
    for start in Swift.stride(from: 0, to: depth, by: block) {
      kernels.outerProduct(
        outputs, columns, min(block, depth - start), tape.doutputs + start * outputs, outputs,
        x + start * stride, stride, gradient, columns, top.scratch)
    }
  }

  /// The head's gradients, and the top layer's: zero at the steps that the head does not read.
  private func backwardThroughHead() {
    let (outputs, hidden) = (configuration.headSize, configuration.stateSize)
    let depth = headRows
    let gradient = tape.headGradient
    gradient.update(repeating: 0, count: layout.count - layout.headWeight.offset)
    addHeadProduct(
      of: outputs, depth: depth, with: readStates, columns: hidden, stride: hidden,
      to: gradient)
    kernels.addColumnSums(depth, outputs, tape.doutputs, gradient + outputs * hidden)
    addSkipGradient()
    let weight = weights.headTransposed
    if let junction = tape.junctions.last {
      return kernels.product(
        depth, hidden, outputs, tape.doutputs, outputs, 1, weight.values, nil, 0, junction.doutput,
        hidden)
    }
    let unread = (steps - readouts) * stateCount
    if tape.decoder == nil { top.doutput.update(repeating: 0, count: unread) }
    kernels.product(
      depth, hidden, outputs, tape.doutputs, outputs, 1, weight.values, nil, 0,
      tape.decoder?.doutput ?? top.doutput + unread, hidden)
  }
}
