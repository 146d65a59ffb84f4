extension Baseline {
  /// The standard deviation of each of the `horizon` steps after `history`.
  ///
  /// With σ² the mean square of the errors of one step (of one season for the seasonal method), a step `h`
  /// after the last value has the variance
  ///
  ///     naive            σ²·h
  ///     seasonal naive   σ²·k            k seasons back lies the value that is repeated
  ///     drift            σ²·h·(1 + h/(n−1))
  ///
  /// A change over a gap of `d` steps counts as `d` changes. Zero with a single value. A place of the season
  /// that was never observed, and a history within one season, are taken as the naive method takes them.
  ///
  /// - Parameter history: scaled so that squares do not leave the numbers.
  /// Source: Hyndman & Athanasopoulos, FPP3, section 5.5.
  func deviations(
    after history: ArraySlice<Double>, horizon: Int, seasonLength: Int
  ) -> [Double] {
    let observed = history.indices.filter { !history[$0].isNaN }
    guard let first = observed.first, let last = observed.last else { return [] }
    let ahead = history.endIndex - 1 - last
    switch self {
    case .naive:
      let variance = Self.changeVariance(history, observed, slope: 0)
      return (1...horizon).map { (variance * Double($0 + ahead)).squareRoot() }
    case .drift:
      let distance = Double(max(1, last - first))
      let slope = history[last] / distance - history[first] / distance
      let variance = Self.changeVariance(history, observed, slope: slope)
      return (1...horizon).map { step in
        let h = Double(step + ahead)
        return (variance * h * (1 + h / distance)).squareRoot()
      }
    case .seasonalNaive:
      return seasonalDeviations(
        history, observed, horizon: horizon, season: max(1, seasonLength), ahead: ahead)
    }
  }

  /// The mean square of a change beside the slope; a slope that was estimated takes one change's worth.
  private static func changeVariance(
    _ history: ArraySlice<Double>, _ observed: [Int], slope: Double
  ) -> Double {
    var squares = 0.0
    for (place, next) in zip(observed, observed.dropFirst()) {
      let distance = Double(next - place)
      let change = history[next] - history[place] - slope * distance
      squares += change * change / distance
    }
    let count = observed.count - 1 - (slope == 0 ? 0 : 1)
    return squares / Double(max(1, count))
  }

  private func seasonalDeviations(
    _ history: ArraySlice<Double>, _ observed: [Int], horizon: Int, season: Int, ahead: Int
  ) -> [Double] {
    let naive = Self.changeVariance(history, observed, slope: 0)
    var (squares, count) = (0.0, 0.0)
    var newest: [Int: Int] = [:]
    for place in observed {
      let phase = (place - history.startIndex) % season
      if let before = newest[phase] {
        let change = history[place] - history[before]
        squares += change * change / Double((place - before) / season)
        count += 1
      }
      newest[phase] = place
    }
    return (1...horizon).map { step in
      let place = history.endIndex - 1 + step
      let phase = (place - history.startIndex) % season
      guard count > 0, let repeated = newest[phase] else {
        return (naive * Double(step + ahead)).squareRoot()
      }
      return (squares / count * Double((place - repeated) / season)).squareRoot()
    }
  }
}
