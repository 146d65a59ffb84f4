public import ForetellSeries

/// A value of a series as it comes in.
public struct Observation: Hashable, Sendable {
  public let series: String
  public let timestamp: Timestamp
  /// NaN where it is missing.
  public let value: Double

  public init(series: String, timestamp: Timestamp, value: Double) {
    self.series = series
    self.timestamp = timestamp
    self.value = value
  }
}

extension ForecastingError.Code {
  /// A stamp is not later than the one before it.
  public static let outOfOrder = ForecastingError.Code(rawValue: "outOfOrder")
  /// Values are missing before this one.
  public static let gap = ForecastingError.Code(rawValue: "gap")
  /// A stamp does not lie on the grid of the frequency.
  public static let offGrid = ForecastingError.Code(rawValue: "offGrid")
  /// The scale of a series is not known.
  public static let unknownSeries = ForecastingError.Code(rawValue: "unknownSeries")
  /// A stored state is that of another model, or damaged.
  public static let otherState = ForecastingError.Code(rawValue: "otherState")
}
