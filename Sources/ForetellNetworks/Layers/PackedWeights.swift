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
  /// The tables of categorical inputs, one after the other.
  let embeddings: UnsafeMutablePointer<S>
  /// `[F, O]`; nil where there is no skip.
  let skip: PackedMatrix<S>?
  /// Gain and bias of each layer's normalization, `[W]`; empty where there is none.
  let normalizations: [(gain: UnsafeMutablePointer<S>, bias: UnsafeMutablePointer<S>)]
  private let arena: Arena<S>
  private let configuration: NetworkConfiguration
  private let kernels: Kernels<S>

  init(_ configuration: NetworkConfiguration, kernels: Kernels<S>, forTraining: Bool) {
    self.configuration = configuration
    self.kernels = kernels
    let plan = PackedPlan(
      configuration, panelWidth: kernels.panelWidth, forTraining: forTraining)
    let arena = Arena<S>(plan.arena)
    self.arena = arena
    func packed(_ slot: PackedPlan.Matrix) -> PackedMatrix<S> {
      PackedMatrix(rows: slot.rows, columns: slot.columns, values: arena[slot.slot])
    }
    layers = plan.layers.map { slots in
      PackedLayer(
        input: packed(slots.input), inputTransposed: packed(slots.inputTransposed),
        recurrent: packed(slots.recurrent),
        recurrentTransposed: packed(slots.recurrentTransposed),
        candidate: packed(slots.candidate),
        candidateTransposed: packed(slots.candidateTransposed),
        inputBias: arena[slots.inputBias], recurrentBias: arena[slots.recurrentBias])
    }
    head = packed(plan.head)
    headTransposed = packed(plan.headTransposed)
    headBias = arena[plan.headBias]
    positions = arena[plan.positions]
    embeddings = arena[plan.embeddings]
    skip = plan.skip.map(packed)
    normalizations = plan.normalizations.map { (arena[$0.gain], arena[$0.bias]) }
  }

  /// Packs the parameters; for the way back only where memory was made for it.
  func fill(from base: UnsafePointer<S>, _ layout: ParameterLayout) {
    for (layer, packed) in layers.enumerated() {
      fill(packed, from: base, views: layout.layer(layer))
    }
    let weight = base + layout.headWeight.offset
    headBias.update(from: base + layout.headBias.offset, count: head.columns)
    if let view = layout.positions {
      positions.update(from: base + view.offset, count: view.count)
    }
    if let first = layout.embeddings.first {
      let count = configuration.embeddingPlace(configuration.embeddings.count)
      embeddings.update(from: base + first.offset, count: count)
    }
    pack(weight, stride: head.rows, transposed: true, into: head)
    pack(weight, stride: head.rows, transposed: false, into: headTransposed)
    for (layer, copy) in normalizations.enumerated() {
      guard let (gain, bias) = layout.normalization(of: layer) else { break }
      copy.gain.update(from: base + gain.offset, count: gain.count)
      copy.bias.update(from: base + bias.offset, count: bias.count)
    }
    if let skip, let view = layout.skipWeight {
      pack(base + view.offset, stride: skip.rows, transposed: true, into: skip)
    }
  }

  private func fill(
    _ layer: PackedLayer<S>, from base: UnsafePointer<S>, views: LayerViews
  ) {
    let hidden = configuration.hiddenSize
    let input = base + views.inputWeight.offset
    let recurrent = base + views.recurrentWeight.offset
    let candidate = recurrent + layer.recurrent.columns * hidden
    pack(input, stride: layer.input.rows, transposed: true, into: layer.input)
    pack(recurrent, stride: hidden, transposed: true, into: layer.recurrent)
    pack(candidate, stride: hidden, transposed: true, into: layer.candidate)
    pack(input, stride: layer.input.rows, transposed: false, into: layer.inputTransposed)
    pack(recurrent, stride: hidden, transposed: false, into: layer.recurrentTransposed)
    pack(candidate, stride: hidden, transposed: false, into: layer.candidateTransposed)
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
    guard matrix.columns > 0 else { return }
    kernels.pack(
      matrix.rows, matrix.columns, weight, stride, transposed ? 1 : 0, matrix.values)
  }
}
