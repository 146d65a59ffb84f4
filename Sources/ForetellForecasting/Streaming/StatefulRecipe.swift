internal import ForetellNetworks
public import ForetellSeries

/// How to make a recurrent forecaster that remembers a series from its first value on.
///
/// A ``RecurrentRecipe`` begins every window with an empty memory. Here the state is carried from batch to batch
/// while training (truncated backpropagation through time: the gradient is cut off every so many steps, the state
/// is not; Williams & Peng 1990) and from value to value when forecasting, so that a new value costs one step of
/// the network however long the series is; see ``StreamingForecaster``.
public struct StatefulRecipe: Recipe {
  /// Cell, sizes, scaling and training.
  ///
  /// The steps of its window are those between two cuts of the gradient.
  public var network: RecurrentRecipe

  public var name: String { "Stateful" + network.cell.modelName }

  /// A recipe with everything but the horizon left to the data.
  public init(horizon: Int) { network = RecurrentRecipe(horizon: horizon) }

  /// Refuses what needs a window with a beginning, and chooses what the recipe leaves open.
  ///
  /// Rows of a batch are tracks through the series; there are so many that a track has eight pieces or more, where
  /// the data allow it, and at most the recipe's batch size.
  ///
  /// - Throws: ``ForecastingError`` as ``RecurrentRecipe/resolved(for:)``; with `.recipe` where the state could
  ///   not be carried.
  public func resolved(for panel: Panel) throws -> ResolvedRecipe {
    guard network.readout == .everyStep else {
      throw ForecastingError(
        .recipe, "a state that is carried is learned from every step", remedy: "read every step")
    }
    var resolved = try network.resolved(for: panel)
    try resolved.checkCarriesState()
    let steps = TrainingSequence.all(in: panel, width: resolved.width, holdingBack: 0)
      .map { ($0.steps + resolved.steps - 1) / resolved.steps }.reduce(0, +)
    resolved.training.batchSize = max(1, min(resolved.training.batchSize, steps / 8))
    return resolved
  }
}

extension ResolvedRecipe {
  /// Refuses networks whose state is not that of the series so far.
  ///
  /// A step is normalized by its own vector of values where every step is read. Where the last one is, a window
  /// is normalized as a whole, and then each new value changes what all steps before it would have seen.
  func checkCarriesState() throws(ForecastingError) {
    let trouble: (String, String)? =
      if recipe.strategy == .recursive {
        (
          "a recursive forecast feeds its own values back, which would have to be forgotten again",
          "use --strategy direct"
        )
      } else if recipe.stride != 1 {
        ("a stride of \(recipe.stride) passes values over", "use a stride of 1")
      } else if network.isDilated {
        (
          "a layer of dilation d goes on from its last d states, and a stream keeps one",
          "leave --dilations out"
        )
      } else if quantiles != nil {
        ("its outputs are quantiles, and what carries its state gives values", "use another --loss")
      } else if network.readout == .lastStep, !normalization.methods(over: .window).isEmpty {
        (
          "the window is normalized as a whole, so that a new value changes all that was seen before",
          "read every step, or normalize by series or panel: --normalize standard@series"
        )
      } else {
        nil
      }
    guard let trouble else { return }
    throw ForecastingError(
      .recipe, "the state cannot be carried: \(trouble.0)", remedy: trouble.1)
  }
}
