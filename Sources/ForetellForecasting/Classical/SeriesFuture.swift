internal import ForetellRandom

/// What comes after one history, by what was fitted to it or to its beginning.
struct SeriesFuture {
  let history: ClassicalHistory
  let seasonLength: Int
  /// Whether the history begins where it began when it was fitted; else initial states are found anew.
  let startsAsFitted: Bool
  let random: RandomStream

  /// nil where what was fitted does not suit the history.
  func outlook(
    _ structure: SeriesFit.Structure, horizon: Int, withSpread: Bool
  ) -> Outlook? {
    if history.isConstant { return constant(horizon) }
    switch structure {
    case .constant: return nil
    case .windowAverage(let width):
      return WindowAverage(width: width).outlook(horizon, after: history, withSpread: withSpread)
    case .lastValue(let season):
      return pattern(season).map { SeasonalWalk(pattern: $0).outlook(horizon, after: history) }
    case .theta(let alpha, let season):
      return pattern(season)
        .flatMap { ThetaMethod(history, pattern: $0) }?
        .outlook(horizon, alpha: alpha, after: history)
    case .smoothing(let form, let fitted):
      return parameters(form, fitted)
        .flatMap { SmoothingState(form, $0, after: history) }?
        .outlook(horizon, after: history, random: random, withSpread: withSpread)
    }
  }

  private func constant(_ horizon: Int) -> Outlook {
    Outlook(
      points: Array(repeating: history.values[0], count: horizon),
      spread: .normal(Array(repeating: 0, count: horizon)))
  }

  /// The indices of the season that was decided for; nil where this history cannot have them.
  private func pattern(_ kind: SeasonalPattern.Kind) -> SeasonalPattern? {
    guard kind != .none else { return SeasonalPattern.none }
    guard kind == .additive || history.isPositive else { return nil }
    return SeasonalPattern(of: history.filled, length: seasonLength, kind: kind)
  }

  /// What was fitted on the scale of this history, with initial states that belong to its start.
  private func parameters(
    _ form: SmoothingForm, _ fitted: SmoothingParameters
  ) -> SmoothingParameters? {
    if form.needsPositiveValues, !history.isPositive { return nil }
    if startsAsFitted { return fitted.mapStates(form.season) { $0 / history.scale } }
    let guess = InitialStates(of: history, seasonLength: seasonLength, season: form.season)
    guard var parameters = guess?.parameters(of: form, alpha: fitted.alpha) else { return nil }
    (parameters.beta, parameters.gamma, parameters.phi) = (fitted.beta, fitted.gamma, fitted.phi)
    return parameters
  }
}

extension Outlook {
  /// Leaves out the first steps.
  mutating func drop(_ count: Int) {
    guard count > 0 else { return }
    points.removeFirst(count)
    switch spread {
    case .normal(let deviations): spread = .normal(Array(deviations.dropFirst(count)))
    case .simulated(let values): spread = .simulated(Array(values.dropFirst(count)))
    }
  }
}
