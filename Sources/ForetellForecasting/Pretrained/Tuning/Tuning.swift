internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// A tuning from its recipe to its forecaster.
package struct Tuning {
  /// Looks at the values held back, in sixteenths of the way: the best is often early.
  private static let looks = [1, 2, 3, 4, 6, 8, 12, 16]
  /// Looks without a better one before the search ends.
  private static let patience = 3

  private let recipe: TunedRecipe
  private let base: PretrainedForecaster
  private let history: Panel
  private let engine: Engine
  private let committee: PretrainedCommittee?
  private let random: RandomStream
  /// Steps between two looks at the flow of the gradient; nil never looks.
  var flowInterval: Int?

  init(_ recipe: TunedRecipe, from base: PretrainedForecaster, _ history: Panel, engine: Engine) {
    var recipe = recipe
    recipe.seasonLength = base.seasonLength
    self.recipe = recipe
    self.base = base
    self.history = history
    self.engine = engine
    committee = Self.committee(of: base, for: history)
    random = RandomStream(seed: recipe.seed).stream("tuning")
  }

  /// The networks that most of the values are forecast by.
  private static func committee(
    of base: PretrainedForecaster, for history: Panel
  ) -> PretrainedCommittee? {
    var values: [SeasonClass: Int] = [:]
    for series in 0..<history.count {
      let count = history.range(of: series).count
      let route = PretrainedRoute(seasonLength: base.seasonLength, count: count)
      values[route.seasonClass, default: 0] += count
    }
    let main = SeasonClass.allCases.max { values[$0, default: 0] < values[$1, default: 0] }
    return main.flatMap { base.committees[$0] }
  }

  func forecaster(
    report: @escaping @Sendable (FittingProgress) -> Void
  ) throws -> TunedForecaster {
    guard let committee else { return result(TuningRecord(), base) }
    let all = TuningSeries(history, shape: committee.shape, seasonLength: base.seasonLength)
    guard !all.ranges.isEmpty else { return result(TuningRecord(), base) }
    let trial =
      recipe.validates
      ? TuningTrial(history, horizon: recipe.horizon, seasonLength: base.seasonLength) : nil
    // Without a comparison the untouched network stays.
    if recipe.validates, trial == nil { return result(TuningRecord(), base) }
    let past = trial.map {
      TuningSeries($0.past, shape: committee.shape, seasonLength: base.seasonLength)
    }
    var record = TuningRecord()
    record.series = all.ranges.count
    record.triedSteps = try steps(committee, all, runs: trial == nil ? 1 : 2)
    let tally = ProgressTally(
      steps: record.triedSteps * (trial == nil ? 1 : 2), report: report)
    record.steps = record.triedSteps
    var validation: Validation?
    if let trial {
      record.heldBack = trial.held
      guard let past, !past.ranges.isEmpty else {
        record.triedSteps = 0
        record.steps = 0
        return result(record, base)
      }
      let best = try search(trial, on: past, committee, steps: record.triedSteps, tally)
      record.steps = best.steps
      record.ratios = best.ratios
      record.ratio = best.verdict.ratio
      record.neededRatio = best.verdict.needed
      validation = try trial.validation(of: best.forecaster)
    }
    guard record.isTuned else { return result(record, base, validation) }
    let run = try run(committee, on: all, steps: record.triedSteps)
    try train(run, upTo: record.steps, tally, .training)
    return result(record, forecaster(with: try run.tuned()), validation)
  }

  private struct Best {
    var steps = 0
    var ratios: [Double] = []
    var verdict: TuningVerdict
    var forecaster: PretrainedForecaster
  }

  /// Trains without the values held back and finds the number of steps that forecasts them best; 0 where the
  /// untouched network is not clearly beaten.
  private func search(
    _ trial: TuningTrial, on past: TuningSeries, _ committee: PretrainedCommittee, steps: Int,
    _ tally: ProgressTally
  ) throws -> Best {
    let untouched = try trial.errors(of: base)
    let run = try run(committee, on: past, steps: steps)
    var best = Best(
      verdict: TuningVerdict(of: untouched, beside: untouched), forecaster: base)
    var (lowest, worse) = (Double.infinity, 0)
    for reached in Set(Self.looks.map { max(1, steps * $0 / 16) }).sorted() {
      try train(run, upTo: reached, tally, .validating)
      let candidate = forecaster(with: try run.tuned())
      let verdict = TuningVerdict(of: try trial.errors(of: candidate), beside: untouched)
      best.ratios.append(verdict.ratio)
      if verdict.helps, verdict.ratio < best.verdict.ratio || !best.verdict.helps {
        (best.verdict, best.steps, best.forecaster) = (verdict, reached, candidate)
      }
      guard verdict.ratio < lowest else {
        worse += 1
        if worse == Self.patience { break }
        continue
      }
      (lowest, worse) = (verdict.ratio, 0)
      if best.steps == 0 { best.verdict = verdict }
    }
    return best
  }

  private func train(
    _ run: TuningRun, upTo limit: Int, _ tally: ProgressTally, _ phase: FittingProgress.Phase
  ) throws {
    try run.train(upTo: limit) { loss in
      try Task.checkCancellation()
      tally.count(loss: loss, phase: phase, flow: run.takeFlow())
    }
  }

  private func run(
    _ committee: PretrainedCommittee, on series: TuningSeries, steps: Int
  ) throws -> TuningRun {
    try TuningRun(
      committee, on: series,
      Training(
        optimizer: .adam(learningRate: recipe.learningRate), schedule: .cosine(warmup: 0.1),
        steps: steps, batchSize: recipe.batchSize, clipNorm: 1,
        loss: .gatedQuantiles(committee.shape.quantiles)), random: random, engine: engine,
      flowInterval: flowInterval)
  }

  private func forecaster(with tuned: PretrainedCommittee) -> PretrainedForecaster {
    var forecaster = PretrainedForecaster(
      seasonLength: base.seasonLength, frequency: base.frequency, cutoff: base.cutoff,
      committees: base.committees.merging([tuned.shape.seasonClass: tuned]) { $1 })
    forecaster.threads = base.threads
    return forecaster
  }

  private func result(
    _ record: TuningRecord, _ pretrained: PretrainedForecaster, _ validation: Validation? = nil
  ) -> TunedForecaster {
    TunedForecaster(
      recipe: recipe, tuning: record, validation: validation, pretrained: pretrained)
  }
}

