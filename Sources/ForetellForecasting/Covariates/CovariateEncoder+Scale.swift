internal import ForetellSeries

extension CovariateEncoder.Scale {
  /// Those of a column; NaN is passed over.
  init(_ numbers: [Double], column: String) throws(ForecastingError) {
    let known = numbers.lazy.filter { !$0.isNaN }
    let count = Double(known.count { _ in true })
    guard count > 0 else {
      throw ForecastingError(
        .covariate, "the column has no value in the history", column: column,
        remedy: "leave it out")
    }
    // From the first number on, so that a constant column has exactly its own mean.
    let first = known.first ?? 0
    let mean = first + known.reduce(0) { $0 + ($1 - first) } / count
    let largest = known.reduce(0) { max($0, abs($1 - mean)) }
    guard mean.isFinite, largest.isFinite else {
      throw ForecastingError(
        .covariate, "the column holds infinite numbers, or some too large to work with",
        column: column, remedy: "correct them, or divide the column by a power of ten")
    }
    // Rounding alone leaves a constant column this much.
    guard largest > 1e-12 * abs(mean), largest > 0 else {
      self.init(mean: mean, deviation: 1, reach: 0)
      return
    }
    let squares = known.reduce(0.0) { sum, number in
      let share = (number - mean) / largest
      return sum + share * share
    }
    self.init(
      mean: mean, deviation: largest * (squares / count).squareRoot(), reach: largest)
  }
}
