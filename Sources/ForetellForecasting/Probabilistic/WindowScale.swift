internal import ForetellNetworks

/// The scale that a network sees a window's values on: `(z − centre) / unit`.
///
/// Of counts the centre is 0 and the unit 1 plus the mean, as in DeepAR. Of other numbers the centre is the mean and the
/// unit the mean distance from it: DeepAR's mean size would leave a series that varies by little around a high
/// level next to no scale.
struct WindowScale: Hashable {
  let centre: Double
  let unit: Double

  /// The scale of some values, of which NaN are not observed.
  ///
  /// - Parameter least: the smallest unit, and a millionth of the values' size; where both are 0, it is 1.
  init(of values: ArraySlice<Double>, _ likelihood: Likelihood, least: Double) {
    let mean = values.meanOfObserved
    if likelihood == .negativeBinomial {
      (centre, unit) = (0, 1 + mean)
      return
    }
    let distance = values.lazy.map { ($0 - mean).magnitude }.meanOfObserved
    let size = max(distance, least, mean.magnitude * 1e-6)
    (centre, unit) = (mean, size > 0 ? size : 1)
  }

  /// A value as the network sees it; what was not observed is the centre, and nothing is further than 50 units.
  func scaled(_ value: Double) -> Float {
    value.isNaN ? 0 : Float(max(-50, min(50, (value - centre) / unit)))
  }
}

extension Sequence<Double> {
  /// The mean of those that are numbers; 0 where none is.
  var meanOfObserved: Double {
    var (sum, count) = (0.0, 0.0)
    for value in self where !value.isNaN {
      sum += value
      count += 1
    }
    return count > 0 ? sum / count : 0
  }
}
