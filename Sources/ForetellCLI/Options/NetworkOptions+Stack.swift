internal import ArgumentParser
internal import Foretell

extension NetworkOptions {
  /// Puts shortcuts, normalization and masks that are given into a recipe.
  func stack(_ recipe: inout some StackedRecipe) {
    recipe.isResidual = residual || recipe.isResidual
    recipe.normalizesLayers = layerNorm || recipe.normalizesLayers
    recipe.variationalDropout =
      variationalDropout.map { VariationalDropout(inputs: $0, states: $0) }
      ?? recipe.variationalDropout
  }

  /// Refuses what a model that was chosen without being named does not have.
  func checkStack(of choice: ModelChoice) throws {
    guard dilations != nil else { return }
    throw ValidationError(
      "--dilations is for lstm, gru, rnn and their kin, and not for \(choice.rawValue).")
  }
}
