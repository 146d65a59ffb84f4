public import ForetellSeries

extension RecurrentRecipe {
  /// Fits in two stages: without the validation tail, to find the number of steps after which the
  /// members together forecast the tail best; then anew on all data for that many steps.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> RecurrentForecaster {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(limit: conditions.maximumMemory, history: history)
    let plan = FittingPlan(resolved, conditions, history: history)
    guard resolved.validationSize > 0 else {
      let trained = try await plan.train(
        holdingBack: 0, upTo: resolved.training.steps, phase: .training)
      return plan.forecaster(trained, validation: nil)
    }
    let validated = try await plan.train(
      holdingBack: resolved.validationSize, upTo: resolved.training.steps, phase: .validating)
    let validation = try plan.validation(of: validated)
    guard refitsOnAllData else { return plan.forecaster(validated, validation: validation) }
    let trained = try await plan.train(holdingBack: 0, upTo: validated.steps, phase: .training)
    return plan.forecaster(trained, validation: validation)
  }
}
