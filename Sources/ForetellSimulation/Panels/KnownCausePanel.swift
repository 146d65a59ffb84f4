public import ForetellRandom
public import ForetellSeries

/// Daily series whose values a column known ahead explains in part.
///
///     y = level + scale·(a·x + b·w + c·ε)          a² = share, b² = (1 − share)/2, c² = (1 − share)/2
///
/// x and ε are standard normal, new at every step; w is a week's shape with mean 0 and variance 1, other for each series. So
/// x explains `share` of a series' variance, and nothing of it can be foreseen without being told.
public struct KnownCausePanel: Hashable, Sendable {
  /// The name of the column x.
  public static let column = "cause"

  /// The third of January 2022.
  static let monday = Timestamp(unchecked: 1_641_168_000, zone: .unspecified)

  public var count: Int
  public var length: Int
  /// The share of the variance that x explains, from 0 to 1.
  public var share: Double
  /// The factor by which the levels of the column differ between series; 1 leaves it as it is drawn, with mean 0.
  public var spread: Double

  public init(count: Int = 30, length: Int = 200, share: Double = 0.5, spread: Double = 1) {
    self.count = count
    self.length = length
    self.share = share
    self.spread = spread
  }

  /// The series with their column; equal for equal streams.
  public func panel(_ random: RandomStream) -> [TimeSeries] {
    (0..<count).map { number in
      var draws = Draws(random.stream(number))
      let (level, scale) = (draws.uniform(in: 50...500), draws.uniform(in: 5...15))
      let week = Self.standardized((0..<7).map { _ in draws.normal() })
      let rest = ((1 - share) / 2).squareRoot()
      var (values, causes) = ([Double](), [Double]())
      for step in 0..<length {
        let (cause, noise) = (draws.normal(), draws.normal())
        causes.append(cause)
        values.append(
          level + scale * (share.squareRoot() * cause + rest * (week[step % 7] + noise)))
      }
      return TimeSeries(
        id: "series-\(number + 1)", frequency: .days(1), start: Self.monday,
        values: values, covariates: [Self.column: leveled(causes, random.stream(number))])
    }
  }

  /// Prices of things that cost more or less, where the causes are moves of a tenth of the price.
  private func leveled(_ causes: [Double], _ random: RandomStream) -> [Double] {
    guard spread > 1 else { return causes }
    var draws = Draws(random.stream("level"))
    let level = draws.logUniform(in: 1...spread)
    return causes.map { level * (10 + $0) }
  }

  private static func standardized(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return values.map { ($0 - mean) / variance.squareRoot() }
  }
}
