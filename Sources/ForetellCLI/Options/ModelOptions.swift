internal import ArgumentParser
internal import Foretell

/// The models by the names of `--model`.
enum ModelChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case zero
  case tuned
  case stateful
  case encoderDecoder = "encoder-decoder"
  case coldStart = "cold-start"
  case deepAR = "deepar"
  case lstm
  case gru
  case gruResetBefore = "gru-reset-before"
  case rnn
  case rnnReLU = "rnn-relu"
  case naive
  case seasonalNaive = "seasonal-naive"
  case drift
  case windowAverage = "window-average"
  case naive2
  case simpleSmoothing = "ses"
  case holt
  case dampedHolt = "damped-holt"
  case holtWinters = "holt-winters"
  case holtWintersMultiplicative = "holt-winters-multiplicative"
  case theta
  case autoETS = "auto-ets"

  var cell: CellKind? { CellKind(rawValue: rawValue) }
  var baseline: Baseline? { Baseline(rawValue: rawValue) }
  var classicalMethod: ClassicalMethod? { ClassicalMethod(rawValue: rawValue) }

  /// The name of its column.
  var name: String {
    if self == .zero { return PretrainedForecaster.name }
    if self == .tuned { return TunedForecaster.name }
    if self == .stateful { return StatefulRecipe(horizon: 1).name }
    if self == .encoderDecoder { return EncoderDecoderForecaster.name }
    if self == .coldStart { return ColdStartForecaster.name }
    if self == .deepAR { return LikelihoodRecipe.name }
    if self == .auto { return EnsembleRecipe(horizon: 1).name }
    return cell?.modelName ?? baseline?.name ?? classicalMethod?.name ?? rawValue
  }
}

/// What is fitted; whatever is left out is chosen from the data.
struct ModelOptions: ParsableArguments {
  @Option(name: [.customShort("H"), .long], parsing: .unconditional, help: "Steps to forecast.")
  var horizon: Int

  @Option(
    help: """
      The model: auto (default) blends networks and classical methods as the data call for; zero is a \
      network pretrained on synthetic series, which needs no fitting; tuned trains a copy of it on the data; stateful is an LSTM \
      that carries its state and can be streamed; deepar learns distributions and draws futures from them, and sees columns that are \
      known ahead; encoder-decoder sees columns beside the target and is taken where some are named; cold-start forecasts series without a past by --static. \
      Without --model, a flag that shapes a network takes lstm.
      """)
  var model: ModelChoice?

  @OptionGroup var effort: EffortOptions

  @OptionGroup var likelihood: LikelihoodOptions

  @OptionGroup(title: "Network") var network: NetworkOptions

  func validate() throws {
    try HorizonCheck.check(horizon)
    try likelihood.check([choice], network)
    try UnheededFlags.check([choice], network, effort)
  }

  /// The recipe of a recurrent model for a panel.
  func recipe(for panel: Panel) throws -> RecurrentRecipe {
    try network.recipe(horizon: horizon, cell: model?.cell, for: panel)
  }

  /// The recipe of a network that carries its state.
  func statefulRecipe(for panel: Panel) throws -> StatefulRecipe {
    try network.statefulRecipe(horizon: horizon, for: panel)
  }
}

extension ModelOptions {
  /// The model that the flags ask for.
  var choice: ModelChoice {
    model
      ?? (likelihood.isGiven
        ? .deepAR : network.embedSeries ? .encoderDecoder : network.shapesNetwork ? .lstm : .auto)
  }

  /// The recipe of the default model.
  func automaticRecipe() -> EnsembleRecipe { effort.recipe(horizon: horizon, network) }
}

/// How much work the default model may cost.
struct EffortOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Time that fitting auto or tuned may take, such as 10s or 2m; more of it trains more.")
  var budget: TimeSpan?

  @Flag(help: "A single network in auto.")
  var fast = false

  /// The recipe of tuned.
  func tunedRecipe(horizon: Int, _ network: NetworkOptions) -> TunedRecipe {
    var recipe = TunedRecipe(horizon: horizon)
    recipe.seasonLength = network.seasonLength
    recipe.steps = network.training.steps
    recipe.batchSize = network.training.batchSize ?? recipe.batchSize
    recipe.learningRate = network.training.learningRate ?? recipe.learningRate
    recipe.seed = network.seed ?? recipe.seed
    recipe.budget = budget.map { $0.duration / .seconds(1) }
    return recipe
  }

  func recipe(horizon: Int, _ network: NetworkOptions) -> EnsembleRecipe {
    var recipe = EnsembleRecipe(horizon: horizon)
    recipe.seasonLength = network.seasonLength
    recipe.seed = network.seed ?? recipe.seed
    recipe.budget = budget.map { $0.duration / .seconds(1) }
    recipe.isFast = fast
    return recipe
  }
}

/// The range of `-H`, wherever it is given.
enum HorizonCheck {
  static func check(_ horizon: Int) throws {
    guard (1...longestHorizon).contains(horizon) else {
      throw ValidationError("--horizon is \(horizon); it must lie within 1 … \(longestHorizon).")
    }
  }
}
