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
}
