internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// Windows in which blocks of observed values are hidden, for a network to fill.
struct ImputationBatches: BatchSource {
  /// With what is held out missing already.
  let panel: Panel
  let scales: [ImputationScale?]
  let window: ImputationWindow
  let gaps: GapPlan
  let random: RandomStream

  func fill(_ batch: inout Batch<Float>, step: Int) {
    for index in batch.weights.indices { batch.weights[index] = 0 }
    for row in 0..<batch.rows {
      let draw = random.stream(step).stream(row)
      // A window without a value, or too short a series, is drawn again.
      for attempt in 0..<8 where fill(&batch, row: row, drawing: draw.stream(attempt)) { break }
    }
  }

  private func fill(_ batch: inout Batch<Float>, row: Int, drawing draw: RandomStream) -> Bool {
    let place = Int(draw[uniformAt: 0] * Double(panel.storage.count))
    let series = panel.series(at: place)
    let values = panel.values(of: series)
    guard let scale = scales[series], values.count >= 8 else { return false }
    let center = place - panel.offsets[series]
    let range = window.around(center..<center + 1, of: values.count)
    let hidden = hide(in: range, draw.stream("blocks"))
    let view = HiddenValues(values, window: range, hidden: hidden)
    let estimates = GapEstimates(view, over: range, seasons: window.seasons)
    window.fill(&batch, row: row, with: estimates, scale)
    var weight = 0
    for (step, isHidden) in hidden.enumerated() where isHidden {
      let value = values[values.startIndex + range.lowerBound + step]
      let base = estimates.adjusted[step]
      guard !value.isNaN, !base.isNaN else { continue }
      let target = (value - base) / scale.deviation
      guard target.isFinite else { continue }
      batch.targets[step * batch.rows + row] = Float(max(-20, min(20, target)))
      batch.weights[step * batch.rows + row] = 1
      weight += 1
    }
    return weight > 0
  }

  /// Blocks as long as the gaps are, until a sixth of the window is hidden.
  private func hide(in range: Range<Int>, _ draw: RandomStream) -> [Bool] {
    var hidden = [Bool](repeating: false, count: range.count)
    var (count, block) = (0, 0)
    while count == 0 || (6 * count < range.count && block < range.count) {
      let length = min(
        gaps.length(drawnBy: draw[uniformAt: 2 * block]), max(1, range.count / 2))
      let start = Int(draw[uniformAt: 2 * block + 1] * Double(range.count - length + 1))
      for step in start..<start + length where !hidden[step] {
        hidden[step] = true
        count += 1
      }
      block += 1
    }
    return hidden
  }
}
