internal import ArgumentParser
internal import Foretell

/// How often the intervals of learned distributions hold the value to come, on simulated series of known law.
struct ProbabilisticCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probabilistic",
    abstract: "Count what the intervals of deepar hold, on simulated series of known law.",
    discussion: """
      Of counts the law's own intervals hold more than their level, for a count lies on a bound with a probability \
      above 0: exact is what intervals of the law itself hold, where its parameters do not depend on the past.
      """)

  @Option(help: "Kinds of series (all).") var only: [StochasticKind] = []
  @Option(help: "Simulated series of each kind.") var series = 1000
  @Option(help: "Values of each series before the horizon.") var length = 100
  @Option(help: "Training steps at the most (for a smoke run).") var steps: Int?
  @Option(help: "Threads (as many as there are processors).") var threads: Int?

  private static let horizon = 12
  private static let levels = [80.0, 95]

  private struct Line: Encodable {
    let kind: String
    let likelihood: String
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
    for kind in only.isEmpty ? StochasticKind.allCases : only { try await run(kind) }
  }

  private func run(_ kind: StochasticKind) async throws {
    let whole = try kind.panel(series: series, length: length + Self.horizon)
    let history = whole.prefix(dropping: Self.horizon)
    var recipe = LikelihoodRecipe(horizon: Self.horizon, likelihood: kind.likelihood)
    recipe.seasonLength = kind.seasonLength
    if let steps {
      recipe.training = LikelihoodRecipe.standardTraining
      recipe.training?.steps = steps
    }
    let start = ContinuousClock.now
    let model = try await recipe.fit(to: history, under: FittingConditions(threads: threads))
    let fitted = ContinuousClock.now
    let forecast = try model.forecast(after: history, horizon: Self.horizon, levels: Self.levels)
    let end = ContinuousClock.now
    for (number, level) in Self.levels.enumerated() {
      let shares = shares(forecast.series.map { $0.intervals[number] }, of: whole)
      try JSONLine.print(
        Line(
          kind: kind.rawValue, likelihood: kind.likelihood.rawValue, series: series,
          length: length, level: level, coverage: shares.mean.rounded(to: 1),
          first_step: shares[0].rounded(to: 1),
          last_step: shares[Self.horizon - 1].rounded(to: 1),
          exact: exact(kind, level, of: whole)?.rounded(to: 1),
          trained_steps: model.record.trainedSteps,
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
