internal import ArgumentParser
internal import Foretell

/// What a column that is known ahead is worth: the same encoder–decoder with it and without.
struct CovariatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "covariates",
    abstract:
      "Score encoder–decoders with and without a known column that explains a share of the variance."
  )

  @Option(help: "Series.") var series = 30
  @Option(help: "Values of a series to learn from.") var length = 200
  @Option(help: "Values to forecast.") var horizon = 14
  @Option(help: "The share of the variance that the column explains.") var share = 0.5
  @Option(help: "Factor by which the levels of the column differ between series.")
  var spread = 1.0
  @Option(help: "Seeds of panels, one after the other from 0.") var seeds = 3
  @Option(help: "Training steps at the most.") var steps: Int?
  @Option(help: "Normalization chain.") var normalize: String?
  @Flag(help: "Feed back the value of the step before.") var feedback = false
  @Option(help: "Threads.") var threads: Int?

  private struct Line: Encodable {
    let seed: Int
    let without_mae, with_mae, reduction, seconds: Double
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
      let without = try await error([], history, whole)
      let with = try await error([KnownCausePanel.column], history, whole)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let noise = (1 - share) / 2
      try JSONLine.print(
        Line(
          seed: seed, without_mae: without.rounded(to: 4), with_mae: with.rounded(to: 4),
          reduction: (1 - with / without).rounded(to: 4), seconds: seconds.rounded(to: 1),
          best_reduction: (1 - (noise / (noise + share)).squareRoot()).rounded(to: 4)))
    }
  }

  /// The mean absolute error of what a model of these known columns forecasts.
  private func error(
    _ known: [String], _ history: Panel, _ whole: Panel
  ) async throws -> Double {
    var recipe = EncoderDecoderRecipe(horizon: horizon)
    recipe.covariates = CovariateColumns(known: known)
    recipe.feedsBack = feedback
    recipe.normalization = normalize.flatMap { Normalization($0) }
    if let steps {
      recipe.training = EncoderDecoderRecipe.defaultTraining(for: history)
      recipe.training?.steps = steps
    }
    let model = try await recipe.fit(to: history, under: FittingConditions(threads: threads))
    let forecast = try model.forecast(after: history, horizon: horizon)
    var sum = 0.0
    for (number, one) in forecast.series.enumerated() {
      for (y, f) in zip(whole.values(of: number).suffix(horizon), one.values) { sum += abs(y - f) }
    }
    return sum / Double(series * horizon)
  }
}
