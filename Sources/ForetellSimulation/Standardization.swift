extension [Double] {
  /// The mean; 0 of nothing.
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }

  /// Mean and standard deviation (over the count itself); zeros for nothing.
  func moments() -> (mean: Double, deviation: Double) {
    let mean = mean
    var squares = 0.0
    for value in self { squares += (value - mean) * (value - mean) }
    return (mean, isEmpty ? 0 : (squares / Double(count)).squareRoot())
  }

  /// Mean 0 and deviation 1; all zeros where the values do not differ by more than rounding does.
  mutating func standardize() {
    let (mean, deviation) = moments()
    let factor = deviation > 1e-9 * Swift.max(1, abs(mean)) ? 1 / deviation : 0
    for index in indices { self[index] = (self[index] - mean) * factor }
  }
}
