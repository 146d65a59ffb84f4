public import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries

extension EncoderDecoderRecipe {
  /// Chooses what the recipe leaves open, from lengths, frequency and sign of the data.
  ///
  /// The encoder reads four seasons, at most 168 values but never less than two, or 24 where there is none, and at least as many as
  /// are to be forecast, as far as half of the longest series goes. What is held back is one horizon.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` where the recipe contradicts itself, `.tooShort` where
  ///   no series is long enough, `.covariate` where a column is missing or of another kind.
  public func resolved(for panel: Panel) throws -> ResolvedEncoderDecoder {
    try resolved(for: panel, learningFrom: panel)
  }

  /// The same for who knows of the values of columns only those of `known`: their scales, their vocabularies, and with these
  /// the sizes of the network's tables.
  ///
  /// Lengths, the number of series and the sign of the values, by which a logarithm is taken, are the panel's.
  func resolved(
    for panel: Panel, learningFrom known: Panel
  ) throws -> ResolvedEncoderDecoder {
    try check()
    let longest = (0..<panel.count).map { panel.range(of: $0).count }.max() ?? 0
    let season = seasonLength ?? panel.frequency.defaultSeasonLength
    let steps = try steps(season: season, longest: longest)
    let encoder = try CovariateEncoder(covariates, fittedTo: known, partOf: panel)
    let ids = embedsSeries ? panel.ids : []
    let layout = EncoderDecoderLayout(
      CovariateLayout(encoder), seasonLength: season, series: ids.count)
    let training = training ?? Self.defaultTraining(for: panel)
    var network = EncoderDecoderConfiguration(
      cell: cell, past: layout.past, future: layout.future,
      hiddenSize: hiddenSize ?? (panel.count > 20 ? 64 : 32), layers: layers, dropout: dropout,
      feedback: feedsBack ? 0 : nil, isResidual: isResidual, hasSkip: true)
    try checkShortcuts()
    network.normalizesLayers = normalizesLayers
    network.variationalDropout = variationalDropout
    do throws(NetworkError) {
      try EncoderDecoder(network).validate(training.loss)
    } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
    return ResolvedEncoderDecoder(
      recipe: self, network: network, steps: steps, seasonLength: season,
      normalization: normalization ?? Self.defaultNormalization(for: panel), training: training,
      members: members ?? (panel.count > 20 ? 2 : 4),
      validationSize: try validation(steps: steps, longest: longest), encoder: encoder,
      series: ids)
  }

  private func steps(season: Int, longest: Int) throws(ForecastingError) -> Int {
    let wanted = inputSize ?? max(season > 1 ? max(2 * season, min(4 * season, 168)) : 24, horizon)
    let steps = inputSize ?? min(wanted, max(2, longest / 2), longest - horizon)
    guard steps >= 2, longest >= steps + horizon else {
      throw ForecastingError(
        .tooShort,
        "the longest series has \(longest) values where this network needs "
          + "\(max(2, inputSize ?? 2) + horizon)",
        remedy: "lower --input-size or the horizon, or use --model seasonal-naive")
    }
    return steps
  }

  private func validation(steps: Int, longest: Int) throws(ForecastingError) -> Int {
    let most = longest - steps - horizon
    if let validationSize {
      guard validationSize <= most else {
        throw ForecastingError(
          .recipe,
          "\(validationSize) values cannot be held back: of \(longest) only \(most) can be spared",
          remedy: "lower --val-size or --input-size")
      }
      return validationSize
    }
    return max(0, min(horizon, longest / 4, most))
  }

  private func check() throws(ForecastingError) {
    guard (1...longestHorizon).contains(horizon) else {
      throw ForecastingError(
        .horizon, "the horizon is \(horizon)",
        remedy: "it must lie within 1 … \(longestHorizon) steps")
    }
    let sizes = [
      ("input size", inputSize), ("season length", seasonLength), ("number of members", members),
    ]
    try ForecastingError.refuse(sizes)
    if let validationSize, validationSize < 0 {
      throw ForecastingError(
        .recipe, "the validation size is \(validationSize)", remedy: "0 trains without validation")
    }
    try training?.checkNumbers()
  }

  /// Logarithm where all is positive, each series on its own scale, each window on its own.
  private static func defaultNormalization(for panel: Panel) -> Normalization {
    var stages = [
      Normalization.Stage(.standard, over: .series), .init(.standard, over: .window),
    ]
    if panel.storage.allSatisfy({ !($0 <= 0) }) { stages.insert(.init(.log, over: .series), at: 0) }
    return Normalization(stages) ?? Normalization(.standard, over: .series)
  }

  /// The training that a recipe without one of its own gets for a panel.
  public static func defaultTraining(for panel: Panel) -> Training {
    Training(
      optimizer: .adam(learningRate: 5e-3), schedule: .cosine(warmup: 0.1),
      steps: panel.count > 20 ? 600 : 300, batchSize: 32, clipNorm: 1, validationInterval: 20,
      loss: .huber(delta: 1))
  }
}
