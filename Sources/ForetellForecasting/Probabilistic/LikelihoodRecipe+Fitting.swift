internal import ForetellNetworks
public import ForetellSeries

extension LikelihoodRecipe {
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> LikelihoodForecaster {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(of: history, limit: conditions.maximumMemory)
    let (members, record) = try training(resolved, history, conditions).train()
    return LikelihoodForecaster(
      resolved: resolved, frequency: history.frequency, cutoff: history.lastTimestamp,
      record: record, members: members)
  }

  /// The time of some training steps, for all of them.
  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    var trial = self
    trial.training = resolved.training
    trial.training?.steps = 6
    (trial.members, trial.validationSize) = (1, 0)
    let begin = ContinuousClock.now
    _ = try training(
      try trial.resolved(for: history), history, FittingConditions(threads: conditions.threads)
    ).train()
    let seconds = (ContinuousClock.now - begin) / .seconds(1)
    let runs = resolved.members + (resolved.validationSize > 0 ? 1 : 0)
    return seconds * Double(runs * resolved.training.steps) / 6
  }

  private func training(
    _ resolved: ResolvedLikelihood, _ history: Panel, _ conditions: FittingConditions
  ) throws -> LikelihoodTraining {
    let runs = resolved.members + (resolved.validationSize > 0 ? 1 : 0)
    return LikelihoodTraining(
      resolved: resolved, history: history,
      engine: Engine(threads: conditions.threads, instructionSet: try InstructionSet.preferred()),
      tally: ProgressTally(steps: runs * resolved.training.steps, report: conditions.report),
      flowInterval: conditions.flowInterval)
  }
}

extension ResolvedLikelihood {
  /// Refuses to train where that would take more memory than it may.
  ///
  /// Each series has a row in the tail, and each value its columns, encoded anew in both stages.
  func checkMemory(of history: Panel, limit: Int?) throws {
    let network = try RecurrentNetwork(network)
    var needed = network.trainingBytes(steps: steps, rows: training.batchSize)
    if validationSize > 0 {
      let (steps, rows) = (
        context + validationSize, min(history.count, LikelihoodTail.mostRows)
      )
      // Targets and weights come in pairs of four bytes.
      needed += network.predictionBytes(steps: steps, rows: rows) + 16 * steps * rows
    }
    if let encoder {
      let columns = CovariateLayout(encoder)
      needed += history.storage.count * 8 * (columns.knownWidth + columns.known.categorical.count)
    }
    let most = limit ?? Engine.physicalMemory / 5 * 4
    guard most > 0, needed > most else { return }
    throw ForecastingError(
      .memory, "training takes \(needed >> 20) MB and may take \(most >> 20)",
      remedy: "lower --batch-size, --input-size, --hidden-size or --val-size, or raise --max-memory"
    )
  }
}
