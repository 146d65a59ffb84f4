/// What the forward pass of one layer over one shard leaves for the backward pass.
///
/// The backward pass's own arrays stand beside it. G gates, H hidden, T steps, B rows of the shard; all
/// time-major. D is the depth: T in training; without a backward pass a block, used again and again. What is said of a
/// step holds for d of them at a time, and d·B rows, in a layer of dilation d.
struct LayerTape<S: BinaryFloatingPoint & Sendable> {
  /// d; D, and the steps that are worked on together, in steps of d·B rows.
  let dilation: Int
  let depth: Int
  let block: Int
  let hasCellState: Bool
  /// `[T, B, F]`: what the layer receives, where that is not just the states of the layer below.
  let input: UnsafeMutablePointer<S>
  /// `[D, B, G·H]`: sums, then activations, then the gradient of the sums.
  let gates: UnsafeMutablePointer<S>
  /// `[T+d, B, H]`; the first are the initial state.
  let hidden: UnsafeMutablePointer<S>
  /// `[D+1, B, H]`: the LSTM's cell state; the first is the initial one.
  let cell: UnsafeMutablePointer<S>
  /// `[D, B, H]`: tanh c' of the LSTM, q of the GRU, r⊙h of the GRU with the reset before.
  let kept: UnsafeMutablePointer<S>
  /// `[B, G·H]`: recurrent sums of one step, where they are kept apart.
  let recurrentSums: UnsafeMutablePointer<S>
  /// `[T, B, W]`: factors of the dropout between this layer and the next.
  let dropout: UnsafeMutablePointer<S>
  /// `[T, B, H]`: gradient of the layer's outputs, from above.
  let doutput: UnsafeMutablePointer<S>
  /// `[T, B, G·H]`: gradient of the recurrent sums, where it differs.
  let drecurrent: UnsafeMutablePointer<S>
  /// `[B, H]`: gradients on their way back through time.
  let dhidden: UnsafeMutablePointer<S>
  let dcell: UnsafeMutablePointer<S>
  let dkept: UnsafeMutablePointer<S>
  /// `[block·B, 1 + F + H + 1]`: what entered the sums.
  let factors: UnsafeMutablePointer<S>
  /// Room for a packed panel of a block.
  let scratch: UnsafeMutablePointer<S>
  let gradient: LayerGradient<S>
  /// `[B, F]` and `[B, H]`: factors of variational dropout, the same at all steps.
  let inputMask: UnsafeMutablePointer<S>
  let stateMask: UnsafeMutablePointer<S>
  /// `[B, H]`: a state, or the gradient of one, with its factors.
  let masked: UnsafeMutablePointer<S>
  let dmasked: UnsafeMutablePointer<S>
}

extension LayerTape {
  init(
    _ slots: TapePlan.Layer, hasCellState: Bool, in arena: Arena<S>
  ) {
    self.init(
      dilation: slots.dilation, depth: slots.depth, block: slots.block, hasCellState: hasCellState,
      input: arena[slots.input],
      gates: arena[slots.gates], hidden: arena[slots.hidden], cell: arena[slots.cell],
      kept: arena[slots.kept], recurrentSums: arena[slots.recurrentSums],
      dropout: arena[slots.dropout], doutput: arena[slots.doutput],
      drecurrent: arena[slots.drecurrent], dhidden: arena[slots.dhidden],
      dcell: arena[slots.dcell], dkept: arena[slots.dkept], factors: arena[slots.factors],
      scratch: arena[slots.scratch],
      gradient: LayerGradient(values: arena[slots.gradient], shape: slots.gradientShape),
      inputMask: arena[slots.inputMask], stateMask: arena[slots.stateMask],
      masked: arena[slots.masked], dmasked: arena[slots.dmasked])
  }
}

/// The memory of one shard: allocated once for its largest shape, used by every step of training.
final class Tape<S: BinaryFloatingPoint & Sendable>: @unchecked Sendable {
  let steps: Int
  let rows: Int
  /// A tape a pass: those of a layer that runs both ways stand side by side.
  let layers: [LayerTape<S>]
  /// Between the states of each layer and who reads them; empty where nothing is.
  let junctions: [JunctionTape<S>]
  /// The decoder's single step over `[B, m]` rows, m segments; nil where the head gives all at once.
  let decoder: LayerTape<S>?
  /// `[B, m, F]`: gradient of what the decoder is fed.
  let dposition: UnsafeMutablePointer<S>
  /// `[T, B, F]`: gradient of the inputs, where some of them are learned.
  let dinputs: UnsafeMutablePointer<S>
  /// `[R, B, H]`: the states the head reads, where they are sums with what the top layer received; `[B, m, H]`
  /// where some of the decoder's are dropped.
  let readSums: UnsafeMutablePointer<S>
  /// `[R, B, O]` with R readouts: what the head gave, and its gradient.
  let outputs: UnsafeMutablePointer<S>
  let doutputs: UnsafeMutablePointer<S>
  /// Targets and weights of the shard, gathered from the batch, `[R, B, O]`.
  let targets: UnsafeMutablePointer<S>
  let weights: UnsafeMutablePointer<S>
  /// Gradient of the head and of what stands behind it in the parameters, from this shard.
  let headGradient: UnsafeMutablePointer<S>
  /// What only some batches need, made when the first of them comes.
  var absence: AbsenceTape<S>?
  var flow: FlowTape?
  private let arena: Arena<S>

  init(
    _ configuration: NetworkConfiguration, steps: Int, rows: Int, kernels: Kernels<S>,
    forTraining: Bool
  ) {
    self.steps = steps
    self.rows = rows
    let plan = TapePlan(
      configuration, steps: steps, rows: rows, panelWidth: kernels.panelWidth,
      forTraining: forTraining)
    let arena = Arena<S>(plan.arena)
    self.arena = arena
    let hasCellState = configuration.cell.tapeNeeds.cellState
    layers = plan.layers.map {
      LayerTape($0, hasCellState: hasCellState, in: arena)
    }
    junctions = plan.junctions.map { JunctionTape($0, in: arena) }
    decoder = plan.decoder.map {
      LayerTape($0, hasCellState: hasCellState, in: arena)
    }
    dposition = arena[plan.dposition]
    dinputs = arena[plan.dinputs]
    readSums = arena[plan.readSums]
    outputs = arena[plan.outputs]
    doutputs = arena[plan.doutputs]
    targets = arena[plan.targets]
    weights = arena[plan.weights]
    headGradient = arena[plan.headGradient]
  }
}
