internal import ForetellNetworks
public import ForetellSeries
internal import ForetellWindowing

extension EnsembleRecipe {
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> EnsembleForecaster {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    let plan = EnsembleFittingPlan(resolved, conditions)
    var validation: Validation?
    var calibration: Calibration?
    if resolved.validationSize > 0 {
      let trial = try await plan.forecaster(
        fittedTo: history.prefix(dropping: resolved.validationSize), phase: .validating)
      (validation, calibration) = try plan.score(trial, on: history)
    }
    return try await plan.forecaster(
      fittedTo: history, phase: .training, validation: validation, calibration: calibration)
  }
}

/// A recipe with nothing left open and where it runs.
struct EnsembleFittingPlan: Sendable {
  let resolved: ResolvedEnsemble
  private let threads: Int
  private let tally: ProgressTally

  init(_ resolved: ResolvedEnsemble, _ conditions: FittingConditions) {
    self.resolved = resolved
    threads = max(1, conditions.threads ?? Engine.processorCount)
    let perRun = resolved.members.reduce(0) { $0 + $1.trainingSteps }
    let runs = resolved.repetitions + (resolved.validationSize > 0 ? 1 : 0)
    tally = ProgressTally(steps: perRun * runs, report: conditions.report)
  }

  /// Trains all members on a panel; once each while validating.
  func forecaster(
    fittedTo panel: Panel, phase: FittingProgress.Phase, validation: Validation? = nil,
    calibration: Calibration? = nil
  ) async throws -> EnsembleForecaster {
    let known = panel.selecting(
      (0..<panel.count).filter { series in
        panel.values(of: series).contains { !$0.isNaN } && !panel.isConstant(series)
      })
    let training = EnsembleTraining(
      members: resolved.members,
      repetitions: phase == .validating ? 1 : resolved.repetitions,
      horizon: resolved.recipe.horizon, seasonLength: resolved.seasonLength,
      seed: resolved.recipe.seed, threads: threads, tally: tally, phase: phase)
    let members = known.count > 0 ? try await training.run(on: known) : []
    var theta: ClassicalForecaster?
    if resolved.thetaShare > 0 || members.isEmpty {
      theta = try await ClassicalRecipe(.theta, seasonLength: resolved.seasonLength)
        .fit(to: known, under: FittingConditions(threads: threads))
    }
    return EnsembleForecaster(
      resolved: resolved, frequency: panel.frequency, cutoff: panel.lastTimestamp,
      validation: validation, calibration: calibration, members: members, theta: theta)
  }

  /// The scores of a forecaster on the values held back, and what they say of its errors.
  func score(
    _ trial: EnsembleForecaster, on history: Panel
  ) throws -> (Validation?, Calibration?) {
    let held = resolved.validationSize
    let past = history.prefix(dropping: held)
    let own = (0..<past.count).filter { !past.isConstant($0) }
    let points = try EnsemblePoints(trial, history: past, horizon: held)
    let windows = own.map { Window(series: $0, origin: past.range(of: $0).count) }
    let forecasts = own.compactMap { points[$0] }
    let validation = Validation(
      windows, forecasts: forecasts, in: history, size: held,
      seasonLength: resolved.seasonLength)
    let errors = zip(own, forecasts).map { series, forecast -> [Double] in
      let values = past.values(of: series)
      guard let scale = ErrorScale(values, seasonLength: resolved.seasonLength) else { return [] }
      let actual = history.values(of: series).dropFirst(values.count)
      return zip(actual, forecast).map { $0.isNaN ? .nan : scale.error($0, $1) }
    }
    return (validation, Calibration(errors: errors, horizon: held, origins: own.count))
  }
}
