/// The Diebold–Mariano test with the correction of Harvey, Leybourne and Newbold.
///
/// With d the loss of one model minus that of another at n forecast origins, γ_k the autocovariances of d
/// (divided by n) and q the lag:
/// statistic = d̄ / √((γ_0 + 2 Σ_{k≤q} γ_k) / n) · √((n + 1 − 2h + h(h − 1)/n) / n), h = q + 1.
/// Source: Diebold & Mariano 1995; Harvey, Leybourne & Newbold 1997; `dm.test` of R's forecast package.
public struct DieboldMariano: Codable, Hashable, Sendable {
  /// What the loss differences are counted over.
  public enum Basis: String, Codable, Hashable, Sendable {
    /// Forecast origins: the mean over series and horizon, one number a fold.
    case origins
    /// Series: the mean over folds, one number a series, taken as independent. A paired t-test.
    case series
  }

  /// The statistic; negative where the candidate has the smaller loss.
  public let statistic: Double
  /// Two-sided, from Student's t with `count` − 1 degrees of freedom.
  public let pValue: Double
  public let count: Int
  /// The mean of candidate's loss − rival's loss.
  public let meanDifference: Double
  /// Autocovariances that went into the variance: origins that overlap with one before them.
  public let lag: Int
  public let basis: Basis
  /// Whether plain autocovariances gave no positive variance, so that Bartlett's weights were taken.
  public let usesBartlett: Bool

  /// Why the test says nothing about some differences.
  public enum Inapplicable: Error, Hashable, Sendable, CustomStringConvertible {
    case tooFew(count: Int, minimum: Int)
    case identical
    case constant
    case notFinite

    public var description: String {
      switch self {
      case .tooFew(let count, let minimum):
        "\(count) loss differences are too few to test: it takes \(minimum)"
      case .identical: "the losses are identical, so there is nothing to test"
      case .constant:
        "the loss difference is always the same, so it has no variance to test against"
      case .notFinite: "a loss is too large to compute with"
      }
    }
  }

  /// The differences it takes: 5, and 3 for each of the `lag` + 1 that overlap.
  public static func minimumCount(lag: Int) -> Int { max(5, 3 * (lag + 1)) }

  /// Tests whether the mean of loss differences is zero.
  /// - Parameters:
  ///   - differences: the candidate's loss minus the rival's, in order of time.
  ///   - lag: how many differences after it one is correlated with; h − 1 for h-step forecasts from
  ///     origins one step apart.
  public init(
    differences: [Double], lag: Int, basis: Basis = .origins
  ) throws(Inapplicable) {
    let n = Double(differences.count)
    let minimum = Self.minimumCount(lag: lag)
    guard differences.count >= minimum else {
      throw .tooFew(count: differences.count, minimum: minimum)
    }
    let mean = differences.reduce(0, +) / n
    let largest = differences.reduce(0) { max($0, abs($1)) }
    guard mean.isFinite, (largest * largest).isFinite else { throw .notFinite }
    guard largest > 0 else { throw .identical }
    // Of the deviations relative to the largest difference, so that no square under- or overflows.
    let deviations = differences.map { ($0 - mean) / largest }
    let covariances = (0...lag).map { Self.autocovariance(deviations, lag: $0) }
    guard covariances[0] > 1e-24 else { throw .constant }
    let plain = covariances[0] + 2 * covariances.dropFirst().reduce(0, +)
    usesBartlett = plain <= 0
    let variance = usesBartlett ? Self.bartlett(covariances) : plain
    let h = Double(lag + 1)
    let correction = ((n + 1 - 2 * h + h * (h - 1) / n) / n).squareRoot()
    statistic = mean / largest / (variance / n).squareRoot() * correction
    pValue = Distributions.studentTwoSided(statistic, degrees: n - 1)
    (count, meanDifference) = (differences.count, mean)
    (self.lag, self.basis) = (lag, basis)
  }

  private static func autocovariance(_ deviations: [Double], lag: Int) -> Double {
    zip(deviations, deviations.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
      / Double(deviations.count)
  }

  /// The variance with weights 1 − k/(q + 1), which is never negative.
  private static func bartlett(_ covariances: [Double]) -> Double {
    let count = Double(covariances.count)
    return covariances.enumerated().dropFirst().reduce(covariances[0]) {
      $0 + 2 * (1 - Double($1.offset) / count) * $1.element
    }
  }
}
