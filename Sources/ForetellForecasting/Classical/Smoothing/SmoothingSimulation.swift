internal import ForetellRandom

/// Many futures of a form with relative errors and a multiplicative season, for which there is no formula.
///
/// `y = q·s·(1 + e)`, `l' = q·(1 + αe)`, `b' = φb + βqe`, `s' = s·(1 + γe)` with normal `e`, cut off at −1.
/// Futures come in pairs of opposite errors. Number `i` of the stream is a function of the series' name and
/// `i`, so the same series has the same futures wherever it is forecast.
struct SmoothingSimulation {
  static let paths = 2000
  let state: SmoothingState
  let random: RandomStream

  /// For each step the sorted values of all futures.
  ///
  /// A horizon so long that the values would not fit into memory is simulated by fewer futures.
  func values(_ horizon: Int) -> [[Double]] {
    let paths = max(200, min(Self.paths, 20_000_000 / horizon)) / 2 * 2
    let length = state.seasons.count
    let p = state.parameters
    let deviation = state.variance.squareRoot()
    var levels = [Double](repeating: state.level, count: paths)
    var slopes = [Double](repeating: state.slope, count: paths)
    var seasons = state.seasons.flatMap { [Double](repeating: $0, count: paths) }
    return (0..<horizon).map { step in
      let base = step % length * paths
      var values = [Double](repeating: 0, count: paths)
      for path in 0..<paths {
        let share = random[uniformAt: step * paths / 2 + path / 2] + 0x1p-54
        let drawn = deviation * NormalDistribution.quantile(share)
        let error = max(-1, path % 2 == 0 ? drawn : -drawn)
        let carried = p.phi * slopes[path]
        let q = levels[path] + carried
        values[path] = q * seasons[base + path] * (1 + error)
        levels[path] = q * (1 + p.alpha * error)
        slopes[path] = carried + p.beta * q * error
        seasons[base + path] *= 1 + p.gamma * error
      }
      values.sort()
      return values
    }
  }
}

extension SmoothingState {
  /// Points and their spread: by formula where there is one, else by simulation.
  ///
  /// - Parameter withSpread: false saves the work where nobody asks for intervals.
  func outlook(
    _ horizon: Int, after history: ClassicalHistory, random: RandomStream, withSpread: Bool
  ) -> Outlook {
    let points = points(horizon)
    guard withSpread else { return Outlook(points: points, spread: .normal([])) }
    guard form.season != .multiplicative else {
      let simulation = SmoothingSimulation(state: self, random: random)
      return Outlook(points: points, spread: .simulated(simulation.values(horizon)))
    }
    var variance = SmoothingVariance(self)
    let own = variance.deviations(around: points)
    let brought = SmoothingUncertainty(self, after: history).variances(horizon)
    let deviations = zip(own, brought).map { ($0 * $0 + $1).squareRoot() }
    return Outlook(points: points, spread: .normal(deviations))
  }
}
