/// One series: contiguous values on the grid of a frequency.
public struct TimeSeries: Sendable, Hashable {
  /// The name by which a panel and its forecasts know it.
  public var id: String
  /// The step from each value to the next.
  public var frequency: Frequency
  /// The stamp of the first value.
  public var start: Timestamp
  /// The values in order of time; NaN where one is missing.
  public var values: [Double]
  /// Further columns beside the target, each as long as ``values``.
  public var covariates: [String: [Double]]
  /// Facts about the series that do not change with time.
  public var attributes: [String: String]
  /// Columns of labels beside the target, each as long as ``values``; nil where one is missing.
  public var categories: [String: [String?]]

  public init(
    id: String, frequency: Frequency, start: Timestamp, values: [Double],
    covariates: [String: [Double]] = [:], attributes: [String: String] = [:],
    categories: [String: [String?]] = [:]
  ) {
    self.id = id
    self.frequency = frequency
    self.start = start
    self.values = values
    self.covariates = covariates
    self.attributes = attributes
    self.categories = categories
  }

  public var count: Int { values.count }

  /// The stamp of the value at `position`, which may lie before the first or after the last.
  public func timestamp(at position: Int) -> Timestamp {
    frequency.stamp(position, after: start)
  }

  /// The stamp of the last value, or nil of an empty series.
  public var end: Timestamp? { values.isEmpty ? nil : timestamp(at: count - 1) }
}
