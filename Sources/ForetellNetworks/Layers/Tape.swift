/// What the forward pass of one layer over one shard leaves for the backward pass.
///
/// The backward pass's own arrays stand beside it. G gates, H hidden, T steps, B rows of the shard; all time-major.
struct LayerTape<S: BinaryFloatingPoint & Sendable> {
  /// `[T, B, F]`: what the layer received.
  let input: UnsafeMutablePointer<S>
  /// `[T, B, G·H]`: sums, then activations.
  let gates: UnsafeMutablePointer<S>
  /// `[T+1, B, H]`; the first is the initial state, zero.
  let hidden: UnsafeMutablePointer<S>
  /// `[T+1, B, H]`: the LSTM's cell state; the first is zero.
  let cell: UnsafeMutablePointer<S>
  /// `[T, B, H]`: tanh c' of the LSTM, q of the GRU, r⊙h of the GRU with the reset before.
  let kept: UnsafeMutablePointer<S>
  /// `[B, G·H]`: recurrent sums of one step, where they are kept apart.
  let recurrentSums: UnsafeMutablePointer<S>
  /// `[T, B, H]`: factors of the dropout between this layer and the next.
  let dropout: UnsafeMutablePointer<S>
  /// `[T, B, H]`: gradient of the layer's outputs, from above.
  let doutput: UnsafeMutablePointer<S>
  /// `[T, B, G·H]`: gradient of the sums.
  let dgates: UnsafeMutablePointer<S>
  /// `[T, B, G·H]`: gradient of the recurrent sums, where it differs.
  let drecurrent: UnsafeMutablePointer<S>
  /// `[B, H]`: gradients on their way back through time.
  let dhidden: UnsafeMutablePointer<S>
  let dcell: UnsafeMutablePointer<S>
  let dkept: UnsafeMutablePointer<S>
  /// What was multiplied by a weight, packed for the weight's gradient.
  let packed: UnsafeMutablePointer<S>
}

/// The memory of one shard: allocated once for its largest shape, used by every step of training.
final class Tape<S: BinaryFloatingPoint & Sendable>: @unchecked Sendable {
  let steps: Int
  let rows: Int
  let layers: [LayerTape<S>]
  /// `[R, B, O]` with R readouts: what the head gave, and its gradient.
  let outputs: UnsafeMutablePointer<S>
  let doutputs: UnsafeMutablePointer<S>
  /// Targets and weights of the shard, gathered from the batch, `[R, B, O]`.
  let targets: UnsafeMutablePointer<S>
  let weights: UnsafeMutablePointer<S>
  /// Gradient of all parameters from this shard.
  let gradient: UnsafeMutablePointer<S>
  private let arena: Arena<S>

  init(
    _ configuration: NetworkConfiguration, steps: Int, rows: Int, needs: CellTapeNeeds,
    kernels: Kernels<S>, forTraining: Bool
  ) {
    self.steps = steps
    self.rows = rows
    var plan = ArenaPlan()
    let slots = Self.layerSlots(
      configuration, steps: steps, rows: rows, needs: needs, kernels: kernels,
      forTraining: forTraining, in: &plan)
    let readouts = configuration.readout == .everyStep ? steps : 1
    let headCount = readouts * rows * configuration.outputSize
    let trainingCount = forTraining ? headCount : 0
    let outputs = plan.reserve(headCount)
    let rest = (0..<3).map { _ in plan.reserve(trainingCount) }
    let gradient = plan.reserve(forTraining ? ParameterLayout(configuration).count : 0)
    let arena = Arena<S>(plan)
    self.arena = arena
    layers = slots.map { s in
      LayerTape(
        input: arena[s[0]], gates: arena[s[1]], hidden: arena[s[2]], cell: arena[s[3]],
        kept: arena[s[4]], recurrentSums: arena[s[5]], dropout: arena[s[6]], doutput: arena[s[7]],
        dgates: arena[s[8]], drecurrent: arena[s[9]], dhidden: arena[s[10]], dcell: arena[s[11]],
        dkept: arena[s[12]], packed: arena[s[13]])
    }
    self.outputs = arena[outputs]
    doutputs = arena[rest[0]]
    targets = arena[rest[1]]
    weights = arena[rest[2]]
    self.gradient = arena[gradient]
  }

  /// Slots in the order of the properties of ``LayerTape``; unneeded ones are empty.
  private static func layerSlots(
    _ configuration: NetworkConfiguration, steps: Int, rows: Int, needs: CellTapeNeeds,
    kernels: Kernels<S>, forTraining: Bool, in plan: inout ArenaPlan
  ) -> [[ArenaSlot]] {
    let state = rows * configuration.hiddenSize
    let gates = state * configuration.cell.gateCount
    let headDepth = (configuration.readout == .everyStep ? steps : 1) * rows
    return (0..<configuration.layers).map { layer in
      let inputs = configuration.inputSize(of: layer)
      let isTop = layer == configuration.layers - 1
      let widest = max(
        kernels.packedCount(rows: steps * rows, columns: inputs),
        kernels.packedCount(rows: steps * rows, columns: configuration.hiddenSize),
        kernels.packedCount(rows: headDepth, columns: configuration.hiddenSize))
      let back = forTraining ? 1 : 0
      return [
        steps * rows * inputs, steps * gates, (steps + 1) * state,
        needs.cellState ? (steps + 1) * state : 0, needs.kept ? steps * state : 0,
        needs.recurrentSums ? gates : 0,
        configuration.dropout > 0 && !isTop ? back * steps * state : 0, back * steps * state,
        back * steps * gates, needs.separateRecurrentGradient ? back * steps * gates : 0,
        back * state, back * state, back * state, back * widest,
      ].map { plan.reserve($0) }
    }
  }
}
