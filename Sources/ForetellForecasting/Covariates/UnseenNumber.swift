public import ForetellSeries

/// A number unlike any that was there when a model was fitted: the farthest of its column.
public struct UnseenNumber: Hashable, Sendable, CustomStringConvertible {
  /// What the scale was learned from that a number is judged by.
  public enum Source: Hashable, Sendable {
    /// The column in all series that the model was fitted to.
    case column
    /// The column in this series, when the model was fitted.
    case series
    /// The history of a series that the model was not fitted to.
    case history
  }

  /// Standard deviations from the mean within which a number is not remarked upon.
  public static let limit = 10.0

  public let column: String
  public let number: Double
  public let series: String
  /// nil for a fact of the series.
  public let timestamp: Timestamp?
  /// Those that the column is scaled by in the series; no deviation where it was constant.
  public let mean: Double
  public let deviation: Double?
  /// Where mean and deviation come from.
  public let source: Source
  /// How many such numbers the column has.
  public let count: Int

  /// Its distance from the mean in standard deviations; nil where the column was constant.
  public var deviations: Double? { deviation.map { abs(number - mean) / $0 } }

  /// How far out it is.
  var distance: String {
    guard let deviations else {
      return "\(number) in a column that was \(mean) throughout when the model was fitted"
    }
    let times = deviations < 1e6 ? "\(Int(deviations.rounded()))" : "more than a million"
    let whole =
      switch source {
      case .column: "what the model was fitted to"
      case .series: "this series when the model was fitted"
      case .history: "the history of this series, which the model was not fitted to"
      }
    return "\(number) is \(times) standard deviations from the mean of \(whole)"
  }

  public var description: String {
    let place = timestamp.map { "series ‘\(series)’ at \($0)" } ?? "series ‘\(series)’"
    let more = count > 1 ? "; so far out are \(count) numbers of the column" : ""
    let effect =
      deviation == nil
      ? "what another value does it has not learned, and leaves out"
      : "it has not seen the like, and its intervals are no wider for it"
    return "column ‘\(column)’, \(place): \(distance)\(more); \(effect)"
  }
}

/// Looks through the numbers of a column for the farthest that is unlike what was there.
struct FarthestNumber {
  /// A number in its place, and what it is judged by.
  struct Find {
    let number: Double
    let scale: CovariateEncoder.Scale
    let source: UnseenNumber.Source
    let series: Int
    let position: Int?
  }

  /// In standard deviations.
  private var distance = 0.0
  private(set) var found: Find?
  private(set) var count = 0

  mutating func look(
    at number: Double, _ judge: (scale: CovariateEncoder.Scale, source: UnseenNumber.Source),
    series: Int, position: Int?
  ) {
    let distance = abs(number - judge.scale.mean)
    guard distance > judge.scale.familiar else { return }
    count += 1
    guard distance / judge.scale.deviation > self.distance else { return }
    self.distance = distance / judge.scale.deviation
    found = Find(
      number: number, scale: judge.scale, source: judge.source, series: series, position: position)
  }
}

extension CovariateEncoder.Scale {
  /// Distances from the mean up to this one have been there, or nearly so.
  fileprivate var familiar: Double {
    // Rounding alone leaves a constant column this much.
    reach == 0 ? 1e-12 * abs(mean) : max(UnseenNumber.limit * deviation, reach ?? 0)
  }
}
