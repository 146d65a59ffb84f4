/// The time loop that all cells share: one layer over one shard of the batch.
enum RecurrentLayer<Cell: RecurrentCell> {
  /// From `input` `[T, B, F]` and zero states to `tape.hidden[1…T]`.
  ///
  /// The input sums of a few steps are one product; a step then adds its small recurrent one while they
  /// are still in the cache.
  static func forward<S>(_ pass: LayerPass<S>) {
    pass.clearInitialStates()
    advance(pass)
  }

  /// The same from the initial states that are there.
  static func advance<S>(_ pass: LayerPass<S>) {
    let input = pass.weights.input
    let blocks = TimeBlocks(steps: pass.steps, length: pass.tape.block)
    for block in blocks.walked(descending: pass.isReversed) {
      pass.kernels.product(
        pass.rows(of: block), input.columns, input.rows,
        pass.input + block.lowerBound * pass.rows * input.rows, input.rows, 1, input.values,
        pass.weights.inputBias, 0, pass.gates(block.lowerBound, Cell.gateCount), input.columns)
      for t in block.walked(descending: pass.isReversed) {
        Cell.forward(pass, step: t)
        pass.holdAbsent(step: t)
      }
    }
  }
}

/// Consecutive steps whose arrays are worked on together, so that they stay in the second-level cache.
struct TimeBlocks {
  let steps: Int
  let length: Int

  /// Rows of a block: enough to use a panel of weights well, few enough to stay near.
  private static let rowsPerBlock = 128

  /// Steps of a block where a step has `rows` rows.
  static func length(rows: Int, steps: Int) -> Int {
    Swift.min(steps, Swift.max(1, rowsPerBlock / rows))
  }

  private var count: Int { (steps + length - 1) / length }
  private subscript(block: Int) -> Range<Int> {
    block * length..<Swift.min(steps, (block + 1) * length)
  }

  /// From the first block to the last, or from the last to the first.
  func walked(descending: Bool) -> some Sequence<Range<Int>> {
    (0..<count).walked(descending: descending).lazy.map { self[$0] }
  }
}

extension Range<Int> {
  func walked(descending: Bool) -> some Sequence<Int> {
    let (start, step) = descending ? (upperBound - 1, -1) : (lowerBound, 1)
    return (0..<count).lazy.map { start + step * $0 }
  }
}
