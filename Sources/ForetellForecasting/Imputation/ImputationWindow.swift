internal import ForetellNetworks
internal import ForetellSeries

/// What a network sees of a window, and what it is to say: the error of a plain method, in units of its usual size.
///
/// A step of a window has, in this order, on the scale of its series: the value, or 0 where it is missing; whether
/// there is one; what each plain method says; the deviation from the season; how far the nearest values lie; and
/// sine and cosine of the place in each season.
struct ImputationWindow {
  /// T.
  let steps: Int
  /// In steps, the shortest first.
  let seasons: [Int]

  /// F.
  var features: Int { 6 + 3 * seasons.count + (seasons.isEmpty ? 0 : 1) }

  /// The longest gap that one window fills: half of it is left for what is known around it.
  var longestGap: Int { steps / 2 }

  /// Fills a row of a batch from estimates over at most `steps` steps; the rest of the row has no input.
  func fill(
    _ batch: inout Batch<Float>, row: Int, with estimates: GapEstimates, _ scale: ImputationScale
  ) {
    for step in 0..<steps {
      let isPresent = step < estimates.window.count
      batch.mask?[step * batch.rows + row] = isPresent
      guard isPresent else { continue }
      var place = (step * batch.rows + row) * features
      func add(_ number: Double) {
        batch.inputs[place] = number.isFinite ? Float(max(-20, min(20, number))) : 0
        place += 1
      }
      func scaled(_ value: Double) -> Double { (value - scale.center) / scale.spread }
      let value = estimates.values[step]
      add(value.isNaN ? 0 : scaled(value))
      add(value.isNaN ? 0 : 1)
      add(scaled(estimates.linear[step]))
      add((estimates.linear[step] - estimates.adjusted[step]) / scale.deviation)
      add(Self.nearness(estimates.before[step]))
      add(Self.nearness(estimates.after[step]))
      for (number, season) in seasons.enumerated() {
        add(scaled(estimates.seasonal[number][step]))
        let wave = Elementary.wave(
          turns: Double((estimates.window.lowerBound + step) % season) / Double(season))
        add(wave.sine)
        add(wave.cosine)
      }
      if !seasons.isEmpty { add(estimates.deviation[step] / scale.deviation) }
    }
  }

  /// 1 beside a value, falling with the distance to it, 0 where there is none.
  private static func nearness(_ distance: Int?) -> Double {
    distance.map { 4 / (3 + Double($0)) - ($0 == 0 ? 1 / 3 : 0) } ?? 0
  }

  /// The window of at most `steps` steps around a part of a series of `count` values.
  func around(_ part: Range<Int>, of count: Int) -> Range<Int> {
    let length = min(steps, count)
    let start = part.lowerBound - (length - part.count) / 2
    let first = max(0, min(count - length, start))
    return first..<first + length
  }

  /// A gap in parts that a window can fill.
  func parts(of gap: Range<Int>) -> [Range<Int>] {
    stride(from: gap.lowerBound, to: gap.upperBound, by: longestGap).map {
      $0..<min(gap.upperBound, $0 + longestGap)
    }
  }
}
