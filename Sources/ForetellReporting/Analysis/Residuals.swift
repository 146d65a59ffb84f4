internal import ForetellBacktesting

/// The errors of one model over the whole backtest, ŷ − y, on a scale on which series can be pooled.
struct Residuals {
  /// All of them, in the order of the rows.
  private(set) var values: [Double] = []
  /// Sums by step: of ŷ − y, of its square, and how many.
  private(set) var bySteps: [(sum: Double, square: Double, count: Int)] = []
  /// Whether they are divided by each segment's seasonal naive error.
  let isScaled: Bool
  /// Autocorrelations from lag 1 on.
  private(set) var autocorrelations: [Double] = []
  /// The number of pairs behind them, and what follows what.
  private(set) var chainLength = 0
  private(set) var isOneStep = false

  init(of model: Int, in study: Study) {
    isScaled = study.points.ids.count > 1
    // Errors of the first step of consecutive folds should be free of each other; those within a
    // fold never are, but say something where folds are few.
    var firsts: [[Double]] = []
    var chains: [[Double]] = []
    var current: Int?
    for segment in study.points.segments {
      if segment.series != current {
        firsts.append([])
        chains.append([])
        current = segment.series
      }
      let unit = isScaled ? segment.scale.absolute : 1
      let errors = study.errors(of: model, in: segment).map { $0 / unit }
      add(errors)
      firsts[firsts.count - 1].append(errors.first ?? .nan)
      chains[chains.count - 1] += errors
    }
    isOneStep = (firsts.map(\.count).max() ?? 0) >= 12
    correlate(isOneStep ? firsts : chains)
  }

  private mutating func add(_ errors: [Double]) {
    while bySteps.count < errors.count { bySteps.append((0, 0, 0)) }
    for (step, error) in errors.enumerated() where error.isFinite {
      values.append(error)
      bySteps[step].sum += error
      bySteps[step].square += error * error
      bySteps[step].count += 1
    }
  }

  /// Autocorrelations over all chains, each around its own mean.
  private mutating func correlate(_ chains: [[Double]]) {
    let longest = chains.map(\.count).max() ?? 0
    let lags = min(24, longest / 2)
    guard lags > 0 else { return }
    var (variance, products) = (0.0, Array(repeating: 0.0, count: lags))
    for chain in chains {
      let finite = chain.filter(\.isFinite)
      guard finite.count > 1 else { continue }
      let mean = finite.reduce(0, +) / Double(finite.count)
      chainLength += finite.count
      for index in chain.indices where chain[index].isFinite {
        variance += (chain[index] - mean) * (chain[index] - mean)
        for lag in 1...lags where index >= lag && chain[index - lag].isFinite {
          products[lag - 1] += (chain[index] - mean) * (chain[index - lag] - mean)
        }
      }
    }
    if variance > 0, variance.isFinite { autocorrelations = products.map { $0 / variance } }
  }

  /// Autocorrelations of errors without a pattern lie within this of zero, 95 of 100.
  var correlationBound: Double { 1.96 / Double(max(1, chainLength)).squareRoot() }

  var mean: Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }

  var deviation: Double {
    let mean = mean
    guard values.count > 1 else { return .nan }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The mean of ŷ − y at a step and the standard error of that mean.
  func bias(atStep step: Int) -> (mean: Double, error: Double) {
    let sums = bySteps[step]
    guard sums.count > 0 else { return (.nan, .nan) }
    let count = Double(sums.count)
    let mean = sums.sum / count
    guard sums.count > 1 else { return (mean, .nan) }
    let variance = max(0, (sums.square - count * mean * mean) / (count - 1))
    return (mean, (variance / count).squareRoot())
  }
}
