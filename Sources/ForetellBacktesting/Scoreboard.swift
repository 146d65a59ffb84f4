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
    /// Points and series that went into it.
    public var points: Int
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
  /// `[model][metric][step]`, the mean over series; step 0 is the first scored one.
  public let bySteps: [[[Double]]]
  /// `[model][metric][fold]`, the mean over series.
  public let byFold: [[[Double]]]
  /// `[model][metric][series]`, over all folds of the series.
  public let bySeries: [[[Double]]]
  /// `[model][metric][segment]`, in the order of ``PointTable/segments``.
  public let bySegment: [[[Double]]]
}
