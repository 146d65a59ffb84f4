public import ForetellSeries

extension EnsembleRecipe {
  /// Fits in two stages: without the last horizon, for a score, for intervals and, where the blend is left
  /// open, to choose it; then anew on all data.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> EnsembleForecaster {
    try history.checkForecastable(horizon: horizon)
    let begin = ContinuousClock.now
    let usual = try resolved(for: history)
    try usual.checkMemory(conditions, history: history)
    let resolved = try await budgeted(
      chosen(usual, history, conditions), since: begin, history, conditions)
    try resolved.checkMemory(conditions, history: history)
    let plan = EnsembleFittingPlan(resolved, conditions)
    var trials: [EnsembleTrial] = []
    for held in resolved.heldBack {
      let past = history.prefix(dropping: held)
      let trial = try await plan.forecaster(fittedTo: past, phase: .validating)
      if let trial = try EnsembleTrial(trial, on: history, holdingBack: held) {
        trials.append(trial)
      }
    }
    return try await plan.forecaster(
      fittedTo: history, phase: .training, verdict: EnsembleVerdict(resolved, trials))
  }

  /// The time of some training steps of every member, for all of them.
  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    try resolved.checkMemory(conditions, history: history)
    let once = try await resolved.secondsOfOneRun(on: history, threads: conditions.threads)
    return once * Double(resolved.repetitions + resolved.heldBack.count)
  }

  /// The share of a budget that goes into the choice of the members' settings.
  private static let choiceShare = 1.0 / 3

  /// The members that do best on values held back, where there is more than one way.
  private func chosen(
    _ resolved: ResolvedEnsemble, _ history: Panel, _ conditions: FittingConditions
  ) async throws -> ResolvedEnsemble {
    guard members == nil, validates, !isFast, blend == nil, resolved.validationSize > 0 else {
      return resolved
    }
    let choice = LineupChoice(history: history, conditions: conditions)
    var resolved = resolved
    let profile = PanelProfile(history, seasonLength: resolved.seasonLength)
    if let decoders = profile.decoders(horizon: horizon) {
      let lineup = Lineup(name: "segments decoded", members: decoders)
      resolved = try await choice.best(of: [lineup], beside: resolved, margin: 0)
    }
    guard let budget, resolved.blend.networks > 0 else { return resolved }
    let once = try await resolved.secondsOfOneRun(on: history, threads: conditions.threads)
    let affordable = Int(min(100, Self.choiceShare * budget / (once / 2))) - 1
    guard affordable > 0 else { return resolved }
    return try await choice.best(
      of: Array(Lineup.settings(of: resolved.members).prefix(affordable)), beside: resolved,
      margin: resolved.margin)
  }

  /// The same ensemble, trained as long as what is left of the budget allows.
  private func budgeted(
    _ resolved: ResolvedEnsemble, since begin: ContinuousClock.Instant, _ history: Panel,
    _ conditions: FittingConditions
  ) async throws -> ResolvedEnsemble {
    guard let budget else { return resolved }
    let once = try await resolved.secondsOfOneRun(on: history, threads: conditions.threads)
    let spent = (ContinuousClock.now - begin) / .seconds(1)
    let left = resolved.trained(within: max(budget - spent, budget / 4), run: once)
    // A single network stays one.
    return isFast ? left.changing(repetitions: 1) { _ in } : left
  }
}

extension ResolvedEnsemble {
  private static let trialSteps = [2, 12]
  private static let mostRepetitions = 12
  /// A network that has hardly begun to learn is worse than none.
  private static let fewestSteps = 30

  /// About how long one training of every member takes.
  func secondsOfOneRun(on history: Panel, threads: Int?) async throws -> Double {
    var times: [Double] = []
    for steps in Self.trialSteps {
      let short = changing { $0.trainingSteps = min($0.trainingSteps, steps) }
      let plan = EnsembleFittingPlan(short, FittingConditions(threads: threads))
      let begin = ContinuousClock.now
      _ = try await plan.trainedMembers(on: history)
      times.append((ContinuousClock.now - begin) / .seconds(1))
    }
    // What does not grow with the steps: views, memory, the first batch.
    let fixed = times[0]
    let slope = max(0, times[1] - times[0]) / Double(Self.trialSteps[1] - Self.trialSteps[0])
    return fixed + slope * Double(members.map(\.trainingSteps).max() ?? 0)
  }

  /// - Parameter run: seconds that one training of every member takes.
  func trained(within budget: Double, run: Double) -> ResolvedEnsemble {
    guard run > 0 else { return self }
    let trial = Double(heldBack.count)
    let runs = budget / run - trial
    guard runs < 1 else {
      return changing(repetitions: min(Self.mostRepetitions, Int(runs))) { _ in }
    }
    let share = budget / run / (1 + trial)
    return changing(repetitions: 1) {
      let steps = Int(Double($0.trainingSteps) * share)
      $0.trainingSteps = max(min(Self.fewestSteps, $0.trainingSteps), steps)
    }
  }

  func changing(
    repetitions: Int? = nil, _ change: (inout EnsembleMember) -> Void
  ) -> ResolvedEnsemble {
    ResolvedEnsemble(
      recipe: recipe, kind: kind, seasonLength: seasonLength,
      members: members.map { member in
        var member = member
        change(&member)
        return member
      }, repetitions: repetitions ?? self.repetitions, blend: blend, candidates: candidates,
      margin: margin, validationSize: validationSize, trials: trials, choice: choice)
  }
}
