/// What is already known of the time after the end of each series: the rows of its known columns.
///
/// The first row of a series belongs to the stamp after its last value, and the others follow without a
/// gap. Series may have different numbers of rows, and none.
public struct FutureCovariates: Sendable, Hashable {
  /// Where the rows of each series begin; one more than there are series.
  public let offsets: [Int]
  /// Numeric columns; NaN where a number is missing.
  public let covariates: [String: [Double]]
  /// Columns of labels.
  public let categories: [String: CategoricalColumn]

  /// - Throws: ``SeriesError`` with `.mismatch` where a column is not as long as there are rows.
  public init(
    offsets: [Int], covariates: [String: [Double]] = [:],
    categories: [String: CategoricalColumn] = [:]
  ) throws(SeriesError) {
    guard offsets.first == 0, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw SeriesError(.mismatch, "the offsets of the future rows do not ascend from 0")
    }
    let count = offsets[offsets.count - 1]
    guard covariates.values.allSatisfy({ $0.count == count }),
      categories.values.allSatisfy({ $0.count == count })
    else { throw SeriesError(.mismatch, "a future column is not as long as there are rows") }
    self.init(unchecked: offsets, covariates, categories)
  }

  init(
    unchecked offsets: [Int], _ covariates: [String: [Double]],
    _ categories: [String: CategoricalColumn]
  ) {
    self.offsets = offsets
    self.covariates = covariates
    self.categories = categories
  }

  /// How many rows a series has after its end.
  public func count(of series: Int) -> Int { offsets[series + 1] - offsets[series] }

  /// Where the rows of a series lie in the columns.
  public func range(of series: Int) -> Range<Int> { offsets[series]..<offsets[series + 1] }

  /// Rows of several series as those of a panel's series, or nil where there is none at all.
  func gathering(_ parts: [Range<Int>]) -> FutureCovariates? {
    var offsets = [0]
    offsets.reserveCapacity(parts.count + 1)
    for part in parts { offsets.append(offsets[offsets.count - 1] + part.count) }
    guard offsets[parts.count] > 0 else { return nil }
    return FutureCovariates(
      unchecked: offsets, covariates.mapValues { column in parts.flatMap { column[$0] } },
      categories.mapValues { $0.gathering(parts) })
  }
}
