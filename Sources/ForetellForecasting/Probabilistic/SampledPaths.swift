/// Futures of one series that were drawn.
struct SampledPaths {
  /// `[paths][horizon]`.
  let inOrderDrawn: [[Double]]
  /// `[horizon][paths]`, ascending.
  private let sorted: [[Double]]

  init(_ paths: [[Double]]) {
    inOrderDrawn = paths
    let horizon = paths.first?.count ?? 0
    sorted = (0..<horizon).map { step in paths.map { $0[step] }.sorted() }
  }

  func mean(at step: Int) -> Double {
    // Divided before they are added: the sum of large numbers could be infinite.
    sorted[step].reduce(0) { $0 + $1 / Double(sorted[step].count) }
  }

  /// The quantile whose band holds a further draw with just its probability: the `p·(n + 1)`-th of n, between
  /// neighbours in proportion (type 6 of Hyndman & Fan 1996).
  func quantile(_ p: Double, at step: Int) -> Double {
    let values = sorted[step]
    let place = max(0, min(Double(values.count - 1), p * Double(values.count + 1) - 1))
    let low = Int(place)
    let share = place - Double(low)
    guard share > 0, low + 1 < values.count else { return values[low] }
    return values[low] * (1 - share) + values[low + 1] * share
  }
}
