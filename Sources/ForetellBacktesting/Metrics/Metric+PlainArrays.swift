public import ForetellForecasting

extension Metric {
  /// The score of forecasts given as plain arrays; NaN where no point could be scored.
  ///
  ///     Metric.smape.score(actual: [10, 20], forecast: [11, 18])
  ///     Metric.mase.score(
  ///       actual: test, forecast: forecast, scale: SeasonalScale(of: train[...], seasonLength: 12))
  ///
  /// - Parameters:
  ///   - actual: what came; NaN where it is missing.
  ///   - forecast: as many values; NaN where there is none.
  ///   - scale: what mase, rmsse and msis divide by; the others need none.
  ///   - intervals: what coverage, winkler and msis look up by level, and mql and crps use all of.
  public func score(
    actual: [Double], forecast: [Double], scale: SeasonalScale? = nil,
    intervals: [PredictionInterval] = []
  ) -> Double {
    score(of: tally(actual: actual, forecast: forecast, scale: scale, intervals: intervals))
  }

  /// What points given as plain arrays add to a score, with those left out and why.
  public func tally(
    actual: [Double], forecast: [Double], scale: SeasonalScale? = nil,
    intervals: [PredictionInterval] = []
  ) -> Tally {
    let bands = intervals.map {
      PointTable.PredictionBand(level: $0.level, lower: $0.lower, upper: $0.upper)
    }
    var statistics = PointStatistics(capacity: actual.count)
    return statistics.fill(
      self, PointSource(actual: actual, forecast: forecast, bands: bands), rows: actual.indices,
      scale: scale)
  }
}
