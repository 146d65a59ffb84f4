public import ForetellSeries

extension StatefulRecipe {
  /// Fits in two stages, as ``RecurrentRecipe`` does: without the newest values, to find the number of steps after
  /// which the members together forecast them best; then anew on all data for that many steps.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> StatefulForecaster {
    try history.checkForecastable(horizon: network.horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(limit: conditions.maximumMemory, history: history)
    let plan = StatefulPlan(resolved, conditions, history: history)
    guard resolved.validationSize > 0 else {
      return plan.forecaster(
        try await plan.train(holdingBack: 0, upTo: resolved.training.steps, phase: .training))
    }
    let validated = try await plan.train(
      holdingBack: resolved.validationSize, upTo: resolved.training.steps, phase: .validating)
    let validation = try plan.validation(of: validated)
    let calibration = try plan.calibration(of: validated)
    guard network.refitsOnAllData else {
      return plan.forecaster(validated, validation: validation, calibration: calibration)
    }
    let trained = try await plan.train(
      holdingBack: 0, upTo: validated.steps, phase: .training, schedule: validated.schedule)
    return plan.forecaster(trained, validation: validation, calibration: calibration)
  }

  /// The time of some training steps, for all of them.
  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double {
    try history.checkForecastable(horizon: network.horizon)
    let resolved = try resolved(for: history)
    let trial = StatefulPlan(
      resolved, FittingConditions(threads: conditions.threads), history: history)
    let steps = min(resolved.training.steps, 6)
    let start = ContinuousClock.now
    _ = try await trial.train(holdingBack: 0, upTo: steps, phase: .training)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let phases = resolved.validationSize > 0 && network.refitsOnAllData ? 2 : 1
    return seconds * Double(phases * resolved.training.steps) / Double(steps)
  }
}
