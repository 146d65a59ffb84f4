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
  /// Where the rows begin and what they leave; nil where they begin with zeros.
  var carried: CarriedStates<S>?
  /// The gradient of what the rows leave, in whose place that of where they begin is left; nil where it is zero.
  var dcarried: CarriedStates<S>?

  var readouts: Int { configuration.readout.count(of: steps) }
  var top: LayerTape<S> { tape.layers[configuration.layers - 1] }
  var stateCount: Int { rows * configuration.hiddenSize }

  /// Rows of the head: a row of the shard for each readout, or for each segment.
  private var headRows: Int { readouts * rows * configuration.segments }

  /// The hidden states that the head reads, `[R, B, H]` or `[B, m, H]`.
  private var readStates: UnsafeMutablePointer<S> {
    if let decoder = tape.decoder, !drops {
      return decoder.hidden + headRows * configuration.hiddenSize
    }
    return tape.decoder != nil || isResidual(configuration.layers - 1)
      ? tape.readSums : top.hidden + (steps - readouts + 1) * stateCount
  }

  /// Up to the head's sums, in `tape.outputs`; ``activate()`` makes outputs of them.
  func forward() {
    for layer in 0..<configuration.layers {
      if layer > 0, hasOwnInput(layer) { passOn(from: layer - 1) }
      runForward(layer)
    }
    if let decoder = tape.decoder { decodeSegments(decoder) }
    if isResidual(configuration.layers - 1) { addResidualToReadStates() }
    let head = weights.head
    kernels.product(
      headRows, head.columns, head.rows, readStates, head.rows, 1, head.values,
      weights.headBias, 0, tape.outputs, head.columns)
    addSkip()
  }

  func layerPass(_ layer: Int) -> LayerPass<S> {
    LayerPass(
      kernels: kernels, steps: steps, rows: rows, inputSize: configuration.inputSize(of: layer),
      hiddenSize: configuration.hiddenSize, input: input(of: layer), tape: tape.layers[layer],
      weights: weights.layers[layer])
  }

  var drops: Bool { configuration.dropout > 0 && dropout != nil }

  private func hasOwnInput(_ layer: Int) -> Bool {
    configuration.hasOwnInput(layer, drops: drops)
  }

  /// What a layer receives, `[T, B, F]`; the states of the one below where they lie.
  private func input(of layer: Int) -> UnsafeMutablePointer<S> {
    hasOwnInput(layer) ? tape.layers[layer].input : tape.layers[layer - 1].hidden + stateCount
  }

  /// Copies a layer's outputs to the next layer's inputs, dropping some of them in training.
  ///
  /// Kept ones are scaled by 1/(1 − p), so that nothing changes in expectation. The factor of an
  /// element depends on its place in the batch, not in the shard.
  private func passOn(from layer: Int) {
    let (below, above) = (tape.layers[layer], tape.layers[layer + 1])
    let count = steps * stateCount
    above.input.update(from: below.hidden + stateCount, count: count)
    if isResidual(layer) { kernels.add(count, input(of: layer), above.input) }
    guard drops else { return }
    for step in 0..<steps {
      drawDropout(of: layer, block: step, into: below.dropout + step * stateCount)
    }
    kernels.multiply(count, below.dropout, above.input)
  }

  /// A factor for each unit of each row of the shard: 0 where it is dropped.
  func drawDropout(of layer: Int, block: Int, into factors: UnsafeMutablePointer<S>) {
    guard let random = dropout?.stream(layer) else { return }
    let factor = S(1 / (1 - configuration.dropout))
    let hidden = configuration.hiddenSize
    for row in 0..<rows {
      // 2²⁰ rows and 2¹⁴ hidden units fit beside each other without meeting.
      let place = (block << 20 + firstRow + row) * hidden
      for unit in 0..<hidden {
        let isKept = random[uniformAt: place + unit] >= configuration.dropout
        factors[row * hidden + unit] = isKept ? factor : 0
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
      runBackward(layer, dinput: dinput)
      guard layer > 0 else { continue }
      if let dinput, isResidual(layer) {
        kernels.add(steps * stateCount, tape.layers[layer].doutput, dinput)
      }
      if let dinput, drops {
        kernels.multiply(steps * stateCount, tape.layers[layer - 1].dropout, dinput)
      }
    }
  }

  /// Where the gradient of a layer's inputs goes; nil where nothing asks for it.
  func dinput(of layer: Int) -> UnsafeMutablePointer<S>? {
    if layer > 0 { return tape.layers[layer - 1].doutput }
    return configuration.embeddings.isEmpty ? nil : tape.dinputs
  }

  /// `gradient[outputs, columns] += doutputsᵀ·x` over `depth` rows, those of x `stride` apart, a block of them at a
  /// time.
  func addHeadProduct(
    of outputs: Int, depth: Int, with x: UnsafePointer<S>, columns: Int,
    stride: Int, to gradient: UnsafeMutablePointer<S>
  ) {
    let block = top.block * rows
    for start in Swift.stride(from: 0, to: depth, by: block) {
      kernels.outerProduct(
        outputs, columns, min(block, depth - start), tape.doutputs + start * outputs, outputs,
        x + start * stride, stride, gradient, columns, top.scratch)
    }
  }

  /// The head's gradients, and the top layer's: zero at the steps that the head does not read.
  private func backwardThroughHead() {
    let (outputs, hidden) = (configuration.headSize, configuration.hiddenSize)
    let depth = headRows
    let gradient = tape.headGradient
    gradient.update(repeating: 0, count: layout.count - layout.headWeight.offset)
    addHeadProduct(
      of: outputs, depth: depth, with: readStates, columns: hidden, stride: hidden,
      to: gradient)
    kernels.addColumnSums(depth, outputs, tape.doutputs, gradient + outputs * hidden)
    addSkipGradient()
    let unread = (steps - readouts) * stateCount
    if tape.decoder == nil { top.doutput.update(repeating: 0, count: unread) }
    let weight = weights.headTransposed
    kernels.product(
      depth, hidden, outputs, tape.doutputs, outputs, 1, weight.values, nil, 0,
      tape.decoder?.doutput ?? top.doutput + unread, hidden)
  }
}
