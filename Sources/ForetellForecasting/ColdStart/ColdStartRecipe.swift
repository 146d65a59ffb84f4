public import ForetellNetworks
public import ForetellNormalization
public import ForetellSeries

/// How to make a forecaster of series that have no past yet, from their static columns alone: new products, new shops.
///
/// It learns from series that begin at their launch how a launch goes: one to many. The encoder takes a single step, which
/// is what is known of the series; the decoder takes a step for each step of time since the launch.
public struct ColdStartRecipe: CovariateRecipe {
  /// Steps since the launch that are forecast, and learned from.
  public var horizon: Int
  /// The static columns, and calendar features of the stamps.
  public var covariates = CovariateColumns()
  public var cell: CellKind = .gru
  public var hiddenSize = 32
  /// A chain of scope `panel`, since a series without a past has no scale of its own.
  ///
  /// nil takes the logarithm where all values are positive, and the standard score.
  public var normalization: Normalization?
  /// nil takes 600 steps of 32 series.
  public var training: Training?
  /// Networks that differ in their seed alone and whose forecasts are averaged.
  public var members = 4
  /// The share of the series that are held back to choose the number of steps, and to say how it did.
  public var validationShare = 0.2
  public var seed: UInt64 = 0

  public var name: String { ColdStartForecaster.name }

  /// A recipe with everything but horizon and columns left to the data.
  public init(horizon: Int) { self.horizon = horizon }
}

/// A recipe with nothing left open: what a fitted model was made by.
public struct ResolvedColdStart: Codable, Hashable, Sendable {
  /// The recipe as it was given.
  public let recipe: ColdStartRecipe
  public let network: EncoderDecoderConfiguration
  public let normalization: Normalization
  public internal(set) var training: Training
  /// How columns become what the networks see.
  public let encoder: CovariateEncoder
}

extension ColdStartRecipe {
  /// Chooses what the recipe leaves open.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` where it contradicts itself, `.covariate` where a column is
  ///   missing or of another kind.
  public func resolved(for panel: Panel) throws -> ResolvedColdStart {
    try resolved(for: panel, learningFrom: panel)
  }

  /// The same for who knows of the static columns only those of `known`: their scales, their vocabularies, and with these the
  /// sizes of the network's tables.
  ///
  /// Whether a logarithm is taken goes by the sign of all values of the panel.
  func resolved(for panel: Panel, learningFrom known: Panel) throws -> ResolvedColdStart {
    try check()
    let encoder = try CovariateEncoder(covariates, fittedTo: known, partOf: panel)
    let layout = CovariateLayout(encoder)
    let tables = layout.fixed.vocabularies.map(\.embedding)
    let facts = layout.fixed.numeric.count
    let network = EncoderDecoderConfiguration(
      cell: cell, past: .init(numeric: facts, embeddings: tables),
      future: .init(
        numeric: layout.knownWidth + facts + 1,
        embeddings: tables + [Embedding(categories: horizon)]),
      hiddenSize: hiddenSize, hasSkip: true)
    let training = training ?? Self.defaultTraining
    do throws(NetworkError) {
      try EncoderDecoder(network).validate(training.loss)
    } catch {
      throw ForecastingError(.recipe, error.message, remedy: error.remedy)
    }
    return ResolvedColdStart(
      recipe: self, network: network, normalization: normalization ?? Self.scale(of: panel),
      training: training, encoder: encoder)
  }

  /// The training that a recipe without one of its own gets.
  public static let defaultTraining = Training(
    optimizer: .adam(learningRate: 5e-3), schedule: .cosine(warmup: 0.1), steps: 600,
    batchSize: 32, clipNorm: 1, validationInterval: 25, loss: .huber(delta: 1))

  private func check() throws(ForecastingError) {
    guard (1...longestHorizon).contains(horizon) else {
      throw ForecastingError(
        .horizon, "the horizon is \(horizon)",
        remedy: "it must lie within 1 … \(longestHorizon) steps")
    }
    guard !covariates.fixed.isEmpty else {
      throw ForecastingError(
        .recipe, "a series without a past is forecast from static columns, and none is named",
        remedy: "name them with --static")
    }
    guard covariates.known.isEmpty, covariates.past.isEmpty else {
      throw ForecastingError(
        .recipe, "a cold start sees static columns and the calendar",
        remedy: "leave --known and --past out, or use --model encoder-decoder")
    }
    if let normalization, normalization.stages.contains(where: { $0.scope != .panel }) {
      throw ForecastingError(
        .recipe, "a series without a past has no scale of its own",
        remedy: "normalize by panel: --normalize log@panel,standard@panel")
    }
    guard (1...1000).contains(members), (0..<1).contains(validationShare) else {
      throw ForecastingError(
        .recipe, "\(members) members, and \(validationShare) of the series held back",
        remedy: "there must be 1 … 1000 members, and a share of at least 0 and below 1")
    }
    try training?.checkNumbers()
  }

  private static func scale(of panel: Panel) -> Normalization {
    let isPositive = panel.storage.allSatisfy { !($0 <= 0) }
    let stages: [Normalization.Stage] =
      (isPositive ? [.init(.log, over: .panel)] : []) + [.init(.standard, over: .panel)]
    return Normalization(stages) ?? Normalization(.standard, over: .panel)
  }
}
