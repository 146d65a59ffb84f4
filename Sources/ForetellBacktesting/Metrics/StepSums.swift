/// The scores of one metric step by step: sums over the folds of a series, then means over series.
struct StepSums {
  private let metric: Metric
  private var numerators: [Double]
  private var denominators: [Double]
  private(set) var means: [RunningMean]

  init(_ metric: Metric, count: Int) {
    self.metric = metric
    numerators = Array(repeating: 0, count: count)
    denominators = numerators
    means = Array(repeating: RunningMean(), count: count)
  }

  /// Adds the points of a fold to the current series.
  mutating func add(_ points: PointStatistics, count: Int) {
    Self.add(points.numerators, to: &numerators, count: count)
    Self.add(points.denominators, to: &denominators, count: count)
  }

  private static func add(_ terms: [Double], to sums: inout [Double], count: Int) {
    precondition(count <= terms.count && count <= sums.count, "no more points than steps")
    terms.withUnsafeBufferPointer { terms in
      sums.withUnsafeMutableBufferPointer { sums in
        for step in 0..<count { sums[step] += terms[step] }
      }
    }
  }

  /// Turns the sums of the current series into scores, and clears them.
  mutating func finish() {
    let count = means.count
    numerators.withUnsafeMutableBufferPointer { numerators in
      denominators.withUnsafeMutableBufferPointer { denominators in
        means.withUnsafeMutableBufferPointer { means in
          for step in 0..<count {
            means[step].add(
              metric.score(numerator: numerators[step], denominator: denominators[step]))
            numerators[step] = 0
            denominators[step] = 0
          }
        }
      }
    }
  }
}
