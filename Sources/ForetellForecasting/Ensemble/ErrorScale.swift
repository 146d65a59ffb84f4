/// The changes that say on which scale a series' errors are to be measured.
struct ErrorMeasure: Sendable {
  /// Steps over which a change is taken; the mean over all of them counts.
  let lags: [Int]
  /// Steps back at which a change counts half of what the newest does.
  let halfLife: Double
  /// Whether errors of positive series are taken on logarithms.
  let takesLogarithms: Bool
}

extension ResolvedEnsemble {
  /// Seasons are compared with seasons, and weekly data over the horizon, by which a slow series strays.
  ///
  /// Bands of hours and weeks hold better on the original scale (docs/accuracy.md).
  var errorMeasure: ErrorMeasure {
    let horizon = recipe.horizon
    return ErrorMeasure(
      lags: kind == .weekly ? [max(1, horizon / 2), horizon] : [seasonLength],
      halfLife: 8 * Double(horizon),
      takesLogarithms: kind != .weekly && kind != .hourly)
  }
}

/// The scale on which the errors of different series are of one kind: that of a series' own changes.
///
/// Errors are divided by the mean size of a change, the newest counting most. Where they are taken on logarithms,
/// so are the changes, unless they are so wild that a band on logarithms would have no end. A lag of which a
/// history does not hold two gives way to one step.
struct ErrorScale {
  /// The largest mean change of a logarithm.
  private static let wildest = 0.3

  private let isLogarithmic: Bool
  private let isNonnegative: Bool
  /// The mean change: of logarithms where they are taken, and as it is.
  private let size: Double
  private let plainSize: Double

  /// nil for a series without two observed values, or without a change.
  init?(_ history: ArraySlice<Double>, _ measure: ErrorMeasure) {
    guard let own = ClassicalHistory(history), own.filled.count > 1 else { return nil }
    let isCandidate = measure.takesLogarithms && own.isPositive
    let relative = isCandidate ? Self.change(own.filled.map(Elementary.ln), measure) : .infinity
    isLogarithmic = relative <= Self.wildest
    isNonnegative = own.values.allSatisfy { !($0 < 0) }
    plainSize = Self.change(own.filled, measure) * own.scale
    size = isLogarithmic ? relative : plainSize
    guard size > 0, size.isFinite, plainSize.isFinite else { return nil }
  }

  private static func change(_ values: [Double], _ measure: ErrorMeasure) -> Double {
    let known = measure.lags.filter { values.count > 2 * $0 }
    let lags = known.isEmpty ? [1] : known
    let means = lags.map { change(values, lag: $0, halfLife: measure.halfLife) }
    return means.reduce(0, +) / Double(means.count)
  }

  /// The weighted mean size of a change over some steps.
  private static func change(_ values: [Double], lag: Int, halfLife: Double) -> Double {
    let decay = Elementary.power(0.5, 1 / halfLife)
    var (sum, weights, weight) = (0.0, 0.0, 1.0)
    for time in (lag..<values.count).reversed() {
      sum += weight * abs(values[time] - values[time - lag])
      weights += weight
      weight *= decay
    }
    return sum / weights
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

  /// A band around a forecast; that of a series without negative values has none either.
  func bounds(around value: Double, reach: Double) -> (lower: Double, upper: Double) {
    guard isLogarithmic, value > 0 else {
      let lower = value - reach * plainSize
      return (isNonnegative ? max(lower, min(0, value)) : lower, value + reach * plainSize)
    }
    let factor = Elementary.exponential(reach * size)
    return (value / factor, min(value * factor, .greatestFiniteMagnitude))
  }
}
