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
  @Option(name: [.customShort("H"), .long], parsing: .unconditional, help: "Steps to forecast.")
  var horizon: Int

  @Option(help: "The model.")
  var model = ModelChoice.lstm

  @Option(parsing: .unconditional, help: "Values that a forecast looks back on.")
  var inputSize: Int?

  @Option(
    parsing: .unconditional,
    help: "Steps in a season: 12 for months, 24 for hours, … (from the frequency).")
  var seasonLength: Int?

  @Option(parsing: .unconditional, help: "Size of the network's state.")
  var hiddenSize: Int?

  @Option(parsing: .unconditional, help: "Recurrent layers.")
  var layers: Int = 1

  @Option(parsing: .unconditional, help: "Share of outputs dropped between layers while training.")
  var dropout: Double = 0

  @Option(help: "direct: the whole horizon at once; recursive: one step, fed back.")
  var strategy = RecurrentRecipe.Strategy.direct

  @Option(
    help: """
      Chain of method@scope: identity, standard, min-max, robust, mean-absolute, level or log, \
      @panel, @series or @window; such as log@series,standard@series,level@window.
      """)
  var normalize: String?

  @Option(parsing: .unconditional, help: "Networks that are averaged.")
  var members: Int?

  @Option(parsing: .unconditional, help: "Training steps at the most.")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Windows a training step.")
  var batchSize: Int?

  @Option(parsing: .unconditional, help: "Learning rate of Adam.")
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: "Values held back at the end to choose the number of steps (one horizon).")
  var valSize: Int?

  @Option(parsing: .unconditional, help: "Seed; the same seed gives the same forecast, to the bit.")
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: "Threads (as many as there are processors); they change no bit of the result.")
  var threads: Int?

  func validate() throws {
    let sizes = [
      ("--horizon", horizon, 1...longestHorizon), ("--input-size", inputSize, 2...1_000_000),
      ("--season-length", seasonLength, 1...1_000_000), ("--hidden-size", hiddenSize, 1...16_384),
      ("--layers", layers, 1...64), ("--members", members, 1...1000),
      ("--steps", steps, 1...100_000_000), ("--batch-size", batchSize, 1...65_536),
      ("--val-size", valSize, 0...1_000_000), ("--threads", threads, 1...1024),
    ]
    for case (let flag, let size?, let range) in sizes where !range.contains(size) {
      throw ValidationError(
        "\(flag) is \(size); it must lie within \(range.lowerBound) … \(range.upperBound).")
    }
    guard dropout >= 0, dropout < 1 else {
      throw ValidationError("--dropout is \(dropout); it must be at least 0 and below 1.")
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
