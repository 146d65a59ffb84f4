internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries

/// Where a stream stands in one series: all that the next value needs.
struct SeriesStream: Sendable {
  let id: String
  /// From the values of the series to the network's scale.
  let normalizer: Normalizer
  /// The stamp of the newest value; nil before the first.
  var last: Timestamp?
  /// The newest values, at most as many as a step sees, the newest last.
  var recent: [Normalized] = []
  /// The newest value as it came.
  var lastValue = Double.nan
  /// Whether all values so far are equal.
  var isConstant = true
  /// A state for each member.
  var states: [RecurrentState<Float>]

  /// Sees a value, which the normalizer accepts.
  mutating func append(_ value: Double, width: Int) {
    if !lastValue.isNaN, value != lastValue { isConstant = false }
    lastValue = value
    if recent.count == width {
      for place in 1..<width { recent[place - 1] = recent[place] }
      recent[width - 1] = normalizer.normalize(value)
    } else {
      recent.append(normalizer.normalize(value))
    }
  }
}
