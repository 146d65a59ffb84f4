internal import ArgumentParser
internal import Foretell

/// How often the intervals of learned distributions hold the value to come, on simulated series of known law.
struct ProbabilisticCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probabilistic",
    abstract:
      "Count what the intervals of deepar and of learned quantiles hold, on simulated series.",
    discussion: """
      Of counts the law's own intervals hold more than their level, for a count lies on a bound with a probability \
      above 0: exact is what intervals of the law itself hold, where its parameters do not depend on the past.
      """)

  enum Model: String, ExpressibleByArgument, CaseIterable {
    case deepAR = "deepar"
    case quantiles
  }

  @Option(help: "Kinds of series (all).") var only: [StochasticKind] = []
  @Option(help: "deepar, or an LSTM with --loss quantiles (both).") var model: [Model] = []
  @Option(help: "Simulated series of each kind.") var series = 1000
  @Option(help: "Values of each series before the horizon.") var length = 100
  @Option(help: "Training steps at the most (for a smoke run).") var steps: Int?
  @Option(help: "Threads (as many as there are processors).") var threads: Int?

  private static let horizon = 12
  private static let levels = [80.0, 95]

  private struct Line: Encodable {
    let kind: String
    let model: String
    let series: Int
    let length: Int
    let level: Double
    /// Percent of the values within the interval: of all steps, the first, and the last.
    let coverage: Double
    let first_step: Double
    let last_step: Double
    let exact: Double?
    let trained_steps: Int
    let fit_seconds: Double
    let forecast_seconds: Double
  }

  func run() async throws {
    for kind in only.isEmpty ? StochasticKind.allCases : only {
      let whole = try kind.panel(series: series, length: length + Self.horizon)
      for model in model.isEmpty ? Model.allCases : model {
        switch model {
        case .deepAR:
          let recipe = likelihoodRecipe(kind)
          try await run(recipe, kind, whole, named: kind.likelihood.rawValue) {
            $0.record.trainedSteps
          }
        case .quantiles:
          let recipe = quantileRecipe(kind, whole.prefix(dropping: Self.horizon))
          try await run(recipe, kind, whole, named: "quantiles", steps: \.trainedSteps)
        }
      }
    }
  }

  private func likelihoodRecipe(_ kind: StochasticKind) -> LikelihoodRecipe {
    var recipe = LikelihoodRecipe(horizon: Self.horizon, likelihood: kind.likelihood)
    recipe.seasonLength = kind.seasonLength
    if let steps {
      recipe.training = LikelihoodRecipe.standardTraining
      recipe.training?.steps = steps
    }
    return recipe
  }

  private func quantileRecipe(_ kind: StochasticKind, _ history: Panel) -> RecurrentRecipe {
    var recipe = RecurrentRecipe(horizon: Self.horizon)
    recipe.seasonLength = kind.seasonLength
    var training = RecurrentRecipe.defaultTraining(for: history)
    training.loss = .quantiles(.standard)
    training.steps = steps ?? training.steps
    recipe.training = training
    return recipe
  }

  private func run<R: Recipe>(
    _ recipe: R, _ kind: StochasticKind, _ whole: Panel, named name: String,
    steps: (R.Fitted) -> Int
  ) async throws {
    let history = whole.prefix(dropping: Self.horizon)
    let start = ContinuousClock.now
    let model = try await recipe.fit(to: history, under: FittingConditions(threads: threads))
    let fitted = ContinuousClock.now
    let forecast = try model.forecast(after: history, horizon: Self.horizon, levels: Self.levels)
    let end = ContinuousClock.now
    for (number, level) in Self.levels.enumerated() {
      let shares = shares(forecast.series.map { $0.intervals[number] }, of: whole)
      try JSONLine.print(
        Line(
          kind: kind.rawValue, model: name, series: series,
          length: length, level: level, coverage: shares.mean.rounded(to: 1),
          first_step: shares[0].rounded(to: 1),
          last_step: shares[Self.horizon - 1].rounded(to: 1),
          exact: exact(kind, level, of: whole)?.rounded(to: 1),
          trained_steps: steps(model),
          fit_seconds: ((fitted - start) / .seconds(1)).rounded(to: 1),
          forecast_seconds: ((end - fitted) / .seconds(1)).rounded(to: 1)))
    }
  }

  /// Percent of the values of each step that lie within their interval.
  private func shares(_ intervals: [PredictionInterval], of whole: Panel) -> [Double] {
    var hits = [Double](repeating: 0, count: Self.horizon)
    for (index, interval) in intervals.enumerated() {
      for (step, value) in whole.values(of: index).suffix(Self.horizon).enumerated()
      where interval.lower[step] <= value && value <= interval.upper[step] { hits[step] += 1 }
    }
    return hits.map { 100 * $0 / Double(intervals.count) }
  }

  private func exact(_ kind: StochasticKind, _ level: Double, of whole: Panel) -> Double? {
    let intervals = (0..<whole.count).compactMap { number -> PredictionInterval? in
      let laws = (0..<Self.horizon).compactMap { kind.law(of: number, at: length + $0) }
      guard laws.count == Self.horizon else { return nil }
      return PredictionInterval(
        level: level, lower: laws.map { $0.quantile(0.5 - level / 200) },
        upper: laws.map { $0.quantile(0.5 + level / 200) })
    }
    return intervals.count == whole.count ? shares(intervals, of: whole).mean : nil
  }
}
