/// The statistics of consecutive points under one metric; scratch space that is used over and over.
struct PointStatistics {
  private(set) var numerators: [Double]
  /// 0 where a point is left out.
  private(set) var denominators: [Double]

  init(capacity: Int) {
    numerators = Array(repeating: 0, count: capacity)
    denominators = Array(repeating: 0, count: capacity)
  }

  /// Computes the statistics of some rows, the first at place 0, and their tally.
  mutating func fill(
    _ metric: Metric, _ source: PointSource, rows: Range<Int>, scale: SeasonalScale?
  ) -> Tally {
    switch metric.kind {
    case .mae: each(source, rows) { .mean(abs($0 - $1)) }
    case .mse, .rmse: each(source, rows) { .mean(($0 - $1) * ($0 - $1)) }
    case .bias: each(source, rows) { .mean($1 - $0) }
    case .mape:
      each(source, rows) { $0 == 0 ? .leftOut(.zeroActual) : .mean(abs(($0 - $1) / $0)) }
    case .smape: each(source, rows) { .mean(symmetricError($0, $1)) }
    case .wape: each(source, rows) { .ratio(abs($0 - $1), abs($0)) }
    case .mase:
      scaled(source, rows, by: scale?.absolute ?? .nan) { abs($0 - $1) / $2 }
    case .rmsse:
      scaled(source, rows, by: (scale?.squared ?? .nan).squareRoot()) {
        let ratio = ($0 - $1) / $2
        return ratio * ratio
      }
    case .mql: quantileLosses(source, source.quantileLoss, rows)
    case .crps: quantileLosses(source, source.rankedProbability, rows)
    case .coverage, .winkler, .msis: interval(metric, source, rows, scale)
    }
  }

  /// Statistics of actual value and forecast.
  @inline(__always)
  private mutating func each(
    _ source: borrowing PointSource, _ rows: Range<Int>,
    _ statistic: (_ actual: Double, _ forecast: Double) -> PointStatistic
  ) -> Tally {
    eachRow(source, rows) { actual, forecast, _ in statistic(actual, forecast) }
  }

  /// Statistics of actual value, forecast and row.
  @inline(__always)
  private mutating func eachRow(
    _ source: borrowing PointSource, _ rows: Range<Int>,
    _ statistic: (_ actual: Double, _ forecast: Double, _ row: Int) -> PointStatistic
  ) -> Tally {
    var tally = Tally()
    for row in rows {
      let (actual, forecast) = (source.actual[row], source.forecast[row])
      let point: PointStatistic =
        if !actual.isFinite { .leftOut(.missingActual) } else if !forecast.isFinite {
          .leftOut(.missingForecast)
        } else { statistic(actual, forecast, row) }
      numerators[row - rows.lowerBound] = point.numerator
      denominators[row - rows.lowerBound] = point.denominator
      if let reason = point.reason {
        tally[reason] += 1
      } else {
        tally.numerator += point.numerator
        tally.denominator += point.denominator
        tally.points += 1
      }
    }
    return tally
  }

  /// Statistics that are divided by an error of the training part.
  @inline(__always)
  private mutating func scaled(
    _ source: borrowing PointSource, _ rows: Range<Int>, by scale: Double,
    _ statistic: (_ actual: Double, _ forecast: Double, _ scale: Double) -> Double
  ) -> Tally {
    let reason = Self.reason(against: scale)
    return each(source, rows) { actual, forecast in
      if let reason { .leftOut(reason) } else { .mean(statistic(actual, forecast, scale)) }
    }
  }

  /// Why nothing can be divided by a scale.
  private static func reason(against scale: Double) -> LeftOutReason? {
    if scale.isNaN { return .shortTraining }
    if scale == 0 { return .constantTraining }
    return scale.isFinite ? nil : .hugeTraining
  }

  /// Weighted sums of quantile losses; a point that lacks one of the quantiles is left out.
  private mutating func quantileLosses(
    _ source: PointSource, _ quantiles: [WeightedQuantile], _ rows: Range<Int>
  ) -> Tally {
    for place in 0..<rows.count { numerators[place] = 0 }
    for quantile in quantiles {
      for row in rows {
        let error = source.actual[row] - quantile.values[row]
        let loss = max(quantile.probability * error, (quantile.probability - 1) * error)
        // `max` may drop a NaN; a missing bound must not.
        numerators[row - rows.lowerBound] += error.isFinite ? quantile.weight * loss : .nan
      }
    }
    let losses = numerators
    return eachRow(source, rows) { _, _, row in
      let loss = losses[row - rows.lowerBound]
      return loss.isNaN ? .leftOut(.missingInterval) : .mean(loss)
    }
  }

  /// Coverage, interval score or scaled interval score.
  private mutating func interval(
    _ metric: Metric, _ source: PointSource, _ rows: Range<Int>, _ scale: SeasonalScale?
  ) -> Tally {
    guard let level = metric.level, let band = source.band(ofLevel: level) else {
      return each(source, rows) { _, _ in .leftOut(.missingInterval) }
    }
    let (lower, upper) = (band.lower, band.upper)
    let penalty = 200 / (100 - level)
    let divisor = metric.kind == .msis ? scale?.absolute ?? .nan : 1
    let reason = Self.reason(against: divisor)
    let isCoverage = metric.kind == .coverage
    return eachRow(source, rows) { actual, _, row in
      let (low, high) = (lower[row], upper[row])
      guard low.isFinite, high.isFinite else { return .leftOut(.missingInterval) }
      if let reason { return .leftOut(reason) }
      if isCoverage { return .mean(low <= actual && actual <= high ? 1 : 0) }
      let outside = max(0, low - actual) + max(0, actual - high)
      return .mean((high - low + penalty * outside) / divisor)
    }
  }
}

/// 200·|y − ŷ| / (|y| + |ŷ|), and 0 for 0/0; halved terms so that sums of huge values stay finite.
private func symmetricError(_ actual: Double, _ forecast: Double) -> Double {
  let size = abs(actual / 2) + abs(forecast / 2)
  return size == 0 ? 0 : 200 * (abs(actual / 2 - forecast / 2) / size)
}

/// What one point adds, or why it adds nothing.
struct PointStatistic {
  let numerator: Double
  let denominator: Double
  let reason: LeftOutReason?

  /// A term of a mean.
  @inline(__always)
  static func mean(_ value: Double) -> PointStatistic { ratio(value, 1) }

  /// Terms of two sums.
  @inline(__always)
  static func ratio(_ numerator: Double, _ denominator: Double) -> PointStatistic {
    PointStatistic(numerator: numerator, denominator: denominator, reason: nil)
  }

  /// No term.
  @inline(__always)
  static func leftOut(_ reason: LeftOutReason) -> PointStatistic {
    PointStatistic(numerator: 0, denominator: 0, reason: reason)
  }
}
