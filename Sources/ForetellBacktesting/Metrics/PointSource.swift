/// What came and what one model forecast, as statistics read it.
struct PointSource {
  let actual: [Double]
  let forecast: [Double]
  let bands: [PointTable.PredictionBand]
  /// The mean quantile loss and the CRPS as weighted sums of quantile losses.
  let quantileLoss: [WeightedQuantile]
  let rankedProbability: [WeightedQuantile]

  init(actual: [Double], forecast: [Double], bands: [PointTable.PredictionBand]) {
    precondition(
      forecast.count == actual.count
        && bands.allSatisfy { $0.lower.count == actual.count && $0.upper.count == actual.count },
      "forecasts and bounds are as many as actual values")
    self.actual = actual
    self.forecast = forecast
    self.bands = bands
    let quantiles = Self.quantiles(forecast: forecast, bands: bands)
    quantileLoss = quantiles.map {
      WeightedQuantile(
        probability: $0.probability, weight: 1 / Double(quantiles.count), values: $0.values)
    }
    rankedProbability = Self.trapezoids(over: quantiles)
  }

  /// The interval of a level, where the model gives it.
  func band(ofLevel level: Double?) -> PointTable.PredictionBand? {
    bands.first { $0.level == level }
  }

  /// The bounds of all levels and the point forecast as the median, by rising probability.
  private static func quantiles(
    forecast: [Double], bands: [PointTable.PredictionBand]
  ) -> [WeightedQuantile] {
    var quantiles = [WeightedQuantile(probability: 0.5, weight: 1, values: forecast)]
    for band in bands {
      // 200 − … and not 1 − …: the sum of both is then exactly 1 for every level.
      let (below, above) = ((100 - band.level) / 200, (100 + band.level) / 200)
      quantiles.append(WeightedQuantile(probability: below, weight: 1, values: band.lower))
      quantiles.append(WeightedQuantile(probability: above, weight: 1, values: band.upper))
    }
    return quantiles.sorted { $0.probability < $1.probability }
  }

  /// Weights for twice the integral over probabilities from 0 to 1.
  ///
  /// Trapezoids between the quantiles; beyond the outermost ones their value is held, where the loss is a
  /// straight line in the probability and a trapezoid therefore exact.
  private static func trapezoids(over quantiles: [WeightedQuantile]) -> [WeightedQuantile] {
    guard let first = quantiles.first, let last = quantiles.last else { return [] }
    let nodes =
      [WeightedQuantile(probability: 0, weight: 0, values: first.values)] + quantiles
      + [WeightedQuantile(probability: 1, weight: 0, values: last.values)]
    return nodes.indices.map { index in
      let before = nodes[max(0, index - 1)].probability
      let after = nodes[min(nodes.count - 1, index + 1)].probability
      // Twice the integral: half the widths of both neighbours, times two.
      return WeightedQuantile(
        probability: nodes[index].probability, weight: after - before, values: nodes[index].values)
    }
  }
}

/// A quantile forecast at every point, and what its loss weighs.
struct WeightedQuantile {
  let probability: Double
  let weight: Double
  let values: [Double]
}
