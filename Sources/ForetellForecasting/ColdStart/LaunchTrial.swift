public import ForetellSeries

/// How a cold start did on series it had not seen, beside the mean profile of those it had.
public struct LaunchTrial: Codable, Hashable, Sendable {
  /// Series that were held back.
  public let series: Int
  /// The mean absolute error of its forecasts of them.
  public let meanAbsoluteError: Double
  /// That of the mean of the other series at each step since the launch.
  public let profileError: Double

  /// The mean value at each step since the launch; where no series got so far, that of the last step that has one.
  public static func profile(of panel: Panel, series: [Int], horizon: Int) -> [Double] {
    var (sums, counts) = (
      [Double](repeating: 0, count: horizon), [Double](repeating: 0, count: horizon)
    )
    for series in series {
      for (step, value) in panel.values(of: series).prefix(horizon).enumerated()
      where !value.isNaN {
        sums[step] += value
        counts[step] += 1
      }
    }
    var last = 0.0
    return zip(sums, counts).map { sum, count in
      if count > 0 { last = sum / count }
      return last
    }
  }

  /// The mean absolute error over all observed values of some series.
  public static func error(
    _ forecasts: [[Double]], of series: [Int], in panel: Panel
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for (series, forecast) in zip(series, forecasts) {
      for (y, f) in zip(panel.values(of: series), forecast) where !y.isNaN {
        (sum, count) = (sum + abs(y - f), count + 1)
      }
    }
    return sum / Double(count)
  }
}
