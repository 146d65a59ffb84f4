/// Friedman's test over series and the critical difference of Nemenyi at 5 %.
///
/// Source: Friedman 1937; Demšar 2006. Series are taken as independent.
public struct RankTest: Codable, Hashable, Sendable {
  /// The series it takes.
  public static let minimumSeries = 5

  /// The mean rank of each model, 1 the best, ties sharing their mean; NaN for a model without a score.
  public let meanRanks: [Double]
  /// Series that every scored model has a score on.
  public let series: Int
  /// Corrected for ties; 0 where all models tie on every series.
  public let friedmanStatistic: Double
  /// From χ² with one degree of freedom less than models.
  public let pValue: Double
  /// Mean ranks nearer than this do not differ.
  public let criticalDifference: Double

  /// Tests losses, a row a series and a column a model; nil with fewer than 5 rows or 2 columns.
  public init?(blocks: [[Double]]) {
    guard blocks.count >= Self.minimumSeries, let models = blocks.first?.count, models >= 2 else {
      return nil
    }
    let (n, k) = (Double(blocks.count), Double(models))
    var sums = [Double](repeating: 0, count: models)
    var ties = 0.0
    for block in blocks {
      let (ranks, tied) = Self.ranks(block)
      for model in sums.indices { sums[model] += ranks[model] }
      ties += tied
    }
    let correction = 1 - ties / (n * k * (k * k - 1))
    let spread = sums.reduce(0) { $0 + ($1 - n * (k + 1) / 2) * ($1 - n * (k + 1) / 2) }
    let statistic = correction > 0 ? 12 / (n * k * (k + 1)) * spread / correction : 0
    let quantile = Distributions.studentizedRangeQuantile(0.95, groups: models)
    meanRanks = sums.map { $0 / n }
    series = blocks.count
    friedmanStatistic = statistic
    pValue = Distributions.chiSquareUpperTail(statistic, degrees: k - 1)
    criticalDifference = quantile / 2.0.squareRoot() * (k * (k + 1) / (6 * n)).squareRoot()
  }

  /// Ranks from 1, ties sharing their mean, and Σ(t³ − t) over groups of t equal values.
  private static func ranks(_ values: [Double]) -> (ranks: [Double], ties: Double) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var (start, ties) = (0, 0.0)
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      let size = Double(end - start)
      ties += size * size * size - size
      start = end
    }
    return (ranks, ties)
  }

  private init(copy: RankTest, meanRanks: [Double]) {
    self.meanRanks = meanRanks
    (series, friedmanStatistic) = (copy.series, copy.friedmanStatistic)
    (pValue, criticalDifference) = (copy.pValue, copy.criticalDifference)
  }

  /// The same test with ranks for models that took no part.
  func with(meanRanks: [Double]) -> RankTest { RankTest(copy: self, meanRanks: meanRanks) }
}
