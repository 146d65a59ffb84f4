/// Everything a cell touches while a layer runs over one shard of the batch.
struct LayerPass<S: BinaryFloatingPoint & Sendable> {
  let kernels: Kernels<S>
  /// T, rows of the shard, F and H.
  let steps: Int
  let rows: Int
  let inputSize: Int
  let hiddenSize: Int
  /// `[T, B, F]`: what the layer receives.
  let input: UnsafeMutablePointer<S>
  let tape: LayerTape<S>
  let weights: PackedLayer<S>
  /// Whether it runs from the last step to the first.
  var isReversed = false
  /// Whether the gradient of the inputs is added to what is there.
  var addsToInputGradient = false
  /// `[B, H]`: factors of the states on their way into the sums; nil where none is dropped.
  var stateMask: UnsafeMutablePointer<S>?
  /// Which rows have an input at a step; nil where all have.
  var absence: Absence<S>?
  /// Where the norms of gradients go by step; nil where nobody asks.
  var flow: FlowTape.Pass?

  /// Elements of a hidden state of the shard.
  var stateCount: Int { rows * hiddenSize }

  func hidden(_ t: Int) -> UnsafeMutablePointer<S> { tape.hidden + t * stateCount }
  func cell(_ t: Int) -> UnsafeMutablePointer<S> {
    tape.cell + t % (tape.depth + 1) * stateCount
  }
  func kept(_ t: Int) -> UnsafeMutablePointer<S> { tape.kept + t % tape.depth * stateCount }
  /// The sums of `count` gates, then their activations, then the gradient of the sums.
  func gates(_ t: Int, _ count: Int) -> UnsafeMutablePointer<S> {
    tape.gates + t % tape.depth * stateCount * count
  }
  func drecurrent(_ t: Int, _ count: Int) -> UnsafeMutablePointer<S> {
    tape.drecurrent + t * stateCount * count
  }

  /// `c = a·w`, or `c += a·w`, over the rows of the shard; `stride` separates rows of `a`.
  func multiply(
    _ a: UnsafePointer<S>, stride: Int, by weight: PackedMatrix<S>,
    bias: UnsafePointer<S>? = nil, accumulate: Bool, into c: UnsafeMutablePointer<S>,
    stride columnStride: Int
  ) {
    kernels.product(
      rows, weight.columns, weight.rows, a, stride, 1, weight.values, bias, accumulate ? 1 : 0, c,
      columnStride)
  }

  /// The states before the first step are zero.
  func clearInitialStates() {
    let first = isReversed ? steps - 1 : 0
    before(first).update(repeating: 0, count: stateCount)
    if tape.hasCellState { cellBefore(first).update(repeating: 0, count: stateCount) }
  }
}
