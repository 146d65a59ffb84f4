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

  /// Scores forecasts of windows against what came after them.
  init(
    _ windows: [Window], forecasts: [[Double]], in panel: Panel, size: Int, seasonLength: Int
  ) {
    self.size = size
    self.windows = windows.count
    let horizon = forecasts.first?.count ?? 0
    func actual(_ window: Window) -> ArraySlice<Double> {
      panel.values(of: window.series).dropFirst(window.origin).prefix(horizon)
    }
    func score(_ forecast: (Int, Window) -> [Double]) -> Double {
      let errors = windows.enumerated().map { row, window in
        Self.smape(actual(window), forecast(row, window))
      }.filter(\.isFinite)
      return errors.reduce(0, +) / Double(max(1, errors.count))
    }
    smape = score { row, _ in forecasts[row] }
    baselines = Dictionary(
      uniqueKeysWithValues: Baseline.allCases.map { baseline in
        (
          baseline.name,
          score { _, window in
            baseline.values(
              after: panel.values(of: window.series).prefix(window.origin), horizon: horizon,
              seasonLength: seasonLength)
          }
        )
      })
  }

  init(size: Int, windows: Int, smape: Double, baselines: [String: Double]) {
    self.size = size
    self.windows = windows
    self.smape = smape
    self.baselines = baselines
  }

  /// 0 where both are zero; missing actual values are left out.
  private static func smape(_ actual: ArraySlice<Double>, _ forecast: [Double]) -> Double {
    let terms = zip(actual, forecast).compactMap { y, f -> Double? in
      if y.isNaN { return nil }
      let size = abs(y) / 2 + abs(f) / 2
      return size == 0 ? 0 : 100 * abs(y - f) / size
    }
    return terms.reduce(0, +) / Double(terms.count)
  }

  /// The baseline that did best, and its sMAPE.
  public var bestBaseline: (name: String, smape: Double)? {
    baselines.min { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
  }
}
