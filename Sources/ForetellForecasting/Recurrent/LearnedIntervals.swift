internal import ForetellNetworks
internal import ForetellRandom

/// A distribution known by quantiles that were learned.
///
/// Between two of them the value is linear in the standard normal quantile Φ⁻¹(p); beyond the outermost it goes on as that of a
/// normal distribution through the median and the outermost would.
struct LearnedQuantiles {
  let levels: [Double]
  let middle: Int

  init(_ quantiles: OrderedQuantiles) {
    levels = quantiles.levels
    middle = quantiles.middle
  }

  /// The value below which a share p lies.
  ///
  /// - Parameter values: those of the levels, ascending.
  func value(at p: Double, _ values: ArraySlice<Double>) -> Double {
    let first = values.startIndex
    if let known = levels.firstIndex(where: { abs($0 - p) < 1e-9 }) { return values[first + known] }
    let score = NormalDistribution.quantile(p)
    guard p > levels[0], p < levels[levels.count - 1] else {
      let outermost = p < levels[0] ? 0 : levels.count - 1
      let reach = NormalDistribution.quantile(levels[outermost])
      let (centre, end) = (values[first + middle], values[first + outermost])
      // Of a single level, or one on the other side of the median, there is no distance to go on by.
      guard outermost != middle, reach * score > 0 else { return end }
      return centre + (end - centre) * score / reach
    }
    let upper = levels.firstIndex { $0 > p } ?? levels.count - 1
    let (low, high) = (
      NormalDistribution.quantile(levels[upper - 1]), NormalDistribution.quantile(levels[upper])
    )
    let share = (score - low) / (high - low)
    return values[first + upper - 1] * (1 - share) + values[first + upper] * share
  }

  /// The interval of each step, from the quantiles of all steps side by side.
  func interval(_ level: Double, _ values: [Double]) -> PredictionInterval {
    let steps = stride(from: 0, to: values.count, by: levels.count).map {
      values[$0..<$0 + levels.count]
    }
    return PredictionInterval(
      level: level, lower: steps.map { value(at: 0.5 - level / 200, $0) },
      upper: steps.map { value(at: 0.5 + level / 200, $0) })
  }
}
