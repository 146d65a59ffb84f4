/// Whether a model's forecasts lie too high or too low, and whether chance would explain it.
package struct BiasTest {
  /// The mean over series of each series' mean ŷ − y; NaN where nothing can be compared.
  package let mean: Double
  /// Of the mean bias in each fold, or of each series where folds are few; nil where both are few.
  package let test: DieboldMariano?

  /// - Parameter isScaled: whether errors are divided by the seasonal naive error of their training part.
  package init(_ points: PointTable, model: Int, origins: Origins, isScaled: Bool) {
    let foldCount = (points.segments.map(\.fold).max() ?? -1) + 1
    var bySeries = [RunningMean](repeating: RunningMean(), count: points.ids.count)
    var byFold = [RunningMean](repeating: RunningMean(), count: foldCount)
    let values = points.columns[model].values
    for segment in points.segments {
      let unit = isScaled ? segment.scale.absolute : 1
      var biases = RunningMean()
      for row in segment.rows {
        let bias = (values[row] - points.actual[row]) / unit
        guard bias.isFinite else { continue }
        biases.add(bias)
        bySeries[segment.series].add(bias)
      }
      byFold[segment.fold].add(biases.value)
    }
    var mean = RunningMean()
    for series in bySeries { mean.add(series.value) }
    self.mean = mean.value
    let folds = byFold.filter { $0.count > 0 }.map(\.value)
    let series = bySeries.filter { $0.count > 0 }.map(\.value)
    let lag = origins.overlap
    test =
      folds.count >= DieboldMariano.minimumCount(lag: lag)
      ? try? DieboldMariano(differences: folds, lag: lag)
      : series.count >= Contest.minimumSeries
        ? try? DieboldMariano(differences: series, lag: 0, basis: .series) : nil
  }

  /// Whether it is more than chance gives; nil where nothing tells.
  package var isProven: Bool? { test.map { $0.pValue < VerdictWriter.significance } }

  /// What chance has to do with it, as the end of a sentence.
  package var judgement: String {
    guard let test else { return "there is too little to tell that from chance" }
    let p = Wording.probability(test.pValue)
    return test.pValue < VerdictWriter.significance
      ? "that is more than chance gives (\(p))" : "chance could explain that (\(p))"
  }
}

extension Origins {
  /// Origins after the first whose test parts, with the gap before them, share stamps with its own.
  package var overlap: Int {
    let (span, step) = (gap + horizon, max(1, step))
    return max(0, (span + step - 1) / step - 1)
  }
}

extension Scoreboard {
  /// Parts of series (one series in one fold each) on which a model is nearer to the best possible score
  /// than another, ties by half, and how many both have a score on.
  package func partsWon(by model: Int, over rival: Int, metric: Int) -> (won: Double, count: Int) {
    let measure = metrics[metric]
    let pairs = zip(bySegment[model][metric], bySegment[rival][metric])
      .map { (measure.distance(of: $0), measure.distance(of: $1)) }
      .filter { !$0.isNaN && !$1.isNaN }
    return (pairs.reduce(0) { $0 + ($1.0 < $1.1 ? 1 : $1.0 == $1.1 ? 0.5 : 0) }, pairs.count)
  }
}
