internal import ArgumentParser
internal import Foretell

/// What a column that is known ahead is worth: the same model with it and without.
struct CovariatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "covariates",
    abstract:
      "Score a model with and without a known column that explains a share of the variance."
  )

  enum Model: String, ExpressibleByArgument, CaseIterable {
    case encoderDecoder = "encoder-decoder"
    case deepAR = "deepar"
  }

  @Option(help: "encoder-decoder or deepar.") var model = Model.encoderDecoder

  @Option(help: "Series.") var series = 30
  @Option(help: "Values of a series to learn from.") var length = 200
  @Option(help: "Values to forecast.") var horizon = 14
  @Option(help: "The share of the variance that the column explains.") var share = 0.5
  @Option(help: "Factor by which the levels of the column differ between series.")
  var spread = 1.0
  @Option(help: "Seeds of panels, one after the other from 0.") var seeds = 3
  @Option(help: "Training steps at the most.") var steps: Int?
  @Option(help: "Normalization chain of the encoder–decoder.") var normalize: String?
  @Flag(help: "Feed back the value of the step before, in the encoder–decoder.")
  var feedback = false
  @Option(help: "Threads.") var threads: Int?

  private struct Line: Encodable {
    let seed: Int
    let without_mae, with_mae, reduction, seconds: Double
    let without_crps, with_crps: Double
    /// Percent of the values within the intervals of the model with the column.
    let coverage_80, coverage_95: Double
    /// What is left to who knows all but the noise, and to who knows the week alone.
    let best_reduction: Double
  }

  func run() async throws {
    for seed in 0..<seeds {
      let whole = try Panel(
        KnownCausePanel(count: series, length: length + horizon, share: share, spread: spread)
          .panel(RandomStream(seed: UInt64(seed))))
      let history = whole.cutting(
        (0..<series).map { ($0, 0..<length) }, knowing: [KnownCausePanel.column], ahead: horizon)
      let start = ContinuousClock.now
      let without = try await scores([], history, whole)
      let with = try await scores([KnownCausePanel.column], history, whole)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let noise = (1 - share) / 2
      try JSONLine.print(
        Line(
          seed: seed, without_mae: without[.mae].rounded(to: 4),
          with_mae: with[.mae].rounded(to: 4),
          reduction: (1 - with[.mae] / without[.mae]).rounded(to: 4),
          seconds: seconds.rounded(to: 1), without_crps: without[.crps].rounded(to: 4),
          with_crps: with[.crps].rounded(to: 4),
          coverage_80: (100 * with[.coverage(80)]).rounded(to: 1),
          coverage_95: (100 * with[.coverage(95)]).rounded(to: 1),
          best_reduction: (1 - (noise / (noise + share)).squareRoot()).rounded(to: 4)))
    }
  }

  /// How a model of these known columns forecasts.
  private func scores(
    _ known: [String], _ history: Panel, _ whole: Panel
  ) async throws -> Scores {
    let forecast =
      switch model {
      case .encoderDecoder: try await forecast(after: history, by: encoderDecoder(known, history))
      case .deepAR: try await forecast(after: history, by: likelihood(known))
      }
    let series = forecast.series
    let levels = series.first?.intervals.map(\.level) ?? []
    return Scores(
      actual: series.indices.flatMap { whole.values(of: $0).suffix(horizon) },
      forecast: series.flatMap(\.values),
      intervals: levels.indices.map { place in
        PredictionInterval(
          level: levels[place], lower: series.flatMap { $0.intervals[place].lower },
          upper: series.flatMap { $0.intervals[place].upper })
      })
  }

  private func forecast(after history: Panel, by recipe: some Recipe) async throws -> Forecast {
    let model = try await recipe.fit(to: history, under: FittingConditions(threads: threads))
    return try model.forecast(
      after: history, horizon: horizon, levels: [20, 40, 60, 80, 90, 95])
  }

  private func encoderDecoder(_ known: [String], _ history: Panel) -> EncoderDecoderRecipe {
    var recipe = EncoderDecoderRecipe(horizon: horizon)
    recipe.covariates = CovariateColumns(known: known)
    recipe.feedsBack = feedback
    recipe.normalization = normalize.flatMap { Normalization($0) }
    if let steps {
      recipe.training = EncoderDecoderRecipe.defaultTraining(for: history)
      recipe.training?.steps = steps
    }
    return recipe
  }

  private func likelihood(_ known: [String]) -> LikelihoodRecipe {
    var recipe = LikelihoodRecipe(horizon: horizon)
    recipe.covariates = known.isEmpty ? nil : CovariateColumns(known: known)
    if let steps {
      recipe.training = LikelihoodRecipe.standardTraining
      recipe.training?.steps = steps
    }
    return recipe
  }

  /// Forecasts of all series and steps, one after the other.
  private struct Scores {
    let actual, forecast: [Double]
    let intervals: [PredictionInterval]

    subscript(metric: Metric) -> Double {
      metric.score(actual: actual, forecast: forecast, intervals: intervals)
    }
  }
}
