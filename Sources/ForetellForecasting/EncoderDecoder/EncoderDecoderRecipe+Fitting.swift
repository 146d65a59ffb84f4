internal import ForetellNetworks
public import ForetellSeries

extension EncoderDecoderRecipe {
  /// Fits in two stages, as ``RecurrentRecipe`` does: without the validation tail, to find the best number of
  /// steps, then anew on all data for that many.
  ///
  /// In the first stage nothing is learned from the tail: scales and vocabularies of columns come from what is before it, so that a
  /// label that occurs there alone is unknown, as it will be when it comes unannounced. What is known ahead of the tail is seen
  /// as it would be in use.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> EncoderDecoderForecaster {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(limit: conditions.maximumMemory, history: history)
    let (held, limit) = (resolved.validationSize, resolved.training.steps)
    let tally = ProgressTally(
      steps: (held > 0 && refitsOnAllData ? 2 : 1) * resolved.members * limit,
      report: conditions.report)
    let plan = try EncoderDecoderPlan(
      resolved, conditions, history: history, holdingBack: 0, tally)
    guard held > 0 else { return plan.forecaster(try await plan.train(upTo: limit)) }
    let trial = try EncoderDecoderPlan(
      self.resolved(for: history, learningFrom: history.beforeTail(of: held)), conditions,
      history: history, holdingBack: held, tally)
    let validated = try await trial.train(upTo: limit)
    let (validation, calibration) = (
      try trial.validation(of: validated), try trial.calibration(of: validated)
    )
    guard refitsOnAllData else { return trial.forecaster(validated, validation, calibration) }
    let trained = try await plan.train(upTo: validated.steps, schedule: validated.schedule)
    return plan.forecaster(trained, validation, calibration)
  }

  /// The time of some training steps, for all of them.
  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(limit: conditions.maximumMemory, history: history)
    let steps = min(resolved.training.steps, 6)
    let plan = try EncoderDecoderPlan(
      resolved, FittingConditions(threads: conditions.threads), history: history, holdingBack: 0,
      ProgressTally(steps: resolved.members * steps) { _ in })
    let start = ContinuousClock.now
    _ = try await plan.train(upTo: steps)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let phases = resolved.validationSize > 0 && refitsOnAllData ? 2 : 1
    return seconds * Double(phases * resolved.training.steps) / Double(steps)
  }
}

extension ResolvedEncoderDecoder {
  /// Refuses to begin what the machine could not finish.
  func checkMemory(limit: Int?, history: Panel) throws {
    try EncoderDecoder(network).checkMemory(
      steps: steps, horizon: recipe.horizon, rows: training.batchSize, members: members,
      values: history.storage.count, limit: limit)
  }
}

extension Panel {
  /// The series without their last `held` values, where any are left.
  func beforeTail(of held: Int) -> Panel {
    let past = prefix(dropping: held)
    return past.selecting((0..<past.count).filter { !past.range(of: $0).isEmpty })
  }
}
