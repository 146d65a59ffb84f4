public import ForetellSeries

/// A pretrained network that was tuned on a panel, or left as it was where that did not help.
///
/// It forecasts any series of the frequency, known or not, as ``PretrainedForecaster`` does.
public struct TunedForecaster: Forecaster {
  /// How it was made; the season length is filled in.
  public let recipe: TunedRecipe
  public let tuning: TuningRecord
  /// How it did on values held back; nil where nothing was.
  public let validation: Validation?
  /// The networks at work.
  public let pretrained: PretrainedForecaster

  public static let name = "Tuned"
  public var name: String { Self.name }
  public var frequency: Frequency { pretrained.frequency }
  public var cutoff: Timestamp { pretrained.cutoff }

  public var summary: String? {
    pretrained.summary.map { "\($0); \(tuning.text)" }
  }

  public func forecast(after history: Panel, _ request: ForecastRequest) throws -> Forecast {
    let forecast = try pretrained.forecast(after: history, request)
    return Forecast(
      model: name, frequency: forecast.frequency, timestampFormat: forecast.timestampFormat,
      series: forecast.series, substitutions: forecast.substitutions)
  }
}
