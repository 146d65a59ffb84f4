public import ForetellSeries

/// A fitted forecaster of any kind that a model file can hold.
public enum FittedModel: Forecaster {
  case recurrent(RecurrentForecaster)
  case encoderDecoder(EncoderDecoderForecaster)
  case coldStart(ColdStartForecaster)
  case baseline(BaselineForecaster, frequency: Frequency, cutoff: Timestamp)
  case classical(ClassicalForecaster)
  case ensemble(EnsembleForecaster)
  case pretrained(PretrainedForecaster)
  case tuned(TunedForecaster)
  case stateful(StatefulForecaster)
  case likelihood(LikelihoodForecaster)

  private var forecaster: any Forecaster {
    switch self {
    case .recurrent(let forecaster): forecaster
    case .encoderDecoder(let forecaster): forecaster
    case .coldStart(let forecaster): forecaster
    case .baseline(let forecaster, _, _): forecaster
    case .classical(let forecaster): forecaster
    case .ensemble(let forecaster): forecaster
    case .pretrained(let forecaster): forecaster
    case .tuned(let forecaster): forecaster
    case .stateful(let forecaster): forecaster
    case .likelihood(let forecaster): forecaster
    }
  }

  public var name: String { forecaster.name }

  /// What it sees beside the target; nil where it sees nothing.
  public var covariates: CovariateEncoder? {
    if case .likelihood(let forecaster) = self { return forecaster.encoder }
    return (forecaster as? any CovariateForecaster)?.encoder
  }

  /// The step of the series it forecasts.
  public var frequency: Frequency {
    switch self {
    case .recurrent(let forecaster): forecaster.frequency
    case .encoderDecoder(let forecaster): forecaster.frequency
    case .coldStart(let forecaster): forecaster.frequency
    case .baseline(_, let frequency, _): frequency
    case .classical(let forecaster): forecaster.frequency
    case .ensemble(let forecaster): forecaster.frequency
    case .pretrained(let forecaster): forecaster.frequency
    case .tuned(let forecaster): forecaster.frequency
    case .stateful(let forecaster): forecaster.frequency
    case .likelihood(let forecaster): forecaster.frequency
    }
  }

  /// The last stamp it was fitted on.
  public var cutoff: Timestamp {
    switch self {
    case .recurrent(let forecaster): forecaster.cutoff
    case .encoderDecoder(let forecaster): forecaster.cutoff
    case .coldStart(let forecaster): forecaster.cutoff
    case .baseline(_, _, let cutoff): cutoff
    case .classical(let forecaster): forecaster.cutoff
    case .ensemble(let forecaster): forecaster.cutoff
    case .pretrained(let forecaster): forecaster.cutoff
    case .tuned(let forecaster): forecaster.cutoff
    case .stateful(let forecaster): forecaster.cutoff
    case .likelihood(let forecaster): forecaster.cutoff
    }
  }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    try history.checkFrequency(frequency)
    return try forecaster.forecast(after: history, request)
  }
}
