/// The Theta method as it won M3.
///
/// The seasonally adjusted series is bent around its line of least squares, `a + b·t`: the theta line 0 is the
/// line itself, the theta line 2 is `2y − (a + b·t)`. The first goes on straight, the second by simple
/// exponential smoothing; the forecast is their mean, with the season put back.
///
/// Its spread is that of simple smoothing with a drift, `σ²·(1 + (h−1)·α²)`, σ² from its own errors of one step.
/// Source: Assimakopoulos & Nikolopoulos 2000; Hyndman & Billah 2003; R's `forecast::thetaf`.
struct ThetaMethod {
  let pattern: SeasonalPattern
  let line: Line
  /// The theta line 2, as the smoother sees it; NaN where the series has a gap.
  let bent: ClassicalHistory

  init?(_ history: ClassicalHistory, pattern: SeasonalPattern) {
    self.pattern = pattern
    let adjusted = history.filled.enumerated().map { pattern.removed(from: $1, at: $0) }
    let line = Line(through: adjusted)
    self.line = line
    let bent = adjusted.enumerated().map { time, value in
      history.values[time].isNaN ? .nan : 2 * value - line.value(at: time)
    }
    guard let bentHistory = ClassicalHistory(bent[...]) else { return nil }
    self.bent = bentHistory
  }

  private static let form = SmoothingForm(.additive, .none, .none)

  /// The smoothing parameter of least squares.
  func fittedAlpha(_ workspace: SmoothingWorkspace) -> Double? {
    SmoothingFitter(bent, seasonLength: 1, workspace: workspace).fit(Self.form)?.parameters.alpha
  }

  /// What comes after the history, smoothed with a given α from the initial level that suits it best.
  func outlook(_ horizon: Int, alpha: Double, after history: ClassicalHistory) -> Outlook? {
    let initial = Self.bestInitialLevel(bent.values, alpha: alpha)
    let parameters = SmoothingParameters(alpha: alpha, level: initial)
    guard let state = SmoothingState(Self.form, parameters, after: bent) else { return nil }
    let count = history.values.count
    let level = state.level * bent.scale
    // Half of the theta line's error is the forecast's.
    let deviation = state.variance.squareRoot() * bent.scale / 2
    var outlook = Outlook(points: [], spread: .normal([]))
    var deviations: [Double] = []
    for step in 0..<horizon {
      let time = count + step
      let value = level / 2 + line.value(at: time) / 2
      outlook.points.append(pattern.restored(to: value, at: time))
      let own = deviation * (1 + Double(step) * alpha * alpha).squareRoot()
      deviations.append(pattern.restored(deviation: own, at: time))
    }
    outlook.spread = .normal(deviations)
    return outlook
  }

  /// The level before the first value that leaves the least squares: each error is linear in it.
  private static func bestInitialLevel(_ values: [Double], alpha: Double) -> Double {
    var (level, effect) = (0.0, 1.0)
    var (products, squares) = (0.0, 0.0)
    for value in values where !value.isNaN {
      let error = value - level
      products += error * effect
      squares += effect * effect
      level += alpha * error
      effect *= 1 - alpha
    }
    return squares > 0 ? products / squares : 0
  }
}
