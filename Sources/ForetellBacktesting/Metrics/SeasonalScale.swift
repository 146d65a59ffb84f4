/// The in-sample error of the seasonal naive forecast, by which scaled measures divide.
///
/// 0 where the training part repeats itself each season; NaN where no two of its values lie a season apart.
/// Scaled measures leave out both, see ``LeftOutReason``.
public struct SeasonalScale: Codable, Hashable, Sendable {
  /// The mean of |y_t − y_{t−m}| over the training part.
  public let absolute: Double
  /// The mean of (y_t − y_{t−m})²; infinite where differences exceed 10¹⁵⁴.
  public let squared: Double

  public init(absolute: Double, squared: Double) {
    self.absolute = absolute
    self.squared = squared
  }

  /// The error over a training part; pairs with a missing value are passed over.
  /// - Parameter seasonLength: m, at least 1.
  public init(of trainingValues: ArraySlice<Double>, seasonLength: Int) {
    precondition(seasonLength >= 1, "a season has at least one step")
    var (absolute, squared, pairs) = (0.0, 0.0, 0.0)
    let earlier = trainingValues.dropLast(min(seasonLength, trainingValues.count))
    for (before, after) in zip(earlier, trainingValues.dropFirst(seasonLength)) {
      let difference = after - before
      guard !difference.isNaN else { continue }
      absolute += abs(difference)
      squared += difference * difference
      pairs += 1
    }
    self.init(
      absolute: pairs > 0 ? absolute / pairs : .nan, squared: pairs > 0 ? squared / pairs : .nan)
  }
}
