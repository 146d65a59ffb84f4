/// What is asked of a forecaster.
public struct ForecastRequest: Codable, Hashable, Sendable {
  /// Steps to forecast.
  public var horizon: Int
  /// The probabilities of the intervals wanted beside the point forecasts, in percent.
  ///
  /// A model that gives no intervals answers without them.
  public var levels: [Double]

  public init(horizon: Int, levels: [Double] = []) {
    self.horizon = horizon
    self.levels = levels
  }
}
