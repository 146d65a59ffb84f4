/// Futures of one series that were drawn.
struct SampledPaths {
  private let horizon: Int
  /// `[paths][horizon]`.
  private var values: [Double]

  init(paths: Int, horizon: Int) {
    self.horizon = horizon
    values = Array(repeating: 0, count: paths * horizon)
  }

  /// Puts a path in its place.
  mutating func put(_ path: Int, _ steps: ArraySlice<Double>) {
    values.replaceSubrange(path * horizon..<(path + 1) * horizon, with: steps)
  }

  /// `[paths][horizon]`.
  var inOrderDrawn: [[Double]] {
    stride(from: 0, to: values.count, by: horizon).map { Array(values[$0..<$0 + horizon]) }
  }

  /// What was drawn of one step.
  func sample(at step: Int) -> Sample {
    Sample(stride(from: step, to: values.count, by: horizon).map { values[$0] })
  }

  /// Values that were drawn of one step.
  struct Sample {
    /// Ascending.
    private let sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    var mean: Double {
      // Divided before they are added: the sum of large numbers could be infinite.
      sorted.reduce(0) { $0 + $1 / Double(sorted.count) }
    }

    /// The quantile whose band holds a further draw with just its probability: the `p·(n + 1)`-th of n, between
    /// neighbours in proportion (type 6 of Hyndman & Fan 1996).
    func quantile(_ p: Double) -> Double {
      let place = max(0, min(Double(sorted.count - 1), p * Double(sorted.count + 1) - 1))
      let low = Int(place)
      let share = place - Double(low)
      guard share > 0, low + 1 < sorted.count else { return sorted[low] }
      return sorted[low] * (1 - share) + sorted[low + 1] * share
    }
  }
}
