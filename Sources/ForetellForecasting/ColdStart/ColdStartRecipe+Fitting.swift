internal import ForetellNetworks
internal import ForetellRandom
public import ForetellSeries

extension ColdStartRecipe {
  /// Fits in two stages: without some of the series, to find the number of steps after which these are forecast best;
  /// then anew on all of them for that many.
  ///
  /// In the first stage nothing is learned from the series held back, neither the scale of the values nor scales and
  /// vocabularies of columns: one whose label no other bears is a launch of an unknown kind, as in use.
  /// Each series must begin at its launch; what comes after the horizon is not looked at.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> ColdStartForecaster {
    try history.checkForecastable(horizon: horizon)
    let launches = history.cutting(
      (0..<history.count).map { ($0, 0..<min(horizon, history.range(of: $0).count)) })
    let resolved = try resolved(for: launches)
    try resolved.checkMemory(limit: conditions.maximumMemory, launches: launches)
    let (held, limit) = (heldBack(of: launches), resolved.training.steps)
    let tally = ProgressTally(
      steps: (held.isEmpty ? 1 : 2) * members * limit, report: conditions.report)
    let plan = try ColdStartPlan(
      resolved, conditions, launches: launches, learningFrom: Array(0..<launches.count), tally)
    func forecaster(
      _ trained: TrainedMembers, _ trial: LaunchTrial? = nil, _ calibration: Calibration? = nil
    ) -> ColdStartForecaster {
      ColdStartForecaster(
        resolved: resolved, frequency: history.frequency, cutoff: history.lastTimestamp,
        trial: trial, calibration: calibration, trainedSteps: trained.steps,
        members: trained.parameters, normalizer: plan.normalizer)
    }
    guard !held.isEmpty else { return forecaster(try await plan.train(upTo: limit)) }
    let heldBack = Set(held)
    let rest = (0..<launches.count).filter { !heldBack.contains($0) }
    let trial = try ColdStartPlan(
      self.resolved(for: launches, learningFrom: launches.selecting(rest)), conditions,
      launches: launches, learningFrom: rest, tally)
    let validated = try await trial.train(upTo: limit, scoring: held)
    let forecasts = try trial.forecasts(of: held, by: validated.parameters)
    let trained = try await plan.train(upTo: validated.steps, schedule: validated.schedule)
    return forecaster(
      trained, trial.score(of: forecasts, for: held),
      // On the scale that they will be laid around forecasts on.
      Calibration(
        errors: plan.errors(of: forecasts, for: held), horizon: horizon, origins: held.count))
  }

  /// The series that are held back at first, drawn by the seed among those that a forecast can be compared with.
  private func heldBack(of launches: Panel) -> [Int] {
    let random = RandomStream(seed: seed).stream("held back")
    let order = (0..<launches.count).filter { !launches.values(of: $0).allSatisfy(\.isNaN) }
      .sorted { random[uniformAt: $0] < random[uniformAt: $1] }
    // Of a handful nothing can be spared.
    let count = order.count >= 10 ? Int(validationShare * Double(order.count)) : 0
    return order.prefix(count).sorted()
  }
}

extension ResolvedColdStart {
  /// Refuses to begin what the machine could not finish.
  func checkMemory(limit: Int?, launches: Panel) throws {
    try EncoderDecoder(network).checkMemory(
      steps: 1, horizon: recipe.horizon, rows: training.batchSize, members: recipe.members,
      values: launches.storage.count, limit: limit)
  }
}
