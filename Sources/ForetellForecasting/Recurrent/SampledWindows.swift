internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellWindowing

/// Windows drawn at random by their weights, a batch a step; batch k depends on the stream and k alone.
struct SampledWindows: BatchSource {
  let gatherer: WindowGatherer
  let index: WindowIndex
  let random: RandomStream

  func fill(_ batch: inout Batch<Float>, step: Int) {
    for row in 0..<batch.rows {
      gatherer.fill(&batch, row: row, with: window(row, of: batch.rows, step: step))
    }
  }

  /// The window in a row of the batch of a step.
  func window(_ row: Int, of rows: Int, step: Int) -> Window {
    index.window(drawnBy: random[uniformAt: step * rows + row])
  }
}
