public import ForetellSeries

/// A band that holds the value to come with a stated probability.
public struct PredictionInterval: Codable, Hashable, Sendable {
  /// The probability in percent, above 0 and below 100.
  public let level: Double
  /// The lower and upper bound of each step, so that as much probability lies below as above.
  public let lower: [Double]
  public let upper: [Double]

  public init(level: Double, lower: [Double], upper: [Double]) {
    precondition(lower.count == upper.count, "an interval needs as many upper bounds as lower ones")
    self.level = level
    self.lower = lower
    self.upper = upper
  }
}

/// Forecasts of many series.
public struct Forecast: Hashable, Sendable {
  /// The forecast of one series.
  public struct Series: Hashable, Sendable {
    public let id: String
    /// The stamps after the end of its history.
    public let timestamps: [Timestamp]
    /// A point forecast for each stamp.
    public let values: [Double]
    /// One for each level that was asked for; empty where the model gives none.
    public let intervals: [PredictionInterval]

    public init(
      id: String, timestamps: [Timestamp], values: [Double], intervals: [PredictionInterval] = []
    ) {
      self.id = id
      self.timestamps = timestamps
      self.values = values
      self.intervals = intervals
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
