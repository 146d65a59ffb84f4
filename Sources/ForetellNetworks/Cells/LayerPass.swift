/// Everything a cell touches while a layer runs over one shard of the batch.
struct LayerPass<S: BinaryFloatingPoint & Sendable> {
  let kernels: Kernels<S>
  /// Steps it takes, rows of a step, F and H.
  ///
  /// A layer of dilation d takes d steps of time at once: ⌈T/d⌉ of d·B rows.
  let steps: Int
  let rows: Int
  /// T·B: where d does not divide T, the last step has fewer rows.
  let places: Int
  /// d.
  var dilation = 1
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
  /// `[d·B, H]`: factors of the states on their way into the sums; nil where none is dropped.
  var stateMask: UnsafeMutablePointer<S>?
  /// Which rows have an input at a step; nil where all have.
  var absence: Absence<S>?
  /// Where the norms of gradients go by step; nil where nobody asks.
  var flow: FlowTape.Pass?

  /// Elements of a step's hidden state, and so from one step's to the next.
  var stateCount: Int { rows * hiddenSize }

  /// Rows that step t has, and elements of their states.
  func rows(of t: Int) -> Int { min(rows, places - t * rows) }
  func count(of t: Int) -> Int { rows(of: t) * hiddenSize }
  func rows(of block: Range<Int>) -> Int {
    min(block.upperBound * rows, places) - block.lowerBound * rows
  }

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

  /// `c = a·w`, or `c += a·w`, over the rows of step t; `stride` separates rows of `a`.
  func multiply(
    step t: Int, _ a: UnsafePointer<S>, stride: Int, by weight: PackedMatrix<S>,
    bias: UnsafePointer<S>? = nil, accumulate: Bool, into c: UnsafeMutablePointer<S>,
    stride columnStride: Int
  ) {
    kernels.product(
      rows(of: t), weight.columns, weight.rows, a, stride, 1, weight.values, bias,
      accumulate ? 1 : 0, c,
      columnStride)
  }

  /// The states before the first step are zero.
  func clearInitialStates() {
    let first = isReversed ? tape.hidden + places * hiddenSize : tape.hidden
    first.update(repeating: 0, count: stateCount)
    guard tape.hasCellState else { return }
    cellBefore(isReversed ? steps - 1 : 0).update(repeating: 0, count: stateCount)
    // Turned round, a last step of fewer rows leaves some of the states that enter the one before it as they begin.
    if isReversed, places < steps * rows {
      cellAfter(steps - 1).update(repeating: 0, count: stateCount)
    }
  }
}
