internal import ForetellSeries

/// The size of a series and of what its seasons leave unexplained: a network's units.
struct ImputationScale: Hashable, Sendable {
  let center: Double
  /// The standard deviation; 1 where all values are equal.
  let spread: Double
  /// The mean size of what seasonal means miss values by.
  let deviation: Double
  /// No value is below zero.
  let isNonNegative: Bool

  /// - Parameter values: those observed, NaN elsewhere; at least one.
  init(_ values: ArraySlice<Double>, seasons: [Int]) {
    var (count, mean, squares, least) = (0.0, 0.0, 0.0, Double.infinity)
    for value in values where !value.isNaN {
      count += 1
      let step = value - mean
      mean += step / count
      squares += step * (value - mean)
      least = min(least, value)
    }
    center = mean
    let deviation = count > 1 ? (squares / count).squareRoot() : 0
    spread = deviation > 0 && deviation.isFinite ? deviation : 1
    isNonNegative = least >= 0
    let series = HiddenValues(values, window: 0..<values.count)
    let stride = max(1, values.count / 2000)
    var (sum, seen) = (0.0, 0.0)
    for place in Swift.stride(from: 0, to: values.count, by: stride) {
      let value = series[place]
      let mean =
        seasons.last.map { series.seasonalMean(at: place, lag: $0) }
        ?? (series[place - 1] / 2 + series[place + 1] / 2)
      guard !value.isNaN, !mean.isNaN else { continue }
      sum += abs(value - mean)
      seen += 1
    }
    let size = seen > 0 ? sum / seen : 0
    self.deviation = size > 1e-9 * spread && size.isFinite ? size : spread
  }
}
