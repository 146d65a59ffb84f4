public import ArgumentParser
public import Foretell

/// The models by the names of `--model`.
enum ModelChoice: String, ExpressibleByArgument, CaseIterable {
  case lstm
  case gru
  case gruResetBefore = "gru-reset-before"
  case rnn
  case rnnReLU = "rnn-relu"
  case naive
  case seasonalNaive = "seasonal-naive"
  case drift

  var cell: CellKind? { CellKind(rawValue: rawValue) }
  var baseline: Baseline? { Baseline(rawValue: rawValue) }
}

extension RecurrentRecipe.Strategy: ExpressibleByArgument {}

/// What is fitted; whatever is left out is chosen from the data.
struct ModelOptions: ParsableArguments {
  @Option(name: [.customShort("H"), .long], help: "Steps to forecast.")
  var horizon: Int

  @Option(help: "The model.")
  var model = ModelChoice.lstm

  @Option(help: "Values that a forecast looks back on.")
  var inputSize: Int?

  @Option(help: "Steps in a season: 12 for months, 24 for hours, … (from the frequency).")
  var seasonLength: Int?

  @Option(help: "Size of the network's state.")
  var hiddenSize: Int?

  @Option(help: "Recurrent layers.")
  var layers: Int = 1

  @Option(help: "Share of outputs dropped between layers while training.")
  var dropout: Double = 0

  @Option(help: "direct: the whole horizon at once; recursive: one step, fed back.")
  var strategy = RecurrentRecipe.Strategy.direct

  @Option(
    help: """
      Chain of method@scope: identity, standard, min-max, robust, mean-absolute, level or log, \
      @panel, @series or @window; such as log@series,standard@series,level@window.
      """)
  var normalize: String?

  @Option(help: "Networks that are averaged.")
  var members: Int?

  @Option(help: "Training steps at the most.")
  var steps: Int?

  @Option(help: "Windows a training step.")
  var batchSize: Int?

  @Option(help: "Learning rate of Adam.")
  var learningRate: Double?

  @Option(help: "Values held back at the end to choose the number of steps (one horizon).")
  var valSize: Int?

  @Option(help: "Seed; the same seed gives the same forecast, to the bit.")
  var seed: UInt64 = 0

  @Option(help: "Threads (as many as there are processors); they change no bit of the result.")
  var threads: Int?

  func validate() throws {
    guard (1...longestHorizon).contains(horizon) else {
      throw ValidationError("The horizon is \(horizon); it must lie within 1 … \(longestHorizon).")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads); it must lie within 1 … 1024.")
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate is \(learningRate); it must be above 0.")
    }
    if let normalize, Normalization(normalize) == nil {
      throw ValidationError(
        "‘\(normalize)’ is not a normalization: methods with scopes that do not widen, such as "
          + "log@series,standard@series,level@window.")
    }
  }

  /// The recipe of a recurrent model for a panel.
  func recipe(cell: CellKind, for panel: Panel) -> RecurrentRecipe {
    var recipe = RecurrentRecipe(horizon: horizon)
    recipe.cell = cell
    recipe.inputSize = inputSize
    recipe.seasonLength = seasonLength
    recipe.hiddenSize = hiddenSize
    recipe.layers = layers
    recipe.dropout = dropout
    recipe.strategy = strategy
    recipe.normalization = normalize.flatMap { Normalization($0) }
    recipe.members = members
    recipe.validationSize = valSize
    recipe.seed = seed
    if steps != nil || batchSize != nil || learningRate != nil {
      var training = RecurrentRecipe.defaultTraining(for: panel)
      training.steps = steps ?? training.steps
      training.batchSize = batchSize ?? training.batchSize
      if let learningRate { training.optimizer = .adam(learningRate: learningRate) }
      recipe.training = training
    }
    return recipe
  }
}
