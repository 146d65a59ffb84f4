internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// A tuning from its recipe to its forecaster.
struct Tuning {
  /// Looks at the values held back, in sixteenths of the way: the best is often early.
  private static let looks = [1, 2, 3, 4, 6, 8, 12, 16]
  /// Looks without a better one before the search ends.
  private static let patience = 3

  private let recipe: TunedRecipe
  private let base: PretrainedForecaster
  private let history: Panel
  private let engine: Engine
  private let network: PretrainedNetwork?
  private let random: RandomStream

  init(_ recipe: TunedRecipe, from base: PretrainedForecaster, _ history: Panel, engine: Engine) {
    var recipe = recipe
    recipe.seasonLength = base.seasonLength
    self.recipe = recipe
    self.base = base
    self.history = history
    self.engine = engine
    network = Self.network(of: base, for: history)
    random = RandomStream(seed: recipe.seed).stream("tuning")
  }

  /// The network that most of the values are forecast by.
  private static func network(
    of base: PretrainedForecaster, for history: Panel
  ) -> PretrainedNetwork? {
    var values: [SeasonClass: Int] = [:]
    for series in 0..<history.count {
      let count = history.range(of: series).count
      let route = PretrainedRoute(seasonLength: base.seasonLength, count: count)
      values[route.seasonClass, default: 0] += count
    }
    let main = SeasonClass.allCases.max { values[$0, default: 0] < values[$1, default: 0] }
    return main.flatMap { base.networks[$0] }
  }

  func forecaster(
    report: @escaping @Sendable (FittingProgress) -> Void
  ) throws -> TunedForecaster {
    guard let network else { return result(TuningRecord(), base) }
    let all = TuningSeries(history, shape: network.shape, seasonLength: base.seasonLength)
    guard !all.ranges.isEmpty else { return result(TuningRecord(), base) }
    let trial =
      recipe.validates
      ? TuningTrial(history, horizon: recipe.horizon, seasonLength: base.seasonLength) : nil
    // Without a comparison the untouched network stays.
    if recipe.validates, trial == nil { return result(TuningRecord(), base) }
    let past = trial.map {
      TuningSeries($0.past, shape: network.shape, seasonLength: base.seasonLength)
    }
    var record = TuningRecord()
    record.series = all.ranges.count
    record.triedSteps = try steps(network, all, runs: trial == nil ? 1 : 2)
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
      let best = try search(trial, on: past, network, steps: record.triedSteps, tally)
      record.steps = best.steps
      record.ratios = best.ratios
      record.ratio = best.verdict.ratio
      record.neededRatio = best.verdict.needed
      validation = try trial.validation(of: best.forecaster)
    }
    guard record.isTuned else { return result(record, base, validation) }
    let run = try run(network, on: all, steps: record.triedSteps)
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
    _ trial: TuningTrial, on past: TuningSeries, _ network: PretrainedNetwork, steps: Int,
    _ tally: ProgressTally
  ) throws -> Best {
    let untouched = try trial.errors(of: base)
    let run = try run(network, on: past, steps: steps)
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
      tally.count(loss: loss, phase: phase)
    }
  }

  private func run(
    _ network: PretrainedNetwork, on series: TuningSeries, steps: Int
  ) throws -> TuningRun {
    try TuningRun(
      network, on: series,
      Training(
        optimizer: .adam(learningRate: recipe.learningRate), schedule: .cosine(warmup: 0.1),
        steps: steps, batchSize: recipe.batchSize, clipNorm: 1,
        loss: .gatedQuantiles(network.shape.quantiles)), random: random, engine: engine)
  }

  private func forecaster(with tuned: PretrainedNetwork) -> PretrainedForecaster {
    PretrainedForecaster(
      seasonLength: base.seasonLength, frequency: base.frequency, cutoff: base.cutoff,
      networks: base.networks.merging([tuned.shape.seasonClass: tuned]) { $1 })
  }

  private func result(
    _ record: TuningRecord, _ pretrained: PretrainedForecaster, _ validation: Validation? = nil
  ) -> TunedForecaster {
    TunedForecaster(
      recipe: recipe, tuning: record, validation: validation, pretrained: pretrained)
  }
}

// How long it takes.
extension Tuning {
  private static let trialSteps = 3
  private static let mostSteps = 20_000

  /// 1.6 √values within 40 … 600: the fewest for one monthly series of ten years, the most for 140 000 values.
  static func standardSteps(values: Int) -> Int {
    max(40, min(600, Int((Double(values).squareRoot() * 1.6).rounded())))
  }

  private func steps(
    _ network: PretrainedNetwork, _ series: TuningSeries, runs: Int
  ) throws -> Int {
    guard let budget = recipe.budget else {
      return recipe.steps ?? Self.standardSteps(values: series.values.count)
    }
    let possible = 0.85 * budget / Double(runs) / (try secondsOfStep(network, series))
    return max(8, min(recipe.steps ?? Self.mostSteps, Int(min(possible, 1e6))))
  }

  private func secondsOfStep(
    _ network: PretrainedNetwork, _ series: TuningSeries
  ) throws -> Double {
    let run = try run(network, on: series, steps: 1 + Self.trialSteps)
    try run.train(upTo: 1) { _ in }
    let start = ContinuousClock.now
    try run.train(upTo: 1 + Self.trialSteps) { _ in }
    return max(1e-6, (ContinuousClock.now - start) / .seconds(1) / Double(Self.trialSteps))
  }

  func estimatedSeconds() throws -> Double {
    guard let network else { return 0 }
    let series = TuningSeries(history, shape: network.shape, seasonLength: base.seasonLength)
    guard !series.ranges.isEmpty else { return 0 }
    let runs = recipe.validates ? 2 : 1
    return try secondsOfStep(network, series)
      * Double(try steps(network, series, runs: runs) * runs)
  }
}
