public import ArgumentParser
public import Foretell

extension Likelihood: ExpressibleByArgument {}

/// What deepar says of each value.
struct LikelihoodOptions: ParsableArguments {
  @Option(
    help: """
      Distribution that deepar gives each value: gaussian, student-t, or negative-binomial for counts (by the data).
      """)
  var likelihood: Likelihood?

  @Option(parsing: .unconditional, help: "Futures that deepar draws of a series (200).")
  var paths: Int?

  func validate() throws {
    if let paths, !(20...100_000).contains(paths) {
      throw ValidationError("--paths is \(paths); it must lie within 20 … 100000.")
    }
  }

  /// Whether a flag asks for a distribution.
  var isGiven: Bool { likelihood != nil || paths != nil }

  /// Refuses flags that say nothing to a model.
  func check(_ choices: [ModelChoice], _ network: NetworkOptions) throws {
    guard choices.contains(.deepAR) else {
      guard !isGiven else {
        throw ValidationError("--likelihood and --paths are for --model deepar.")
      }
      return
    }
    let strange = [
      ("--normalize", network.normalize != nil), ("--strategy", network.strategy != nil),
      ("--config", network.config != nil), ("--loss", network.loss != nil),
    ].first { $0.1 }
    if choices == [.deepAR], let strange {
      throw ValidationError(
        "\(strange.0) is not for deepar, which scales each window, forecasts step by step and has its likelihood for a loss."
      )
    }
  }

  /// The recipe of deepar.
  func recipe(
    horizon: Int, _ network: NetworkOptions, seeing columns: CovariateColumns?
  ) throws -> LikelihoodRecipe {
    var recipe = LikelihoodRecipe(horizon: horizon, likelihood: likelihood)
    recipe.covariates = columns
    recipe.embedsSeries = network.embedSeries
    recipe.paths = paths ?? recipe.paths
    recipe.contextLength = network.inputSize
    recipe.seasonLength = network.seasonLength
    recipe.hiddenSize = network.hiddenSize ?? recipe.hiddenSize
    recipe.layers = network.layers ?? recipe.layers
    recipe.dropout = network.dropout ?? recipe.dropout
    network.stack(&recipe)
    recipe.members = network.members
    recipe.validationSize = network.valSize
    recipe.seed = network.seed ?? recipe.seed
    var training = LikelihoodRecipe.standardTraining
    try network.training.change(&training)
    recipe.training = training
    return recipe
  }
}
