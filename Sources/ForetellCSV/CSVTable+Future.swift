public import ForetellSeries

extension CSVTable {
  /// The first cell of the known columns that is empty within `horizon` steps after the end of its series; nil where
  /// none is.
  ///
  /// - Parameters:
  ///   - path: the table's own file, for the message.
  ///   - acceptsNone: whether an empty cell of a column of labels is a label.
  public func emptyPlan(
    of columns: CovariateColumns, horizon: Int, path: String, acceptsNone: (String) -> Bool
  ) -> CSVError? {
    guard let future = panel.future else { return nil }
    for series in 0..<panel.count {
      for (step, row) in future.range(of: series).prefix(horizon).enumerated() {
        for name in columns.known {
          let isEmpty =
            if let numbers = future.covariates[name] {
              numbers[row].isNaN
            } else if let labels = future.categories[name] {
              labels.codes[row] < 0 && !acceptsNone(name)
            } else {
              false
            }
          guard isEmpty else { continue }
          let stamp = panel.timestamp(of: series, at: panel.range(of: series).count + step)
          let place = futurePlaces.indices.contains(row) ? futurePlaces[row] : nil
          return CSVError(
            .emptyPlan, "the column is known ahead and has no value at \(stamp)",
            path: place?.path ?? path, line: place?.line, column: name,
            series: panel.ids[series], timestamp: stamp, remedy: "fill it in")
        }
      }
    }
    return nil
  }
}
