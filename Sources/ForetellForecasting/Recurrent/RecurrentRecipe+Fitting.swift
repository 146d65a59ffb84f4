internal import ForetellNetworks
public import ForetellSeries

extension RecurrentRecipe: WarmStartingRecipe {
  /// Fits in two stages: without the validation tail, to find the number of steps after which the
  /// members together forecast the tail best; then anew on all data for that many steps.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> RecurrentForecaster {
    try await fit(to: history, startingFrom: [], under: conditions)
  }

  public func fit(
    to history: Panel, startingFrom earlier: RecurrentForecaster,
    under conditions: FittingConditions
  ) async throws -> RecurrentForecaster {
    try await fit(to: history, startingFrom: earlier.members, under: conditions)
  }

  private func fit(
    to history: Panel, startingFrom start: [Parameters<Float>],
    under conditions: FittingConditions
  ) async throws -> RecurrentForecaster {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(limit: conditions.maximumMemory, history: history)
    let plan = FittingPlan(resolved, conditions, history: history)
    guard resolved.validationSize > 0 else {
      let trained = try await plan.train(
        holdingBack: 0, upTo: resolved.training.steps, phase: .training, startingFrom: start)
      return plan.forecaster(trained)
    }
    // Never from an earlier fit, which may have learned from what is held back here.
    let validated = try await plan.train(
      holdingBack: resolved.validationSize, upTo: resolved.training.steps, phase: .validating)
    let validation = try plan.validation(of: validated)
    let calibration = try plan.calibration(of: validated)
    guard refitsOnAllData else {
      return plan.forecaster(validated, validation: validation, calibration: calibration)
    }
    let trained = try await plan.train(
      holdingBack: 0, upTo: validated.steps, phase: .training, startingFrom: start,
      schedule: validated.schedule)
    return plan.forecaster(trained, validation: validation, calibration: calibration)
  }
  /// The time of some training steps, for all of them.
  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(limit: conditions.maximumMemory, history: history)
    let trial = FittingPlan(
      resolved, FittingConditions(threads: conditions.threads), history: history)
    // The first steps also pay for memory and packing.
    let steps = min(resolved.training.steps, 6)
    let seconds = try await trial.secondsOfTraining(steps: steps)
    let phases = resolved.validationSize > 0 && refitsOnAllData ? 2 : 1
    return seconds * Double(phases * resolved.training.steps) / Double(steps)
  }
}
