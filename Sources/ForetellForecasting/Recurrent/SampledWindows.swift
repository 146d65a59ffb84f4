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
      let uniform = random[uniformAt: step * batch.rows + row]
      gatherer.fill(&batch, row: row, with: index.window(drawnBy: uniform))
    }
  }
}
