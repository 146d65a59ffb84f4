package import ForetellSeries

/// The longest horizon that may be asked for.
public let longestHorizon = 100_000

extension Panel {
  /// Refuses horizons and series that no model can forecast.
  func checkForecastable(horizon: Int) throws(ForecastingError) {
    guard (1...longestHorizon).contains(horizon) else {
      throw ForecastingError(
        .horizon, "the horizon is \(horizon)",
        remedy: "it must lie within 1 … \(longestHorizon) steps")
    }
    for series in 0..<count {
      let last = timestamps(after: series, count: 1).first.map {
        frequency.stamp(horizon - 1, after: $0)
      }
      guard let last, last.isSupported else {
        throw ForecastingError(
          .horizon, "\(horizon) steps of \(frequency) lead beyond the year 9999",
          series: ids[series], remedy: "forecast fewer steps")
      }
    }
    for series in 0..<count where values(of: series).allSatisfy(\.isNaN) {
      throw ForecastingError(.emptySeries, "it has no values", series: ids[series])
    }
  }

  /// Refuses a panel whose step is not the one a model was fitted to.
  func checkFrequency(_ fitted: Frequency) throws(ForecastingError) {
    guard frequency == fitted else {
      throw ForecastingError(
        .otherPanel, "the data's frequency is \(frequency), the model was fitted to \(fitted)",
        remedy: "fit a model to this data, or name the frequency with --freq")
    }
  }

  /// The newest stamp of all series.
  package var lastTimestamp: Timestamp {
    (0..<count).map { timestamp(of: $0, at: range(of: $0).count - 1) }.max() ?? starts[0]
  }

  /// Whether all observed values of a series are equal.
  package func isConstant(_ series: Int) -> Bool {
    let observed = values(of: series).lazy.filter { !$0.isNaN }
    guard let first = observed.first else { return true }
    return observed.allSatisfy { $0 == first }
  }

  /// The stamps after the end of a series.
  func timestamps(after series: Int, count: Int) -> [Timestamp] {
    let end = range(of: series).count
    return (0..<count).map { timestamp(of: series, at: end + $0) }
  }
}
