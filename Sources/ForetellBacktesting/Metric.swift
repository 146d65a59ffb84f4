/// A measure of error: a statistic of each point, a way to add points up, a unit and a direction.
public struct Metric: Codable, Hashable, Sendable {
  /// The kinds of measure, by the names of docs/metrics.md.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case mae, mse, rmse, mape, smape, wape, mase, rmsse, bias, mql, crps, coverage, winkler, msis
  }

  public let kind: Kind
  /// The level of the interval it measures, in percent; nil for measures of points or of all levels.
  public let level: Double?

  public init(_ kind: Kind, level: Double? = nil) {
    self.kind = kind
    self.level = level
  }

  public static let mase = Metric(.mase)
}

/// The in-sample error of the seasonal naive forecast, by which scaled measures divide.
public struct SeasonalScale: Codable, Hashable, Sendable {
  /// The mean of |y_t − y_{t−m}| over the training part.
  public let absolute: Double
  /// The mean of (y_t − y_{t−m})².
  public let squared: Double
}
