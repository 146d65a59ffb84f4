internal import ArgumentParser
internal import Foretell

extension NetworkOptions {
  /// The recipe of an encoder–decoder for a panel.
  func encoderDecoderRecipe(
    horizon: Int, seeing columns: CovariateColumns?, for panel: Panel
  ) throws -> EncoderDecoderRecipe {
    try refuseConfiguration(of: .encoderDecoder)
    var recipe = EncoderDecoderRecipe(horizon: horizon)
    recipe.covariates = columns ?? recipe.covariates
    recipe.inputSize = inputSize
    recipe.seasonLength = seasonLength
    recipe.hiddenSize = hiddenSize
    recipe.layers = layers ?? recipe.layers
    recipe.dropout = dropout ?? recipe.dropout
    stack(&recipe)
    recipe.embedsSeries = embedSeries
    recipe.feedsBack = strategy == .recursive
    recipe.normalization = normalize.flatMap { Normalization($0) }
    recipe.members = members
    recipe.validationSize = valSize
    recipe.seed = seed ?? recipe.seed
    if loss == .quantiles {
      throw ValidationError(
        "--loss quantiles is not for encoder-decoder, which gives a value a step; --level makes its "
          + "intervals from errors on held-back values.")
    }
    if self.training.isGiven || loss != nil {
      var training = EncoderDecoderRecipe.defaultTraining(for: panel)
      try self.training.change(&training)
      training.loss = loss?.loss ?? training.loss
      recipe.training = training
    }
    return recipe
  }

  /// The recipe of a cold start.
  func coldStartRecipe(
    horizon: Int, seeing columns: CovariateColumns?, for panel: Panel
  ) throws -> ColdStartRecipe {
    try refuseConfiguration(of: .coldStart)
    var recipe = ColdStartRecipe(horizon: horizon)
    recipe.covariates = columns ?? recipe.covariates
    recipe.hiddenSize = hiddenSize ?? recipe.hiddenSize
    recipe.normalization = normalize.flatMap { Normalization($0) }
    recipe.members = members ?? recipe.members
    recipe.seed = seed ?? recipe.seed
    if self.training.isGiven {
      var training = ColdStartRecipe.defaultTraining
      try self.training.change(&training)
      recipe.training = training
    }
    return recipe
  }

  private func refuseConfiguration(of choice: ModelChoice) throws {
    guard config != nil else { return }
    throw ValidationError(
      "--config is a recipe of lstm, gru or rnn, and not of \(choice.rawValue).")
  }
}
