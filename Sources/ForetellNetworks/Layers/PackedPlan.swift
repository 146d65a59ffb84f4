/// Where the packed weights lie, and so how much memory they take, before any is allocated.
struct PackedPlan {
  struct Matrix {
    let rows: Int
    let columns: Int
    let slot: ArenaSlot
  }

  /// Slots of the arrays of ``PackedLayer``; those that are not needed have no columns.
  struct Layer {
    let input, inputTransposed, recurrent, recurrentTransposed: Matrix
    let candidate, candidateTransposed: Matrix
    let inputBias, recurrentBias: ArenaSlot
  }

  let layers: [Layer]
  let head, headTransposed: Matrix
  let headBias, positions, embeddings: ArenaSlot
  let skip: Matrix?
  /// Gain and bias of each layer's normalization; empty where there is none.
  let normalizations: [(gain: ArenaSlot, bias: ArenaSlot)]
  let arena: ArenaPlan

  init(_ configuration: NetworkConfiguration, panelWidth: Int, forTraining: Bool) {
    var plan = ArenaPlan()
    func matrix(_ rows: Int, _ columns: Int, if isNeeded: Bool = true) -> Matrix {
      let columns = isNeeded ? columns : 0
      let padded = (columns + panelWidth - 1) / panelWidth * panelWidth
      return Matrix(rows: rows, columns: columns, slot: plan.reserve(padded * rows))
    }
    let (hidden, outputs) = (configuration.hiddenSize, configuration.headSize)
    let width = configuration.cell.gateCount * hidden
    let isSplit = configuration.cell == .gruResetBefore
    let plain = isSplit ? 2 * hidden : width
    layers = (0..<configuration.passes).map { place in
      let layer = place / configuration.directions
      let inputs = configuration.inputSize(of: layer)
      // Nothing asks for the gradient of the network's inputs, but for what was learned among them.
      let learnsInputs = configuration.segmentLength != nil || !configuration.embeddings.isEmpty
      let sendsBack = forTraining && (layer > 0 || learnsInputs)
      return Layer(
        input: matrix(inputs, width), inputTransposed: matrix(width, inputs, if: sendsBack),
        recurrent: matrix(hidden, plain),
        recurrentTransposed: matrix(plain, hidden, if: forTraining),
        candidate: matrix(hidden, hidden, if: isSplit),
        candidateTransposed: matrix(hidden, hidden, if: isSplit && forTraining),
        inputBias: plan.reserve(width), recurrentBias: plan.reserve(width))
    }
    head = matrix(configuration.stateSize, outputs)
    headTransposed = matrix(outputs, configuration.stateSize, if: forTraining)
    headBias = plan.reserve(outputs)
    positions = plan.reserve(configuration.segments * configuration.inputSize(of: 0))
    embeddings = plan.reserve(configuration.embeddingPlace(configuration.embeddings.count))
    skip =
      configuration.hasSkip ? matrix(configuration.inputSize, configuration.outputSize) : nil
    normalizations = (0..<(configuration.normalizesLayers ? configuration.layers : 0)).map { _ in
      (plan.reserve(configuration.stateSize), plan.reserve(configuration.stateSize))
    }
    arena = plan
  }
}
