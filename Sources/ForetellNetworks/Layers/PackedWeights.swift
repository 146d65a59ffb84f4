/// A matrix `[rows, columns]` in the panels that the product kernel reads.
struct PackedMatrix<S: BinaryFloatingPoint & Sendable> {
  let rows: Int
  let columns: Int
  let values: UnsafeMutablePointer<S>
}

/// The weights of one recurrent layer, packed for the products of both directions.
struct PackedLayer<S: BinaryFloatingPoint & Sendable> {
  /// `[F, G·H]`, forward.
  let input: PackedMatrix<S>
  /// `[G·H, F]`, backward into the layer below.
  let inputTransposed: PackedMatrix<S>
  /// `[H, G·H]`; without the candidate's rows where the reset comes before the product.
  let recurrent: PackedMatrix<S>
  let recurrentTransposed: PackedMatrix<S>
  /// `[H, H]`, the candidate's part where the reset comes before the product.
  let candidate: PackedMatrix<S>
  let candidateTransposed: PackedMatrix<S>
  /// What the input product starts from, `[G·H]`: both biases, except the one the reset gate scales.
  let inputBias: UnsafeMutablePointer<S>
  /// What the recurrent product starts from, `[G·H]`: zero but for the bias the reset gate scales.
  let recurrentBias: UnsafeMutablePointer<S>
}

/// All weights of a network in packed form, filled anew whenever the parameters have changed.
///
/// Packing costs one pass over the weights and is paid once a batch; the products of all steps and
/// shards then read panels in order.
final class PackedWeights<S: BinaryFloatingPoint & Sendable>: @unchecked Sendable {
  let layers: [PackedLayer<S>]
  /// `[H, O]` and `[O, H]`.
  let head: PackedMatrix<S>
  let headTransposed: PackedMatrix<S>
  /// The head's bias, `[O]`.
  let headBias: UnsafeMutablePointer<S>
  /// `[m, F]`: what the decoder is fed for each segment.
  let positions: UnsafeMutablePointer<S>
  /// `[F, O]`; nil where there is no skip.
  let skip: PackedMatrix<S>?
  private let arena: Arena<S>
  private let configuration: NetworkConfiguration
  private let kernels: Kernels<S>

  init(_ configuration: NetworkConfiguration, kernels: Kernels<S>) {
    self.configuration = configuration
    self.kernels = kernels
    var plan = ArenaPlan()
    func matrix(_ rows: Int, _ columns: Int) -> (Int, Int, ArenaSlot) {
      (rows, columns, plan.reserve(kernels.packedCount(rows: rows, columns: columns)))
    }
    let hidden = configuration.hiddenSize
    let width = configuration.cell.gateCount * hidden
    let split = configuration.cell == .gruResetBefore
    let plain = split ? 2 * hidden : width
    let slots = (0..<configuration.layers).map { layer in
      let inputs = configuration.inputSize(of: layer)
      // Nothing asks for the gradient of the network's inputs, but for those of the decoder.
      let sendsBack = layer > 0 || configuration.segmentLength != nil
      return (
        [
          matrix(inputs, width), matrix(width, sendsBack ? inputs : 0), matrix(hidden, plain),
          matrix(plain, hidden), matrix(hidden, split ? hidden : 0),
          matrix(split ? hidden : 0, hidden),
        ], plan.reserve(width), plan.reserve(width)
      )
    }
    let headSlots = [
      matrix(hidden, configuration.headSize), matrix(configuration.headSize, hidden),
    ]
    let biasSlot = plan.reserve(configuration.headSize)
    let positionsSlot = plan.reserve(configuration.segments * configuration.inputSize)
    let skipSlot =
      configuration.hasSkip ? matrix(configuration.inputSize, configuration.outputSize) : nil
    let arena = Arena<S>(plan)
    self.arena = arena
    func packed(_ slot: (Int, Int, ArenaSlot)) -> PackedMatrix<S> {
      PackedMatrix(rows: slot.0, columns: slot.1, values: arena[slot.2])
    }
    layers = slots.map { matrices, inputBias, recurrentBias in
      PackedLayer(
        input: packed(matrices[0]), inputTransposed: packed(matrices[1]),
        recurrent: packed(matrices[2]), recurrentTransposed: packed(matrices[3]),
        candidate: packed(matrices[4]), candidateTransposed: packed(matrices[5]),
        inputBias: arena[inputBias], recurrentBias: arena[recurrentBias])
    }
    head = packed(headSlots[0])
    headTransposed = packed(headSlots[1])
    headBias = arena[biasSlot]
    positions = arena[positionsSlot]
    skip = skipSlot.map(packed)
  }

  /// Packs the parameters; those for the way back only where `forTraining`.
  func fill(from parameters: Parameters<S>, forTraining: Bool) {
    parameters.values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for (layer, packed) in layers.enumerated() {
        fill(packed, from: base, views: parameters.layout.layer(layer), forTraining: forTraining)
      }
      let weight = base + parameters.layout.headWeight.offset
      headBias.update(from: base + parameters.layout.headBias.offset, count: head.columns)
      if let view = parameters.layout.positions {
        positions.update(from: base + view.offset, count: view.count)
      }
      pack(weight, stride: head.rows, transposed: true, into: head)
      if forTraining { pack(weight, stride: head.rows, transposed: false, into: headTransposed) }
      if let skip, let view = parameters.layout.skipWeight {
        pack(base + view.offset, stride: skip.rows, transposed: true, into: skip)
      }
    }
  }

  private func fill(
    _ layer: PackedLayer<S>, from base: UnsafePointer<S>, views: LayerViews, forTraining: Bool
  ) {
    let hidden = configuration.hiddenSize
    let input = base + views.inputWeight.offset
    let recurrent = base + views.recurrentWeight.offset
    let candidate = recurrent + layer.recurrent.columns * hidden
    pack(input, stride: layer.input.rows, transposed: true, into: layer.input)
    pack(recurrent, stride: hidden, transposed: true, into: layer.recurrent)
    if layer.candidate.columns > 0 {
      pack(candidate, stride: hidden, transposed: true, into: layer.candidate)
    }
    if forTraining {
      if layer.inputTransposed.columns > 0 {
        pack(input, stride: layer.input.rows, transposed: false, into: layer.inputTransposed)
      }
      pack(recurrent, stride: hidden, transposed: false, into: layer.recurrentTransposed)
      if layer.candidate.columns > 0 {
        pack(candidate, stride: hidden, transposed: false, into: layer.candidateTransposed)
      }
    }
    let width = layer.input.columns
    let scaledByReset = configuration.cell == .gru ? 2 * hidden..<width : width..<width
    for row in 0..<width {
      let bias = base[views.recurrentBias.offset + row]
      let isScaled = scaledByReset.contains(row)
      layer.inputBias[row] = base[views.inputBias.offset + row] + (isScaled ? 0 : bias)
      layer.recurrentBias[row] = isScaled ? bias : 0
    }
  }

  private func pack(
    _ weight: UnsafePointer<S>, stride: Int, transposed: Bool, into matrix: PackedMatrix<S>
  ) {
    kernels.pack(
      matrix.rows, matrix.columns, weight, stride, transposed ? 1 : 0, matrix.values)
  }
}
