internal import ForetellBacktesting
internal import ForetellCSV
internal import ForetellFiles

/// How the columns of a table of forecasts are named.
public enum ColumnStyle: String, CaseIterable, Sendable {
  /// `unique_id,ds,cutoff,step,y,<Model>,<Model>-lo-80,<Model>-hi-80`
  case nixtla

  /// The names of the columns that every row has.
  var fixed: [String] {
    switch self {
    case .nixtla: ["unique_id", "ds", "cutoff", "step", "y"]
    }
  }

  /// The name of the lower and of the upper bound of an interval.
  func bounds(of model: String, level: Double) -> [String] {
    let level = NumberText.level(level)
    return switch self {
    case .nixtla: ["\(model)-lo-\(level)", "\(model)-hi-\(level)"]
    }
  }
}

extension BacktestReport {
  /// Writes every forecast beside what came: a row a series, cutoff and step.
  ///
  /// `cutoff` is the last stamp of the training part, `step` counts from it. What is missing is an empty
  /// field.
  /// - Throws: `FileError`; the old file is then untouched.
  public func writeCSV(to path: String, style: ColumnStyle = .nixtla) throws {
    let points = result.points
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      var writer = CSVWriter()
      for column in header(style) { writer.append(column) }
      writer.endRow()
      for segment in points.segments {
        let cutoff = points.timestampFormat.string(from: segment.cutoff)
        for row in segment.rows.clamped(to: points.actual.indices) {
          let stamp = points.timestamp(ofRow: row, in: segment)
          writer.append(points.ids[segment.series])
          writer.append(points.timestampFormat.string(from: stamp))
          writer.append(cutoff)
          writer.append("\(segment.firstStep + row - segment.rows.lowerBound)")
          append(row, to: &writer)
          if writer.bytes.count > 1 << 16 { try writer.flush(to: &file) }
        }
      }
      try writer.flush(to: &file)
    }
  }

  private func header(_ style: ColumnStyle) -> [String] {
    style.fixed
      + result.points.columns.flatMap { column in
        [column.model]
          + column.intervals.flatMap { style.bounds(of: column.model, level: $0.level) }
      }
  }

  private func append(_ row: Int, to writer: inout CSVWriter) {
    writer.append(result.points.actual[row])
    for column in result.points.columns {
      writer.append(column.values[row])
      for band in column.intervals {
        writer.append(band.lower[row])
        writer.append(band.upper[row])
      }
    }
    writer.endRow()
  }
}
