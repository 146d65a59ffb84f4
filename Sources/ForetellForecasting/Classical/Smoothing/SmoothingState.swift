/// Where the filter of a form stands at the end of a history.
struct SmoothingState {
  let form: SmoothingForm
  let parameters: SmoothingParameters
  var level: Double
  var slope: Double
  /// By place from the next value on; empty without a season.
  var seasons: [Double]
  /// The variance of the errors: their squares over values less parameters.
  let variance: Double

  /// Runs the filter over a history; nil where the parameters do not fit it.
  init?(
    _ form: SmoothingForm, _ parameters: SmoothingParameters, after history: ClassicalHistory
  ) {
    self.init(
      form, parameters, after: history,
      in: SmoothingWorkspace(
        longest: history.values.count, longestSeason: max(1, parameters.seasons.count)))
  }

  /// The same in a workspace that is there already.
  init?(
    _ form: SmoothingForm, _ parameters: SmoothingParameters, after history: ClassicalHistory,
    in workspace: SmoothingWorkspace
  ) {
    let length = max(1, parameters.seasons.count)
    workspace.load(history.values, seasonLength: length)
    workspace.load(seasons: parameters.seasons)
    let outcome = SmoothingFilter(workspace: workspace).forward(
      form, SmoothingCoefficients(parameters))
    guard outcome.criterion.isFinite, outcome.level.isFinite, outcome.slope.isFinite else {
      return nil
    }
    self.form = form
    self.parameters = parameters
    (level, slope) = (outcome.level, outcome.slope)
    let next = history.values.count % length
    seasons = parameters.seasons.indices.map { workspace.seasons[(next + $0) % length] }
    let spare = history.observedCount - form.parameterCount(seasonLength: length)
    variance = outcome.sumOfSquares / Double(max(1, spare))
  }

  /// The forecasts of the next `horizon` values: level, trend and season as they stand.
  func points(_ horizon: Int) -> [Double] {
    var (level, slope) = (level, slope)
    return (0..<horizon).map { step in
      slope *= parameters.phi
      level += slope
      switch form.season {
      case .none: return level
      case .additive: return level + seasons[step % seasons.count]
      case .multiplicative: return level * seasons[step % seasons.count]
      }
    }
  }
}

extension SmoothingCoefficients {
  init(_ parameters: SmoothingParameters) {
    self.init(
      alpha: parameters.alpha, beta: parameters.beta, gamma: parameters.gamma, phi: parameters.phi,
      level: parameters.level, slope: parameters.slope)
  }
}
