/// Where the arrays of a tape lie, and so how much memory it takes, before any is allocated.
struct TapePlan {
  /// Slots of the arrays of ``LayerTape``; those that are not needed are empty.
  struct Layer {
    let input, gates, hidden, cell, kept, recurrentSums, dropout: ArenaSlot
    let doutput, drecurrent, dhidden, dcell, dkept, factors, scratch, gradient: ArenaSlot
    let inputMask, stateMask, masked, dmasked: ArenaSlot
    let gradientShape: LayerGradientShape
  }

  let layers: [Layer]
  let junctions: [JunctionSlots]
  /// The decoder's single step, a row for each segment of each window.
  let decoder: Layer?
  let dposition, dinputs: ArenaSlot
  let readSums, outputs, doutputs, targets, weights, headGradient: ArenaSlot
  /// Steps whose gates are kept, and those that are worked on together.
  let depth: Int
  let block: Int
  let arena: ArenaPlan

  init(
    _ configuration: NetworkConfiguration, steps: Int, rows: Int, panelWidth: Int,
    forTraining: Bool
  ) {
    var plan = ArenaPlan()
    let readouts = configuration.readout.count(of: steps)
    // Without a way back nothing is gained by working on several steps at once.
    let block = forTraining ? TimeBlocks.length(rows: rows, steps: steps) : 1
    let depth = forTraining ? steps : block
    self.block = block
    self.depth = depth
    func reserve(_ count: Int, if isNeeded: Bool = true) -> ArenaSlot {
      plan.reserve(isNeeded ? count : 0)
    }
    layers = (0..<configuration.passes).map { place in
      let layer = place / configuration.directions
      return Layer(
        configuration, layer: layer, isReversed: place > configuration.place(of: layer),
        steps: steps, rows: rows, depth: depth, block: block,
        drops: forTraining && configuration.dropout > 0 && layer < configuration.layers - 1,
        panelWidth: panelWidth, forTraining: forTraining, in: &plan)
    }
    junctions = (0..<(configuration.hasJunctions ? configuration.layers : 0)).map { layer in
      JunctionSlots(
        configuration, rows: rows * (layer == configuration.layers - 1 ? readouts : steps),
        forTraining: forTraining, in: &plan)
    }
    let segments = configuration.segments
    let decodes = configuration.segmentLength != nil
    let decoderDrops = decodes && forTraining && configuration.dropout > 0
    decoder =
      decodes
      ? Layer(
        configuration, layer: 0, steps: 1, rows: rows * segments, depth: 1, block: 1,
        drops: decoderDrops, panelWidth: panelWidth, forTraining: forTraining, in: &plan) : nil
    let inputs = rows * configuration.inputSize(of: 0)
    dposition = reserve(segments * inputs, if: decodes && forTraining)
    dinputs = reserve(steps * inputs, if: forTraining && !configuration.embeddings.isEmpty)
    let headCount = readouts * rows * configuration.outputSize
    let sumsStates = configuration.isResidual && configuration.layers > 1
    readSums = reserve(
      readouts * segments * rows * configuration.stateSize,
      if: sumsStates || decoderDrops || configuration.hasJunctions)
    outputs = reserve(headCount)
    doutputs = reserve(headCount, if: forTraining)
    targets = reserve(headCount, if: forTraining)
    weights = reserve(headCount, if: forTraining)
    let layout = ParameterLayout(configuration)
    headGradient = reserve(layout.count - layout.headWeight.offset, if: forTraining)
    arena = plan
  }
}

extension TapePlan.Layer {
  init(
    _ configuration: NetworkConfiguration, layer: Int, isReversed: Bool = false, steps: Int,
    rows: Int, depth: Int,
    block: Int, drops: Bool, panelWidth: Int, forTraining: Bool, in plan: inout ArenaPlan
  ) {
    let needs = configuration.cell.tapeNeeds
    let state = rows * configuration.hiddenSize
    let sums = state * configuration.cell.gateCount
    let hasOwnInput = configuration.hasOwnInput(
      layer,
      drops: forTraining && (configuration.dropout > 0 || configuration.dropsInputs))
    func reserve(_ count: Int, if isNeeded: Bool = true) -> ArenaSlot {
      plan.reserve(isNeeded ? count : 0)
    }
    gradientShape = LayerGradientShape(configuration, layer: layer)
    input = reserve(
      steps * rows * configuration.inputSize(of: layer), if: hasOwnInput && !isReversed)
    gates = reserve(depth * sums)
    hidden = reserve((steps + 1) * state)
    cell = reserve((depth + 1) * state, if: needs.cellState)
    kept = reserve(depth * state, if: needs.kept)
    recurrentSums = reserve(sums, if: needs.recurrentSums)
    dropout = reserve(steps * rows * configuration.stateSize, if: drops && !isReversed)
    doutput = reserve(steps * state, if: forTraining)
    drecurrent = reserve(steps * sums, if: forTraining && needs.separateRecurrentGradient)
    dhidden = reserve(state, if: forTraining)
    dcell = reserve(state, if: forTraining && needs.cellState)
    dkept = reserve(state, if: forTraining && needs.kept)
    factors = reserve(block * rows * gradientShape.rows, if: forTraining)
    scratch = reserve(block * rows * panelWidth, if: forTraining)
    gradient = reserve(gradientShape.count, if: forTraining)
    inputMask = reserve(
      rows * configuration.inputSize(of: layer),
      if: forTraining && configuration.dropsInputs && !isReversed)
    stateMask = reserve(state, if: forTraining && configuration.dropsStates)
    masked = reserve(state, if: forTraining && configuration.dropsStates)
    dmasked = reserve(state, if: forTraining && configuration.dropsStates)
  }
}
