internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellRandom
public import ForetellSeries

extension ColdStartRecipe {
  /// Fits in two stages: without some of the series, to find the number of steps after which these are forecast best;
  /// then anew on all of them for that many.
  ///
  /// Each series must begin at its launch; what comes after the horizon is not looked at.
  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> ColdStartForecaster {
    try history.checkForecastable(horizon: horizon)
    let resolved = try resolved(for: history)
    let plan = try ColdStartPlan(resolved, conditions, history: history)
    let held = plan.heldBack
    guard !held.isEmpty else {
      let trained = try await plan.train(without: [], upTo: resolved.training.steps)
      return plan.forecaster(trained.parameters, steps: trained.steps, nil, nil)
    }
    let validated = try await plan.train(without: held, upTo: resolved.training.steps)
    let (validation, calibration) = try plan.trial(of: validated.parameters, on: held)
    let trained = try await plan.train(without: [], upTo: validated.steps)
    return plan.forecaster(trained.parameters, steps: trained.steps, validation, calibration)
  }
}

/// A recipe, the launches it is fitted to, and where that runs.
struct ColdStartPlan: Sendable {
  let resolved: ResolvedColdStart
  /// The series that are held back at first, drawn by the seed.
  let heldBack: [Int]
  private let history: Panel
  private let gatherer: ColdStartGatherer
  private let conditions: FittingConditions
  private let tally: ProgressTally

  init(
    _ resolved: ResolvedColdStart, _ conditions: FittingConditions, history: Panel
  ) throws(ForecastingError) {
    (self.resolved, self.history, self.conditions) = (resolved, history, conditions)
    let normalizer = Normalizer(
      resolved.normalization.methods(over: .panel), fittedTo: history.storage)
    gatherer = ColdStartGatherer(
      resolved, panel: history, normalizer: normalizer,
      columns: try resolved.encoder.encoded(history, horizon: 0))
    let recipe = resolved.recipe
    let random = RandomStream(seed: recipe.seed).stream("held back")
    let order = (0..<history.count).sorted { random[uniformAt: $0] < random[uniformAt: $1] }
    // Of a handful nothing can be spared.
    let count = history.count >= 10 ? Int(recipe.validationShare * Double(history.count)) : 0
    heldBack = order.prefix(count).sorted()
    tally = ProgressTally(
      steps: (count > 0 ? 2 : 1) * recipe.members * resolved.training.steps,
      report: conditions.report)
  }

  func train(
    without held: [Int], upTo limit: Int
  ) async throws -> (parameters: [Parameters<Float>], steps: Int) {
    let unseen = Set(held)
    let series = (0..<history.count).filter { !unseen.contains($0) }
    let engines = try conditions.engines(for: resolved.recipe.members)
    let members = try (0..<resolved.recipe.members).map { number in
      try ColdStartMember(
        resolved, number: number, series: series, gatherer: gatherer,
        engine: engines[number % engines.count],
        flowInterval: number == 0 ? conditions.flowInterval : nil)
    }
    let crew = Crew(
      members: members, lanes: engines.count, tally: tally,
      phase: held.isEmpty ? .training : .validating)
    guard !held.isEmpty else {
      try await crew.advance(to: limit)
      return (await crew.parameters(), limit)
    }
    var best = (loss: Double.infinity, steps: 0, parameters: [Parameters<Float>]())
    var step = 0
    while step < limit {
      step = min(limit, step + max(1, resolved.training.validationInterval))
      try await crew.advance(to: step)
      let parameters = await crew.parameters()
      let errors = try errors(of: parameters, on: held).joined().filter { !$0.isNaN }
      let loss = errors.reduce(0) { $0 + abs($1) } / Double(max(1, errors.count))
      tally.note(validationLoss: loss)
      if loss < best.loss || best.parameters.isEmpty { best = (loss, step, parameters) }
    }
    return (best.parameters, best.steps)
  }

  /// Errors by series and step on the panel's scale; NaN where nothing was observed.
  private func errors(
    of members: [Parameters<Float>], on series: [Int]
  ) throws -> [[Double]] {
    let forecasts = try gatherer.forecasts(
      resolved, of: series, members: members, steps: resolved.recipe.horizon)
    return zip(series, forecasts).map { series, forecast in
      zip(history.values(of: series), forecast).map { y, f in
        gatherer.normalizer.normalize(y).value - gatherer.normalizer.normalize(f).value
      }
    }
  }

  /// How members did on series they have not seen, and what intervals are made of.
  func trial(
    of members: [Parameters<Float>], on held: [Int]
  ) throws -> (LaunchTrial, Calibration?) {
    let horizon = resolved.recipe.horizon
    let forecasts = try gatherer.forecasts(resolved, of: held, members: members, steps: horizon)
    let unseen = Set(held)
    let profile = LaunchTrial.profile(
      of: history, series: (0..<history.count).filter { !unseen.contains($0) }, horizon: horizon)
    let trial = LaunchTrial(
      series: held.count,
      meanAbsoluteError: LaunchTrial.error(forecasts, of: held, in: history),
      profileError: LaunchTrial.error(held.map { _ in profile }, of: held, in: history))
    let calibration = Calibration(
      errors: try errors(of: members, on: held), horizon: horizon, origins: held.count)
    return (trial, calibration)
  }

  func forecaster(
    _ members: [Parameters<Float>], steps: Int, _ trial: LaunchTrial?, _ calibration: Calibration?
  ) -> ColdStartForecaster {
    ColdStartForecaster(
      resolved: resolved, frequency: history.frequency, cutoff: history.lastTimestamp,
      trial: trial, calibration: calibration, trainedSteps: steps, members: members,
      normalizer: gatherer.normalizer)
  }
}
