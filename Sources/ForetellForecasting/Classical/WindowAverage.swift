/// The mean of the last values.
///
/// Its spread is not that of a model but measured: the root mean square of the errors it would have made on
/// the history at each distance, never smaller than at the distance before. Where fewer than ten such errors
/// are left, the spread stays as it is.
struct WindowAverage {
  let width: Int

  func outlook(_ horizon: Int, after history: ClassicalHistory, withSpread: Bool) -> Outlook {
    // A width from a file may be any number.
    let width = min(width, history.values.count)
    let means = means(history.values, width)
    let points = [Double](repeating: means.last ?? 0, count: horizon)
    return Outlook(
      points: points,
      spread: .normal(withSpread ? deviations(horizon, history.values, means, width) : []))
  }

  /// The mean of the observed values among the last `width`, after each value; the value itself where the
  /// window is not yet full, and the mean before where all of it is missing.
  private func means(_ values: [Double], _ width: Int) -> [Double] {
    var means: [Double] = []
    for end in values.indices {
      let window = values[max(0, end + 1 - width)...end].filter { !$0.isNaN }
      means.append(
        window.isEmpty ? means.last ?? 0 : window.reduce(0, +) / Double(window.count))
    }
    return means
  }

  private func deviations(
    _ horizon: Int, _ values: [Double], _ means: [Double], _ width: Int
  ) -> [Double] {
    var deviations: [Double] = []
    // Windows that are not full yet err more; only a history without a full one counts them.
    let first = values.count > width + 1 ? width - 1 : 0
    for step in 1...horizon {
      let last = deviations.last
      guard last == nil || values.count - first - step >= 10 else {
        deviations.append(last ?? 0)
        continue
      }
      var (squares, count) = (0.0, 0.0)
      for time in stride(from: first + step, to: values.count, by: 1) where !values[time].isNaN {
        let error = values[time] - means[time - step]
        squares += error * error
        count += 1
      }
      deviations.append(max(last ?? 0, count > 0 ? (squares / count).squareRoot() : 0))
    }
    return deviations
  }
}
