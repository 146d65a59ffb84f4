internal import ForetellSeries
internal import ForetellWindowing

/// An ensemble that was fitted without the newest values, beside these values.
struct EnsembleTrial {
  private let resolved: ResolvedEnsemble
  private let history: Panel
  private let past: Panel
  /// The series that can be scored, and what the components say of them.
  private let own: [Int]
  private let points: ComponentPoints
  private let horizon: Int

  /// - Parameter trial: fitted to `history` without its last `held` values.
  /// - Returns: nil where no series is left to score.
  init?(_ trial: EnsembleForecaster, on history: Panel, holdingBack held: Int) throws {
    resolved = trial.resolved
    self.history = history
    horizon = min(resolved.recipe.horizon, held)
    let past = history.prefix(dropping: held)
    own = (0..<past.count).filter { !past.isConstant($0) }
    self.past = past.selecting(own)
    guard !own.isEmpty else { return nil }
    points = try trial.componentPoints(after: self.past, horizon: horizon)
  }

  /// What is to be averaged must be forecast as it was here.
  func forecasts(by blend: Blend) -> [[Double]] {
    let values = points.mean(by: blend)
    return own.indices.map { Array(values[$0 * horizon..<($0 + 1) * horizon]) }
  }

  /// The score of a blend beside the baselines'.
  func validation(of blend: Blend) -> Validation? {
    let windows = own.indices.map { Window(series: own[$0], origin: past.range(of: $0).count) }
    return Validation(
      windows, forecasts: forecasts(by: blend), in: history, size: horizon,
      seasonLength: resolved.seasonLength)
  }

  /// The errors of a blend on each series, relative and in units of the series' own changes.
  func errors(of blend: Blend) -> [BlendChoice.Errors] {
    zip(own.indices, forecasts(by: blend)).map { place, forecast in
      let size = past.values(of: place).meanChange(seasonLength: resolved.seasonLength)
      var errors = BlendChoice.Errors()
      for (y, f) in zip(actual(place), forecast) where !y.isNaN {
        errors.add(actual: y, forecast: f, size: size)
      }
      return errors
    }
  }

  /// The errors of a blend on the scale of each series, a row a series, for its intervals.
  func scaledErrors(of blend: Blend) -> [[Double]] {
    zip(own.indices, forecasts(by: blend)).map { place, forecast in
      let values = past.values(of: place)
      guard let scale = ErrorScale(values, resolved.errorMeasure) else { return [] }
      return zip(actual(place), forecast).map { $0.isNaN ? .nan : scale.error($0, $1) }
    }
  }

  private func actual(_ place: Int) -> ArraySlice<Double> {
    history.values(of: own[place]).dropFirst(past.range(of: place).count).prefix(horizon)
  }
}

extension ArraySlice<Double> {
  /// The mean size of a change over one season, or over one step where there are not two; 0 where nothing changes.
  func meanChange(seasonLength: Int) -> Double {
    let observed = filter { !$0.isNaN }
    let lag = observed.count > 2 * seasonLength ? seasonLength : 1
    let changes = zip(observed, observed.dropFirst(lag)).map { abs($1 - $0) }
    return changes.isEmpty ? 0 : changes.reduce(0, +) / Double(changes.count)
  }
}

/// What values held back say of an ensemble.
struct EnsembleVerdict: Sendable {
  let blend: Blend
  let validation: Validation?
  let calibration: Calibration?

  /// Chooses by all trials; the score is that of the first, on the newest values.
  init?(_ resolved: ResolvedEnsemble, _ trials: [EnsembleTrial]) {
    guard let newest = trials.first else { return nil }
    let blend = BlendChoice(resolved) { blend in trials.flatMap { $0.errors(of: blend) } }.best
    let errors = trials.flatMap { $0.scaledErrors(of: blend) }
    self.blend = blend
    validation = newest.validation(of: blend)
    calibration = Calibration(
      errors: errors, horizon: resolved.validationSize, origins: errors.count)
  }
}
