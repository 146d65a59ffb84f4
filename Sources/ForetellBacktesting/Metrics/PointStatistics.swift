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
    eachRow(source, rows) { actual, forecast, _, _ in statistic(actual, forecast) }
  }

  /// Statistics of actual value, forecast, row and what its numerator is so far.
  @inline(__always)
  private mutating func eachRow(
    _ source: borrowing PointSource, _ rows: Range<Int>,
    _ statistic: (
      _ actual: Double, _ forecast: Double, _ row: Int, _ soFar: Double
    ) -> PointStatistic
  ) -> Tally {
    let start = rows.lowerBound
    precondition(
      rows.upperBound <= source.actual.count && rows.count <= numerators.count,
      "rows lie within the table")
    var tally = Tally()
    // Pointers, as arrays would be checked for other owners at each of millions of writes.
    source.actual.withUnsafeBufferPointer { actual in
      source.forecast.withUnsafeBufferPointer { forecast in
        numerators.withUnsafeMutableBufferPointer { numerators in
          denominators.withUnsafeMutableBufferPointer { denominators in
            for row in rows {
              let point = PointStatistic(actual[row], forecast[row]) {
                statistic($0, $1, row, numerators[row - start])
              }
              numerators[row - start] = point.numerator
              denominators[row - start] = point.denominator
              tally.add(point)
            }
          }
        }
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
    for quantile in quantiles { add(quantile, source, rows) }
    return eachRow(source, rows) { _, _, _, loss in
      loss.isNaN ? .leftOut(.missingInterval) : .mean(loss)
    }
  }

  /// Adds the losses of one quantile to the numerators.
  private mutating func add(
    _ quantile: WeightedQuantile, _ source: PointSource, _ rows: Range<Int>
  ) {
    let (below, above, start) = (quantile.probability, 1 - quantile.probability, rows.lowerBound)
    precondition(rows.count <= numerators.count, "rows fit into the scratch space")
    source.actual.withUnsafeBufferPointer { actual in
      quantile.values.withUnsafeBufferPointer { values in
        numerators.withUnsafeMutableBufferPointer { numerators in
          for row in rows {
            let error = actual[row] - values[row]
            let loss = error >= 0 ? below * error : -above * error
            // Infinite bounds are missing ones, like those that are NaN.
            numerators[row - start] += error.isFinite ? quantile.weight * loss : .nan
          }
        }
      }
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
    return eachRow(source, rows) { actual, _, row, _ in
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

  /// A statistic of two numbers, where both are there.
  @inline(__always)
  init(
    _ actual: Double, _ forecast: Double,
    _ statistic: (_ actual: Double, _ forecast: Double) -> PointStatistic
  ) {
    if !actual.isFinite {
      self = .leftOut(.missingActual)
    } else if !forecast.isFinite {
      self = .leftOut(.missingForecast)
    } else {
      self = statistic(actual, forecast)
    }
  }

  @inline(__always)
  private init(numerator: Double, denominator: Double, reason: LeftOutReason?) {
    (self.numerator, self.denominator, self.reason) = (numerator, denominator, reason)
  }

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
