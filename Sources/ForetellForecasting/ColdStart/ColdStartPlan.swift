internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries

/// One stage of fitting: a recipe, the launches, those that are learned from, and where that runs.
///
/// Scales come from what is learned from alone, and so does the encoder of `resolved`.
struct ColdStartPlan: Sendable {
  let resolved: ResolvedColdStart
  private let launches: Panel
  private let learned: [Int]
  private let gatherer: ColdStartGatherer
  private let conditions: FittingConditions
  private let tally: ProgressTally

  init(
    _ resolved: ResolvedColdStart, _ conditions: FittingConditions, launches: Panel,
    learningFrom learned: [Int], _ tally: ProgressTally
  ) throws(ForecastingError) {
    (self.resolved, self.launches, self.learned) = (resolved, launches, learned)
    (self.conditions, self.tally) = (conditions, tally)
    gatherer = ColdStartGatherer(
      resolved, panel: launches,
      normalizer: Normalizer(
        resolved.normalization.methods(over: .panel),
        fittedTo: launches.selecting(learned).storage),
      columns: try resolved.encoder.encoded(launches, horizon: 0))
  }

  var normalizer: Normalizer { gatherer.normalizer }

  /// Trains all members up to a number of steps, or to that after which the series held back are forecast best.
  func train(
    upTo limit: Int, schedule: LearningRateSchedule? = nil, scoring held: [Int] = []
  ) async throws -> TrainedMembers {
    var resolved = resolved
    resolved.training.schedule = schedule ?? resolved.training.schedule
    let engines = try conditions.engines(for: resolved.recipe.members)
    let members = try (0..<resolved.recipe.members).map { number in
      try ColdStartMember(
        resolved, number: number, series: learned, gatherer: gatherer,
        engine: engines[number % engines.count],
        flowInterval: number == 0 ? conditions.flowInterval : nil)
    }
    let crew = Crew(
      members: members, lanes: engines.count, tally: tally,
      phase: held.isEmpty ? .training : .validating)
    let scaling = Scaling(
      resolved.normalization, panel: normalizer, series: [:], gain: Scaling.Gain())
    guard !held.isEmpty else {
      try await crew.advance(to: limit)
      return await crew.trained(steps: limit, scaling, resolved.training.schedule)
    }
    return try await crew.best(upTo: limit, resolved.training, scaling) { members in
      let errors = errors(of: try forecasts(of: held, by: members), for: held)
        .joined().filter { !$0.isNaN }
      // Forecasts that are no numbers are the worst there can be.
      return errors.isEmpty ? .infinity : errors.reduce(0) { $0 + abs($1) } / Double(errors.count)
    }
  }

  /// The values of series from their launch on, on the original scale.
  func forecasts(of series: [Int], by members: [Parameters<Float>]) throws -> [[Double]] {
    try gatherer.forecasts(
      resolved, of: series, members: members, steps: resolved.recipe.horizon)
  }

  /// Errors by series and step on the panel's scale; NaN where nothing was observed.
  func errors(of forecasts: [[Double]], for series: [Int]) -> [[Double]] {
    zip(series, forecasts).map { series, forecast in
      zip(launches.values(of: series), forecast).map { y, f in
        normalizer.normalize(y).value - normalizer.normalize(f).value
      }
    }
  }

  /// How forecasts of series that were not learned from did, beside the mean profile of those that were.
  func score(of forecasts: [[Double]], for held: [Int]) -> LaunchTrial {
    let profile = LaunchTrial.profile(
      of: launches, series: learned, horizon: resolved.recipe.horizon)
    return LaunchTrial(
      series: held.count,
      meanAbsoluteError: LaunchTrial.error(forecasts, of: held, in: launches),
      profileError: LaunchTrial.error(held.map { _ in profile }, of: held, in: launches))
  }
}
