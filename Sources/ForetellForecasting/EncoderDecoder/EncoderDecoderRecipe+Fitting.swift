internal import ForetellNetworks
public import ForetellSeries

extension EncoderDecoderRecipe {
  /// Fits in two stages, as ``RecurrentRecipe`` does: without the validation tail, to find the best number of
  /// steps, then anew on all data for that many.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> EncoderDecoderForecaster {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(limit: conditions.maximumMemory)
    let plan = try EncoderDecoderPlan(resolved, conditions, history: history)
    func forecaster(
      _ trained: TrainedMembers, _ validation: Validation? = nil, _ calibration: Calibration? = nil
    ) -> EncoderDecoderForecaster {
      EncoderDecoderForecaster(
        resolved: resolved, frequency: history.frequency, cutoff: history.lastTimestamp,
        validation: validation, calibration: calibration, trainedSteps: trained.steps,
        members: trained.parameters, scaling: trained.scaling)
    }
    guard resolved.validationSize > 0 else {
      return forecaster(
        try await plan.train(holdingBack: 0, upTo: resolved.training.steps, phase: .training))
    }
    let validated = try await plan.train(
      holdingBack: resolved.validationSize, upTo: resolved.training.steps, phase: .validating)
    let validation = try plan.validation(of: validated)
    let calibration = try plan.calibration(of: validated)
    guard refitsOnAllData else { return forecaster(validated, validation, calibration) }
    let trained = try await plan.train(
      holdingBack: 0, upTo: validated.steps, phase: .training, schedule: validated.schedule)
    return forecaster(trained, validation, calibration)
  }

  /// The time of some training steps, for all of them.
  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(limit: conditions.maximumMemory)
    let plan = try EncoderDecoderPlan(
      resolved, FittingConditions(threads: conditions.threads), history: history)
    let steps = min(resolved.training.steps, 6)
    let start = ContinuousClock.now
    _ = try await plan.train(holdingBack: 0, upTo: steps, phase: .training)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let phases = resolved.validationSize > 0 && refitsOnAllData ? 2 : 1
    return seconds * Double(phases * resolved.training.steps) / Double(steps)
  }
}

extension ResolvedEncoderDecoder {
  /// Refuses to begin what the machine could not finish.
  func checkMemory(limit: Int?) throws {
    let one = try EncoderDecoder(network).trainingBytes(
      steps: steps, horizon: recipe.horizon, rows: training.batchSize)
    let (bytes, overflow) = one.multipliedReportingOverflow(by: members)
    let limit = limit ?? Engine.physicalMemory / 5 * 4
    guard limit > 0, overflow || bytes > limit else { return }
    throw ForecastingError(
      .memory,
      "fitting would take \(one >> 20) MB of memory a member, and \(limit >> 20) MB may be used",
      remedy: "lower --batch-size, --hidden-size, --members or the horizon, or raise --max-memory")
  }
}
