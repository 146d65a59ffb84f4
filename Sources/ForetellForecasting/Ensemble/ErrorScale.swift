/// The scale on which the errors of different series are of one kind: that of a series' own changes.
///
/// Errors of a positive series are taken on logarithms, unless its changes are so wild that a band on
/// logarithms would have no end. They are divided by the mean size of a change
/// over one season (over one step where there is no season, or not enough of it).
struct ErrorScale {
  /// The largest mean change of a logarithm.
  private static let wildest = 0.3

  private let isLogarithmic: Bool
  private let size: Double

  /// nil for a series without two observed values, or without a change.
  init?(_ history: ArraySlice<Double>, seasonLength: Int) {
    guard let own = ClassicalHistory(history) else { return nil }
    let lag = own.filled.count > 2 * seasonLength ? seasonLength : 1
    guard own.filled.count > lag else { return nil }
    let relative = own.isPositive ? Self.change(own.filled.map(Elementary.ln), lag) : .infinity
    isLogarithmic = relative <= Self.wildest
    size = isLogarithmic ? relative : Self.change(own.filled, lag) * own.scale
    guard size > 0, size.isFinite else { return nil }
  }

  /// The mean size of a change over some steps.
  private static func change(_ values: [Double], _ lag: Int) -> Double {
    var sum = 0.0
    for time in lag..<values.count { sum += abs(values[time] - values[time - lag]) }
    return sum / Double(values.count - lag)
  }

  /// The error of a forecast, in units of the scale; NaN where there is none.
  ///
  /// Where a logarithm would be of a value that has none, the relative error stands for it.
  func error(_ actual: Double, _ forecast: Double) -> Double {
    guard isLogarithmic else { return (actual - forecast) / size }
    if actual > 0, forecast > 0 { return (Elementary.ln(actual) - Elementary.ln(forecast)) / size }
    let whole = max(abs(actual), abs(forecast))
    return whole > 0 ? (actual - forecast) / whole / size : 0
  }

  /// A band around a forecast.
  func bounds(around value: Double, reach: Double) -> (lower: Double, upper: Double) {
    guard isLogarithmic, value > 0 else { return (value - reach * size, value + reach * size) }
    let factor = Elementary.exponential(reach * size)
    return (value / factor, min(value * factor, .greatestFiniteMagnitude))
  }
}
