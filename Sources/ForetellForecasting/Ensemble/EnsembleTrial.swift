internal import ForetellSeries
internal import ForetellWindowing

/// What values held back say of an ensemble.
struct EnsembleVerdict: Sendable {
  let blend: Blend
  let validation: Validation?
  let calibration: Calibration?
}

/// An ensemble that was fitted without the last values, beside these values.
struct EnsembleTrial {
  private let trial: EnsembleForecaster
  private let history: Panel
  private let past: Panel
  /// The series that can be scored, and what the components say of them.
  private let own: [Int]
  private let points: ComponentPoints

  private var held: Int { trial.resolved.validationSize }

  /// nil where no series is left to score.
  init?(_ trial: EnsembleForecaster, history: Panel) throws {
    self.trial = trial
    self.history = history
    let past = history.prefix(dropping: trial.resolved.validationSize)
    own = (0..<past.count).filter { !past.isConstant($0) }
    self.past = past.selecting(own)
    guard !own.isEmpty else { return nil }
    points = try trial.componentPoints(
      after: self.past, horizon: trial.resolved.validationSize)
  }

  /// The best of the candidates, its score and its errors.
  func verdict() -> EnsembleVerdict {
    let choice = BlendChoice(trial.resolved, errors: errors)
    let blend = choice.best
    let values = points.mean(by: blend)
    let forecasts = own.indices.map { Array(values[$0 * held..<($0 + 1) * held]) }
    let windows = own.indices.map { Window(series: own[$0], origin: past.range(of: $0).count) }
    let validation = Validation(
      windows, forecasts: forecasts, in: history, size: held,
      seasonLength: trial.resolved.seasonLength)
    let scaled = own.indices.map { scaledErrors(of: forecasts[$0], series: $0) }
    return EnsembleVerdict(
      blend: blend, validation: validation,
      calibration: Calibration(errors: scaled, horizon: held, origins: own.count))
  }

  private func actual(_ place: Int) -> ArraySlice<Double> {
    history.values(of: own[place]).dropFirst(past.range(of: place).count)
  }

  private func scaledErrors(of forecast: [Double], series place: Int) -> [Double] {
    guard
      let scale = ErrorScale(
        past.values(of: place), seasonLength: trial.resolved.seasonLength)
    else { return [] }
    return zip(actual(place), forecast).map { $0.isNaN ? .nan : scale.error($0, $1) }
  }

  /// The mean error of a blend on each series, relative and in units of the series' own changes; NaN where
  /// nothing was observed.
  private func errors(of blend: Blend) -> [BlendChoice.Errors] {
    let values = points.mean(by: blend)
    return own.indices.map { place in
      let size = meanChange(of: past.values(of: place))
      var errors = BlendChoice.Errors()
      for (y, f) in zip(actual(place), values[place * held..<(place + 1) * held]) where !y.isNaN {
        errors.add(actual: y, forecast: f, size: size)
      }
      return errors
    }
  }

  private func meanChange(of values: ArraySlice<Double>) -> Double {
    let observed = values.filter { !$0.isNaN }
    let lag = observed.count > 2 * trial.resolved.seasonLength ? trial.resolved.seasonLength : 1
    let changes = zip(observed, observed.dropFirst(lag)).map { abs($1 - $0) }
    return changes.isEmpty ? 0 : changes.reduce(0, +) / Double(changes.count)
  }
}
