/// Where the arrays of a tape lie, and so how much memory it takes, before any is allocated.
struct TapePlan {
  /// Slots of the arrays of ``LayerTape``; those that are not needed are empty.
  struct Layer {
    let input, gates, hidden, cell, kept, recurrentSums, dropout: ArenaSlot
    let doutput, drecurrent, dhidden, dcell, dkept, factors, scratch, gradient: ArenaSlot
    let inputMask, stateMask, masked, dmasked: ArenaSlot
    let gradientShape: LayerGradientShape
    /// Steps of time that are one of the layer's; of these, those whose gates are kept, and those worked on together.
    let dilation, depth, block: Int
  }

  let layers: [Layer]
  let junctions: [JunctionSlots]
  /// The decoder's single step, a row for each segment of each window.
  let decoder: Layer?
  let dposition, dinputs: ArenaSlot
  let readSums, outputs, doutputs, targets, weights, headGradient: ArenaSlot
  let arena: ArenaPlan

  init(
    _ configuration: NetworkConfiguration, steps: Int, rows: Int, panelWidth: Int,
    forTraining: Bool
  ) {
    var plan = ArenaPlan()
    let readouts = configuration.readout.count(of: steps)
    func reserve(_ count: Int, if isNeeded: Bool = true) -> ArenaSlot {
      plan.reserve(isNeeded ? count : 0)
    }
    layers = (0..<configuration.passes).map { place in
      let layer = place / configuration.directions
      return Layer(
        configuration, layer: layer, isReversed: place > configuration.place(of: layer),
        steps: steps, rows: rows,
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
        configuration, layer: 0, steps: 1, rows: rows * segments,
        drops: decoderDrops, panelWidth: panelWidth, forTraining: forTraining, in: &plan) : nil
    let inputs = rows * configuration.inputSize(of: 0)
    dposition = reserve(segments * inputs, if: decodes && forTraining)
    dinputs = reserve(steps * inputs, if: forTraining && !configuration.embeddings.isEmpty)
    let headCount = readouts * rows * configuration.outputSize
    let sumsStates = configuration.shortcut(endingAt: configuration.layers - 1) != nil
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
    rows: Int, drops: Bool, panelWidth: Int, forTraining: Bool, in plan: inout ArenaPlan
  ) {
    let needs = configuration.cell.tapeNeeds
    let dilation = configuration.dilation(of: layer, steps: steps)
    let wideSteps = (steps + dilation - 1) / dilation
    // Without a way back nothing is gained by working on several steps at once.
    let block = forTraining ? TimeBlocks.length(rows: dilation * rows, steps: wideSteps) : 1
    let depth = forTraining ? wideSteps : block
    (self.dilation, self.block, self.depth) = (dilation, block, depth)
    let kept = min(depth * dilation, steps)
    let state = rows * configuration.hiddenSize
    let wide = dilation * state
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
    gates = reserve(kept * sums)
    hidden = reserve((steps + dilation) * state)
    cell = reserve((depth + 1) * wide, if: needs.cellState)
    self.kept = reserve(kept * state, if: needs.kept)
    recurrentSums = reserve(dilation * sums, if: needs.recurrentSums)
    dropout = reserve(steps * rows * configuration.stateSize, if: drops && !isReversed)
    doutput = reserve(steps * state, if: forTraining)
    drecurrent = reserve(steps * sums, if: forTraining && needs.separateRecurrentGradient)
    dhidden = reserve(wide, if: forTraining)
    dcell = reserve(wide, if: forTraining && needs.cellState)
    dkept = reserve(wide, if: forTraining && needs.kept)
    factors = reserve(block * dilation * rows * gradientShape.rows, if: forTraining)
    scratch = reserve(block * dilation * rows * panelWidth, if: forTraining)
    gradient = reserve(gradientShape.count, if: forTraining)
    inputMask = reserve(
      rows * configuration.inputSize(of: layer),
      if: forTraining && configuration.dropsInputs && !isReversed)
    stateMask = reserve(wide, if: forTraining && configuration.dropsStates)
    masked = reserve(wide, if: forTraining && configuration.dropsStates)
    dmasked = reserve(wide, if: forTraining && configuration.dropsStates)
  }
}
