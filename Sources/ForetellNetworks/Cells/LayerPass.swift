/// Everything a cell touches while a layer runs over one shard of the batch.
struct LayerPass<S: BinaryFloatingPoint & Sendable> {
  let kernels: Kernels<S>
  /// T, rows of the shard, F and H.
  let steps: Int
  let rows: Int
  let inputSize: Int
  let hiddenSize: Int
  let tape: LayerTape<S>
  let weights: PackedLayer<S>
  let views: LayerViews

  /// Elements of a hidden state of the shard.
  var stateCount: Int { rows * hiddenSize }

  func hidden(_ t: Int) -> UnsafeMutablePointer<S> { tape.hidden + t * stateCount }
  func cell(_ t: Int) -> UnsafeMutablePointer<S> { tape.cell + t * stateCount }
  func kept(_ t: Int) -> UnsafeMutablePointer<S> { tape.kept + t * stateCount }
  func gates(_ t: Int, _ count: Int) -> UnsafeMutablePointer<S> {
    tape.gates + t * stateCount * count
  }
  func dgates(_ t: Int, _ count: Int) -> UnsafeMutablePointer<S> {
    tape.dgates + t * stateCount * count
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

  /// `gradient[M,N] += dᵀ·x` over all steps: the sums' gradient against what was multiplied.
  func addWeightGradient(
    _ d: UnsafePointer<S>, stride: Int, rows m: Int, against x: UnsafePointer<S>, columns n: Int,
    to gradient: UnsafeMutablePointer<S>
  ) {
    let depth = steps * rows
    kernels.pack(depth, n, x, n, 0, tape.packed)
    kernels.product(m, n, depth, d, 1, stride, tape.packed, nil, 1, gradient, n)
  }
}
