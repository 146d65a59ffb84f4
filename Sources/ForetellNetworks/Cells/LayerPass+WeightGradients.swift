// The weights' gradients over a block of steps.
extension LayerPass {
  /// Lays out what entered the sums, a row `[1 x h 1]` for each row of the shard and step of the block.
  func gatherFactors(_ block: Range<Int>) {
    let shape = tape.gradient.shape
    var row = tape.factors
    let entering = isReversed ? tape.hidden + stateCount : tape.hidden
    let first = block.lowerBound * rows
    for place in first..<first + rows(of: block) {
      row[0] = 1
      (row + 1).update(from: input + place * inputSize, count: inputSize)
      (row + shape.firstHidden).update(from: entering + place * hiddenSize, count: hiddenSize)
      if let stateMask {
        kernels.multiply(hiddenSize, stateMask + place % rows * hiddenSize, row + shape.firstHidden)
      }
      row[shape.recurrentBias] = 1
      row += shape.rows
    }
  }

  /// Adds the products of the factors' columns `from` with gradients of sums, `columns` wide and `stride`
  /// apart, to the rows `from` of the layer's gradient.
  func addProducts(
    over block: Range<Int>, of from: Range<Int>, with d: UnsafePointer<S>, stride: Int,
    columns: Int
  ) {
    let gradient = tape.gradient
    kernels.outerProduct(
      from.count, columns, rows(of: block), tape.factors + from.lowerBound,
      gradient.shape.rows, d, stride, gradient.row(from.lowerBound),
      gradient.shape.stride, tape.scratch)
  }

  /// All gradients, where the sums' gradient is that of the gates for inputs and states alike.
  func addPlainWeightGradients(gates count: Int, over block: Range<Int>) {
    let width = count * hiddenSize
    addProducts(
      over: block, of: 0..<tape.gradient.shape.recurrentBias, with: gates(block.lowerBound, count),
      stride: width, columns: width)
  }
}
