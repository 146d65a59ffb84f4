internal import ForetellSeries
internal import ForetellWindowing

/// Values held back at the end of every series, to judge networks by that were tuned without them.
struct TuningTrial {
  /// Series that are scored at the most, and windows that few series are given.
  private static let mostSeries = 1000
  private static let fewestWindows = 64

  /// What may be learned from.
  let past: Panel
  /// Values held back.
  let held: Int
  private let history: Panel
  private let horizon: Int
  private let seasonLength: Int
  private let scored: [Int]

  /// nil where the longest series has no horizon to spare.
  init?(_ history: Panel, horizon: Int, seasonLength: Int) {
    let lengths = (0..<history.count).map { history.range(of: $0).count }
    let longest = lengths.max() ?? 0
    let own = min(horizon, longest / 4)
    guard own >= 1 else { return nil }
    let wanted = (Self.fewestWindows + history.count - 1) / max(1, history.count)
    let origins = max(1, min(wanted, 8, longest / 4 / own))
    held = own * origins
    self.horizon = own
    self.history = history
    self.seasonLength = seasonLength
    past = history.prefix(dropping: held)
    let stride = max(1, (history.count + Self.mostSeries - 1) / Self.mostSeries)
    let (all, kept) = (past, held)
    scored = Swift.stride(from: 0, to: history.count, by: stride).filter {
      lengths[$0] >= kept + 3 && !all.isConstant($0)
    }
    if scored.isEmpty { return nil }
  }

  /// The errors of a forecaster on each series at each origin, and its score beside the baselines'.
  func errors(of forecaster: PretrainedForecaster) throws -> [BlendChoice.Errors] {
    try windows(of: forecaster).map { window in
      var errors = BlendChoice.Errors()
      for (y, f) in zip(window.actual, window.forecast) where !y.isNaN {
        errors.add(actual: y, forecast: f, size: window.size)
      }
      return errors
    }
  }

  /// The score beside the baselines', over all origins.
  func validation(of forecaster: PretrainedForecaster) throws -> Validation? {
    let found = try windows(of: forecaster)
    return Validation(
      found.map(\.place), forecasts: found.map(\.forecast), in: history, size: held,
      seasonLength: seasonLength)
  }

  private struct Scored {
    let place: Window
    let actual: ArraySlice<Double>
    let forecast: [Double]
    let size: Double
  }

  private func windows(of forecaster: PretrainedForecaster) throws -> [Scored] {
    var found: [Scored] = []
    for back in stride(from: held, to: 0, by: -horizon) {
      let known = history.prefix(dropping: back).selecting(scored)
      let forecast = try forecaster.forecast(after: known, horizon: horizon)
      for (index, place) in scored.enumerated() {
        let values = known.values(of: index)
        found.append(
          Scored(
            place: Window(series: place, origin: values.count),
            actual: history.values(of: place).dropFirst(values.count).prefix(horizon),
            forecast: forecast.series[index].values,
            size: values.meanChange(seasonLength: seasonLength)))
      }
    }
    return found
  }
}

/// Compares a tuned network with the untouched one, window by window.
package struct TuningVerdict {
  /// Its error over that of the untouched one.
  package let ratio: Double
  /// The ratio it would have to stay below.
  let needed: Double

  /// Less than this share of the error is not worth another network.
  private static let leastGain = 0.003
  /// Standard errors of the mean gain that are asked for.
  private static let certainty = 1.0
  private static let mostRatio = 1e6

  package var helps: Bool { ratio < needed }

  package init(of tuned: [BlendChoice.Errors], beside untouched: [BlendChoice.Errors]) {
    let pairs = zip(tuned, untouched).filter { $0.count > 0 && $1.count > 0 }
    let count = Double(max(1, pairs.count))
    let relative = pairs.reduce(0) { $0 + $1.1.relative / $1.1.count } / count
    let scaled = pairs.reduce(0) { $0 + $1.1.scaled / $1.1.count } / count
    func share(_ errors: BlendChoice.Errors) -> Double {
      let first = relative > 0 ? errors.relative / errors.count / relative : 1
      let second = scaled > 0 ? errors.scaled / errors.count / scaled : 1
      return (first + second) / 2
    }
    let gains = pairs.map { share($1) - share($0) }
    let gain = gains.reduce(0, +) / count
    let variance =
      gains.reduce(0) { $0 + ($1 - gain) * ($1 - gain) } / max(1, count - 1)
    // With one window nothing is known of its error, and nothing is believed.
    let doubt = pairs.count > 1 ? (variance / count).squareRoot() : 1
    // A network that has lost its way may be wrong by any number, or by none that is one.
    ratio = gain.isFinite ? min(1 - gain, Self.mostRatio) : Self.mostRatio
    needed = max(0, 1 - max(Self.leastGain, doubt.isFinite ? Self.certainty * doubt : 1))
  }
}
