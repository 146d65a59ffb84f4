public import ForetellSeries

/// One series in one fold: a run of rows of the ``PointTable``.
public struct Segment: Codable, Hashable, Sendable {
  /// The place of the series among ``PointTable/ids``.
  public let series: Int
  /// The number of the fold, from 0.
  public let fold: Int
  /// The last stamp of the training part.
  public let cutoff: Timestamp
  /// Values of the training part.
  public let trainCount: Int
  /// What MASE, RMSSE and MSIS divide by, from the training part.
  public let scale: SeasonalScale
  /// Steps from the cutoff to its first row: the gap and 1.
  public let firstStep: Int
  /// Its rows.
  public let rows: Range<Int>

  public init(
    series: Int, fold: Int, cutoff: Timestamp, trainCount: Int, scale: SeasonalScale,
    firstStep: Int, rows: Range<Int>
  ) {
    self.series = series
    self.fold = fold
    self.cutoff = cutoff
    self.trainCount = trainCount
    self.scale = scale
    self.firstStep = firstStep
    self.rows = rows
  }
}

/// Every forecast of a backtest beside what came: a row a series, fold and step, a column a model.
///
/// Columns are contiguous; rows lie in the order of series, fold and step.
public struct PointTable: Codable, Hashable, Sendable {
  /// The forecasts of one model, as long as ``PointTable/actual``.
  public struct Column: Codable, Hashable, Sendable {
    public let model: String
    /// NaN where the model gave no forecast.
    public var values: [Double]
    /// One for each level; bounds are NaN where the model gave none, and the array is empty where it
    /// never gave any.
    public var intervals: [PredictionBand]

    public init(model: String, values: [Double], intervals: [PredictionBand] = []) {
      self.model = model
      self.values = values
      self.intervals = intervals
    }
  }

  /// The bounds of one level over all rows.
  public struct PredictionBand: Codable, Hashable, Sendable {
    /// In percent.
    public let level: Double
    public var lower: [Double]
    public var upper: [Double]

    public init(level: Double, lower: [Double], upper: [Double]) {
      self.level = level
      self.lower = lower
      self.upper = upper
    }
  }

  public let frequency: Frequency
  public let timestampFormat: TimestampFormat
  /// The names of all series of the panel.
  public let ids: [String]
  /// In the order of series, then fold; their rows follow each other without a hole.
  public let segments: [Segment]
  /// What came; NaN where the value is missing.
  public let actual: [Double]
  public let columns: [Column]

  public init(
    frequency: Frequency, timestampFormat: TimestampFormat, ids: [String], segments: [Segment],
    actual: [Double], columns: [Column]
  ) {
    self.frequency = frequency
    self.timestampFormat = timestampFormat
    self.ids = ids
    self.segments = segments
    self.actual = actual
    self.columns = columns
  }

  /// The stamp of a row of a segment.
  public func timestamp(ofRow row: Int, in segment: Segment) -> Timestamp {
    frequency.stamp(segment.firstStep + row - segment.rows.lowerBound, after: segment.cutoff)
  }
}
