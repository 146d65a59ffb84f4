/// The scale on which the errors of different series are of one kind: that of a series' own changes.
///
/// Errors of a positive series are taken on logarithms. They are divided by the mean size of a change
/// over one season (over one step where there is no season, or not enough of it).
struct ErrorScale {
  private let isLogarithmic: Bool
  private let size: Double

  /// nil for a series without two observed values, or without a change.
  init?(_ history: ArraySlice<Double>, seasonLength: Int) {
    guard let own = ClassicalHistory(history) else { return nil }
    isLogarithmic = own.isPositive
    let values = isLogarithmic ? own.filled.map(Elementary.ln) : own.filled.map { $0 * own.scale }
    let lag = values.count > 2 * seasonLength ? seasonLength : 1
    guard values.count > lag else { return nil }
    var sum = 0.0
    for time in lag..<values.count { sum += abs(values[time] - values[time - lag]) }
    size = sum / Double(values.count - lag)
    guard size > 0, size.isFinite else { return nil }
  }

  /// The error of a forecast, in units of the scale; NaN where there is none.
  func error(_ actual: Double, _ forecast: Double) -> Double {
    isLogarithmic && actual > 0 && forecast > 0
      ? (Elementary.ln(actual) - Elementary.ln(forecast)) / size : (actual - forecast) / size
  }

  /// A band around a forecast.
  func bounds(around value: Double, reach: Double) -> (lower: Double, upper: Double) {
    guard isLogarithmic, value > 0 else { return (value - reach * size, value + reach * size) }
    let factor = Elementary.exponential(reach * size)
    return (value / factor, min(value * factor, .greatestFiniteMagnitude))
  }
}
