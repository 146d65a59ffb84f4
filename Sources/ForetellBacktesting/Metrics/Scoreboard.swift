/// The scores of all models: overall, by step, by fold, by series and by segment.
///
/// Models and metrics are counted as in ``models`` and ``metrics``; NaN stands where nothing could be scored.
public struct Scoreboard: Codable, Hashable, Sendable {
  /// One model's score over the whole backtest, in both aggregations.
  public struct Overall: Codable, Hashable, Sendable {
    /// The mean over series of each series' score over all its folds.
    public var seriesMean: Double
    /// The score of all points pooled.
    public var pooled: Double
    /// Points that went into it.
    public var points: Int
    /// Series that have a score, which ``seriesMean`` is the mean of.
    public var series: Int
    /// Points that did not, and why.
    public var leftOut: [Exclusion]
  }

  /// Points that a score leaves out for one reason.
  public struct Exclusion: Codable, Hashable, Sendable {
    public var reason: String
    public var points: Int
  }

  public let models: [String]
  public let metrics: [Metric]
  /// `[model][metric]`.
  public let overall: [[Overall]]
  /// `[model][metric][step]`, the mean over series of a step's score over the series' folds; step 0 is the
  /// first scored one.
  public let bySteps: [[[Double]]]
  /// `[model][metric][fold]`, the mean over series.
  public let byFold: [[[Double]]]
  /// `[model][metric][series]`, over all folds of the series.
  public let bySeries: [[[Double]]]
  /// `[model][metric][segment]`, in the order of ``PointTable/segments``.
  public let bySegment: [[[Double]]]

  /// Scores every model of a table by every metric, in one pass a model.
  ///
  /// The order of all sums is that of the table, so equal tables give equal bits.
  /// - Parameter horizon: steps to score one by one; more where a segment has more rows.
  public init(points: PointTable, metrics: [Metric], horizon: Int) {
    let steps = max(horizon, points.segments.map(\.rows.count).max() ?? 0, 0)
    let collected = points.columns.map { column in
      var collector = ScoreCollector(points: points, metrics: metrics, steps: steps)
      collector.collect(column)
      return collector
    }
    models = points.columns.map(\.model)
    self.metrics = metrics
    overall = collected.map { $0.overall() }
    bySteps = collected.map(\.steps)
    byFold = collected.map { $0.folds.map(\.means) }
    bySeries = collected.map(\.series)
    bySegment = collected.map(\.segments)
  }

  /// The place of a metric; nil where it was not scored.
  public func index(of metric: Metric) -> Int? { metrics.firstIndex(of: metric) }
}
