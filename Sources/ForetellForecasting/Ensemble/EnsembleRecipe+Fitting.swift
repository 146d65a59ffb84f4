public import ForetellSeries

extension EnsembleRecipe {
  /// Fits in two stages: without the last horizon, for a score, for intervals and, where the blend is left
  /// open, to choose it; then anew on all data.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> EnsembleForecaster {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    let plan = EnsembleFittingPlan(resolved, conditions)
    var verdict: EnsembleVerdict?
    if resolved.validationSize > 0 {
      let past = history.prefix(dropping: resolved.validationSize)
      let trial = try await plan.forecaster(fittedTo: past, phase: .validating)
      verdict = try EnsembleTrial(trial, history: history)?.verdict()
    }
    return try await plan.forecaster(fittedTo: history, phase: .training, verdict: verdict)
  }
}
