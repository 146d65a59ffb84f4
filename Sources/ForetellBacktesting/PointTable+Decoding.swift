internal import ForetellSeries

extension PointTable {
  enum CodingKeys: String, CodingKey {
    case frequency, timestampFormat, ids, segments, actual, columns
  }

  /// More folds than this are a damaged file, not a reason to set so much memory aside.
  private static let mostFolds = 1_000_000

  /// Reads a table, and refuses one whose columns, segments and series do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      frequency: try container.decode(Frequency.self, forKey: .frequency),
      timestampFormat: try container.decode(TimestampFormat.self, forKey: .timestampFormat),
      ids: try container.decode([String].self, forKey: .ids),
      segments: try container.decode([Segment].self, forKey: .segments),
      actual: try container.decode([Double].self, forKey: .actual),
      columns: try container.decode([Column].self, forKey: .columns))
    guard let trouble else { return }
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: trouble))
  }

  /// What does not fit together.
  private var trouble: String? {
    let lengths = columns.flatMap { column in
      [column.values.count] + column.intervals.flatMap { [$0.lower.count, $0.upper.count] }
    }
    guard lengths.allSatisfy({ $0 == actual.count }) else {
      return "a column is not as long as the actual values"
    }
    var (row, last) = (0, (series: 0, fold: -1))
    for segment in segments {
      guard ids.indices.contains(segment.series), segment.fold >= 0,
        segment.fold < Self.mostFolds, last < (segment.series, segment.fold)
      else {
        return "segments are not in the order of series and fold"
      }
      guard segment.rows.lowerBound == row else { return "the rows of segments leave a hole" }
      (row, last) = (segment.rows.upperBound, (segment.series, segment.fold))
    }
    return row == actual.count ? nil : "rows belong to no segment"
  }
}
