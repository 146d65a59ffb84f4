public import ForetellSeries

/// Forecasts of many series.
public struct Forecast: Hashable, Sendable {
  /// The forecast of one series.
  public struct Series: Hashable, Sendable {
    public let id: String
    /// The stamps after the end of its history.
    public let timestamps: [Timestamp]
    /// A point forecast for each stamp.
    public let values: [Double]

    public init(id: String, timestamps: [Timestamp], values: [Double]) {
      self.id = id
      self.timestamps = timestamps
      self.values = values
    }
  }

  /// A series that another model than the forecaster's own had to forecast, and why.
  public struct Substitution: Hashable, Sendable {
    public let series: String
    public let model: String
    public let reason: String

    public init(series: String, model: String, reason: String) {
      self.series = series
      self.model = model
      self.reason = reason
    }
  }

  /// The name of the model.
  public let model: String
  public let frequency: Frequency
  /// How the stamps are to be written.
  public let timestampFormat: TimestampFormat
  public let series: [Series]
  public let substitutions: [Substitution]

  public init(
    model: String, frequency: Frequency, timestampFormat: TimestampFormat, series: [Series],
    substitutions: [Substitution] = []
  ) {
    self.model = model
    self.frequency = frequency
    self.timestampFormat = timestampFormat
    self.series = series
    self.substitutions = substitutions
  }
}

extension Forecast {
  /// The same forecast with other notes on who made it.
  public func substituting(_ substitutions: [Substitution]) -> Forecast {
    Forecast(
      model: model, frequency: frequency, timestampFormat: timestampFormat, series: series,
      substitutions: substitutions)
  }
}
