import ForetellRandom
import ForetellSimulation

/// Draws of a seed.
func seededDraws(_ seed: UInt64 = 1) -> Draws { Draws(RandomStream(seed: seed)) }

extension [Double] {
  var mean: Double { reduce(0, +) / Double(count) }

  var variance: Double {
    let mean = mean
    return reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
  }

  var deviation: Double { variance.squareRoot() }

  /// What these values are less those some steps before.
  func differences(_ lag: Int = 1) -> [Double] { zip(dropFirst(lag), self).map { $0 - $1 } }

  func autocorrelation(_ lag: Int) -> Double {
    let mean = mean
    let products = zip(dropFirst(lag), self).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    return products / Double(count - lag) / Swift.max(variance, 1e-12)
  }

  func correlation(with other: [Double]) -> Double {
    let (mine, others) = (mean, other.mean)
    let products = zip(self, other).reduce(0) { $0 + ($1.0 - mine) * ($1.1 - others) }
    return products / Double(count) / Swift.max(deviation * other.deviation, 1e-12)
  }

  func quantile(_ level: Double) -> Double { sorted()[Int(level * Double(count - 1))] }
}

/// A component's values, added to nothing.
func component(_ count: Int, _ add: (inout [Double]) -> Void) -> [Double] {
  var values = [Double](repeating: 0, count: count)
  add(&values)
  return values
}
