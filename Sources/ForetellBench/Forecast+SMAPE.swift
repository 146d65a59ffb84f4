internal import Foretell

extension Forecast {
  /// The mean over all values of 200·|y − ŷ| / (|y| + |ŷ|), against the last values of a panel.
  func smape(against panel: Panel, horizon: Int) -> Double {
    var terms: [Double] = []
    for (index, series) in series.enumerated() {
      for (y, f) in zip(panel.values(of: index).suffix(horizon), series.values) {
        terms.append(y == f ? 0 : 200 * abs(y - f) / (abs(y) + abs(f)))
      }
    }
    return terms.mean
  }
}
