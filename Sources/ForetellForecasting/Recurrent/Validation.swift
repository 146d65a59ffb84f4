internal import ForetellSeries
internal import ForetellWindowing

/// How a model did on values held back while its number of steps was chosen, beside the baselines.
public struct Validation: Codable, Hashable, Sendable {
  /// Values held back at the end of every series.
  public let size: Int
  /// Windows that were scored.
  public let windows: Int
  /// The model's sMAPE over these windows: the mean over the values of 200·|y − ŷ| / (|y| + |ŷ|).
  public let smape: Double
  /// The sMAPE of each baseline on the same windows, by its name.
  public let baselines: [String: Double]

  /// Scores forecasts of windows against what came after them; nil where a score is not a number.
  init?(
    _ windows: [Window], forecasts: [[Double]], in panel: Panel, size: Int, seasonLength: Int
  ) {
    let horizon = forecasts.first?.count ?? 0
    let actual = windows.map { window in
      panel.values(of: window.series).dropFirst(window.origin).prefix(horizon)
    }
    func score(_ baseline: Baseline) -> Double {
      Self.smape(
        actual,
        windows.map { window in
          baseline.values(
            after: panel.values(of: window.series).prefix(window.origin), horizon: horizon,
            seasonLength: seasonLength)
        })
    }
    self.size = size
    self.windows = windows.count
    smape = Self.smape(actual, forecasts)
    baselines = Dictionary(
      uniqueKeysWithValues: Baseline.allCases.map { ($0.name, score($0)) }
    ).filter(\.value.isFinite)
    if !smape.isFinite { return nil }
  }

  init(size: Int, windows: Int, smape: Double, baselines: [String: Double]) {
    self.size = size
    self.windows = windows
    self.smape = smape
    self.baselines = baselines
  }

  /// The mean over all observed values; a value that is zero and forecast as zero counts as 0.
  private static func smape(_ actual: [ArraySlice<Double>], _ forecasts: [[Double]]) -> Double {
    var (sum, count) = (0.0, 0)
    for (values, forecast) in zip(actual, forecasts) {
      for (y, f) in zip(values, forecast) where !y.isNaN {
        let size = abs(y) / 2 + abs(f) / 2
        sum += size == 0 ? 0 : 100 * abs(y - f) / size
        count += 1
      }
    }
    return sum / Double(count)
  }

  /// The baseline that did best, and its sMAPE.
  public var bestBaseline: (name: String, smape: Double)? {
    baselines.min { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
  }
}
