internal import ForetellNetworks

// What the loss of a recurrent model makes of its outputs: points, or quantiles of each step.
extension ResolvedRecipe {
  /// The quantiles that it gives of each step; nil where it gives points.
  var quantiles: OrderedQuantiles? { training.loss.orderedQuantiles }

  /// Outputs for each step that is forecast.
  var outputsPerStep: Int { training.loss.outputsPerStep }

  /// Values of each step, ascending where they are quantiles, from outputs that stand side by side.
  func values(of outputs: ArraySlice<Float>) -> [Float] {
    guard let quantiles else { return Array(outputs) }
    let width = quantiles.levels.count
    return stride(from: outputs.startIndex, to: outputs.endIndex, by: width).flatMap {
      quantiles.quantiles(of: outputs[$0..<$0 + width])
    }
  }

  /// The values of the steps that are points: all, or the quantiles nearest to the median.
  func points(of values: [Double]) -> [Double] {
    guard let quantiles else { return values }
    return stride(from: quantiles.middle, to: values.count, by: quantiles.levels.count)
      .map { values[$0] }
  }
}

extension Loss {
  var orderedQuantiles: OrderedQuantiles? {
    if case .quantiles(let quantiles) = self { quantiles } else { nil }
  }

  var outputsPerStep: Int { orderedQuantiles?.levels.count ?? 1 }

  /// Refuses losses whose outputs are no values on the scale of the series.
  func checkForecastsValues() throws(ForecastingError) {
    switch self {
    case .meanSquaredError, .meanAbsoluteError, .huber, .pinball, .quantiles: return
    case .gatedQuantiles, .binaryCrossEntropy, .categoricalCrossEntropy, .negativeLogLikelihood:
      throw ForecastingError(
        .recipe, "a recurrent recipe forecasts values, and its loss does not",
        remedy:
          "use a squared, absolute, Huber, pinball or quantile loss; for likelihoods LikelihoodRecipe"
      )
    }
  }
}
