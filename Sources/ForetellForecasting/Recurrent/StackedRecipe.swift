package import ForetellNetworks

/// A recipe whose layers may have shortcuts around them, be normalized, and drop by one mask over all steps.
package protocol StackedRecipe {
  var layers: Int { get set }
  var isResidual: Bool { get set }
  var normalizesLayers: Bool { get set }
  var variationalDropout: VariationalDropout? { get set }
}

extension RecurrentRecipe: StackedRecipe {}
extension EncoderDecoderRecipe: StackedRecipe {}
extension LikelihoodRecipe: StackedRecipe {}

extension StackedRecipe {
  /// Refuses a shortcut around nothing.
  func checkShortcuts() throws(ForecastingError) {
    guard isResidual, layers == 1 else { return }
    throw ForecastingError(
      .recipe, "a shortcut goes around each layer above the first, and there is one layer",
      remedy: "give it more --layers, or leave --residual out")
  }
}
