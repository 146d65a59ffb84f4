extension FittedModel {
  /// The network whose state a stream carries.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` and the reason where there is none.
  func streamedNetwork() throws(ForecastingError) -> RecurrentForecaster {
    let reason: String
    switch self {
    case .stateful(let forecaster): return forecaster.network
    case .recurrent(let forecaster):
      try forecaster.resolved.checkCarriesState()
      return forecaster
    case .ensemble:
      reason = "its members see series whose seasons are taken out anew with every value"
    case .pretrained, .tuned:
      reason =
        "the pretrained network sees each series standardised by its newest values as a whole, so"
        + " that a new one changes all that was seen before"
    case .encoderDecoder:
      reason = "its decoder asks for columns of the steps ahead with every forecast"
    case .coldStart:
      reason = "it forecasts series without a past, once"
    case .likelihood:
      reason =
        "its inputs are scaled by the newest values of each series, which every new one moves"
    case .baseline, .classical:
      reason = "it has no state that a network could carry, and reads a series in no time"
    }
    throw ForecastingError(
      .recipe, "\(name) cannot be streamed: \(reason)",
      remedy: "fit a model that carries its state: --model stateful")
  }
}
