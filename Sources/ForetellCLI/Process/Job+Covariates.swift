internal import Foretell

// Models that see columns beside the target.
extension Job {
  mutating func fitEncoderDecoder(
    _ options: ModelOptions, to panel: Panel, seeing columns: CovariateColumns?
  ) async throws -> FittedModel {
    let recipe = try options.network.encoderDecoderRecipe(
      horizon: options.horizon, seeing: columns, for: panel)
    try notes.detail("recipe: \(try JSONText.string(from: try recipe.resolved(for: panel)))")
    let (forecaster, seconds) = try await fitShowingProgress(
      recipe, options, to: panel, label: "fitting")
    notes.describe(forecaster, seconds: seconds)
    notes.describe(flows)
    return .encoderDecoder(forecaster)
  }

  mutating func fitColdStart(
    _ options: ModelOptions, to panel: Panel, seeing columns: CovariateColumns?
  ) async throws -> FittedModel {
    let recipe = try options.network.coldStartRecipe(
      horizon: options.horizon, seeing: columns, for: panel)
    let (forecaster, seconds) = try await fitShowingProgress(
      recipe, options, to: panel, label: "fitting")
    notes.describe(forecaster, seconds: seconds)
    notes.describe(flows)
    return .coldStart(forecaster)
  }
}

extension Notes {
  /// Says what an encoder–decoder turned out to be, how it did, and how long it took.
  mutating func describe(_ forecaster: EncoderDecoderForecaster, seconds: Double) {
    var line = "\(forecaster.name): \(forecaster.summary ?? "")"
    if let validation = forecaster.validation {
      let values = validation.size == 1 ? "value" : "\(validation.size) values"
      line += "; on the last \(values), held back to choose the steps: sMAPE "
      line += ShortNumber.fixed(validation.smape, decimals: 2)
      if let baseline = validation.bestBaseline {
        line += ", best baseline \(baseline.name) \(ShortNumber.fixed(baseline.smape, decimals: 2))"
      }
    } else {
      line += "; nothing was held back, so there is no score"
    }
    add(line + "; \(ShortNumber.text(seconds, digits: 2)) s")
    if let validation = forecaster.validation { tellDefeat(validation) }
  }

  /// Says how a cold start did on series it had not seen.
  mutating func describe(_ forecaster: ColdStartForecaster, seconds: Double) {
    var line = "\(forecaster.name): \(forecaster.summary ?? "")"
    if let trial = forecaster.trial {
      line += "; on \(trial.series) series held back: MAE "
      line += ShortNumber.text(trial.meanAbsoluteError)
      line += ", mean profile of the others \(ShortNumber.text(trial.profileError))"
    } else {
      line += "; too few series to hold any back, so there is no score"
    }
    add(line + "; \(ShortNumber.text(seconds, digits: 2)) s")
  }
}