// What it takes.
extension Tuning {
  /// Refuses to begin what the machine could not finish.
  func checkMemory(limit: Int?) throws {
    guard let committee else { return }
    var bytes = 16 * history.storage.count
    for network in committee.networks {
      bytes += try RecurrentNetwork(network.shape.network(readout: .everyStep))
        .trainingBytes(steps: network.shape.trainingSteps, rows: recipe.batchSize)
    }
    let limit = limit ?? Engine.physicalMemory / 5 * 4
    guard limit > 0, bytes > limit else { return }
    throw ForecastingError(
      .memory, "tuning would take \(bytes >> 20) MB of memory, and \(limit >> 20) MB may be used",
      remedy: "lower --batch-size, or raise --max-memory")
  }

  private static let trialSteps = 3
  private static let mostSteps = 20_000

  /// 1.6 √values within 40 … 600: the fewest for one monthly series of ten years, the most for 140 000 values.
  static func standardSteps(values: Int) -> Int {
    max(40, min(600, Int((Double(values).squareRoot() * 1.6).rounded())))
  }

  private func steps(
    _ committee: PretrainedCommittee, _ series: TuningSeries, runs: Int
  ) throws -> Int {
    // What is quickly done needs no measuring.
    guard let budget = recipe.budget, recipe.steps ?? .max > 1 + Self.trialSteps else {
      return recipe.steps ?? Self.standardSteps(values: series.values.count)
    }
    return Self.steps(
      within: budget, secondsOfStep: try secondsOfStep(committee, series), runs: runs,
      atMost: recipe.steps)
  }

  /// What 85 % of a budget allows: no fewer than 8, and no more than were asked for.
  package static func steps(
    within budget: Double, secondsOfStep: Double, runs: Int, atMost most: Int?
  ) -> Int {
    let possible = 0.85 * budget / Double(runs) / secondsOfStep
    return min(most ?? mostSteps, max(8, Int(min(possible, 1e6))))
  }

  private func secondsOfStep(
    _ committee: PretrainedCommittee, _ series: TuningSeries
  ) throws -> Double {
    let steps = max(1, min(Self.trialSteps, (recipe.steps ?? .max) - 1))
    let run = try run(committee, on: series, steps: 1 + steps)
    try run.train(upTo: 1) { _ in }
    let start = ContinuousClock.now
    try run.train(upTo: 1 + steps) { _ in }
    return max(1e-6, (ContinuousClock.now - start) / .seconds(1) / Double(steps))
  }

  func estimatedSeconds() throws -> Double {
    guard let committee else { return 0 }
    let series = TuningSeries(history, shape: committee.shape, seasonLength: base.seasonLength)
    guard !series.ranges.isEmpty else { return 0 }
    let runs = recipe.validates ? 2 : 1
    return try secondsOfStep(committee, series)
      * Double(try steps(committee, series, runs: runs) * runs)
  }
}
