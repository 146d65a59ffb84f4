/// How missing values are replaced.
public enum FillMethod: String, Sendable, CaseIterable, Codable {
  /// The last value before the gap.
  case ffill
  /// The straight line between the neighbours of the gap.
  case linear
  /// Zero.
  case zero
}

extension Panel {
  /// Where the first missing value is, or nil where there is none.
  public var firstMissing: (series: Int, position: Int)? {
    guard let index = storage.firstIndex(where: \.isNaN) else { return nil }
    let series = offsets.dropFirst().firstIndex { $0 > index }.map { $0 - 1 } ?? 0
    return (series, index - offsets[series])
  }

  /// The same panel with every missing value replaced, and how many there were.
  ///
  /// A gap at the start takes the first value for `ffill` and `linear`, one at the end the last. A
  /// series of missing values only stays as it is, except under `zero`. `linear` uses
  /// `a·(1−w) + b·w`, so that neighbours of 10³⁰⁰ do not overflow.
  ///
  /// Numeric columns beside the values are filled alike and not counted. Labels are not: a missing one is
  /// a fact of its own, as on a day without an event. Nor are rows after the end, which are somebody's plan.
  public func filled(by method: FillMethod) -> (panel: Panel, count: Int) {
    var storage = storage
    var count = 0
    for series in 0..<self.count {
      count += Self.fill(&storage, in: range(of: series), by: method)
    }
    let covariates = covariates.mapValues { column in
      guard column.contains(where: \.isNaN) else { return column }
      var column = column
      for series in 0..<self.count { _ = Self.fill(&column, in: range(of: series), by: method) }
      return column
    }
    if count == 0, covariates.isEmpty { return (self, 0) }
    return (replacing(storage: storage, covariates: covariates), count)
  }

  /// The same panel with missing numbers replaced in the columns named, and nowhere else.
  package func filling(_ columns: Set<String>, by method: FillMethod) -> Panel {
    guard covariates.keys.contains(where: columns.contains) else { return self }
    var covariates = covariates
    for name in columns {
      guard var column = covariates[name], column.contains(where: \.isNaN) else { continue }
      for series in 0..<count { _ = Self.fill(&column, in: range(of: series), by: method) }
      covariates[name] = column
    }
    return replacing(covariates: covariates)
  }

  private static func fill(
    _ values: inout [Double], in range: Range<Int>, by method: FillMethod
  ) -> Int {
    var count = 0
    var position = range.lowerBound
    while position < range.upperBound {
      guard values[position].isNaN else {
        position += 1
        continue
      }
      let gapEnd = values[position..<range.upperBound].firstIndex { !$0.isNaN } ?? range.upperBound
      let before = position > range.lowerBound ? values[position - 1] : nil
      let after = gapEnd < range.upperBound ? values[gapEnd] : nil
      let length = gapEnd - position
      for step in 0..<length {
        values[position + step] = filling(
          step: step, of: length, before: before, after: after, by: method)
      }
      count += length
      position = gapEnd
    }
    return count
  }

  private static func filling(
    step: Int, of length: Int, before: Double?, after: Double?, by method: FillMethod
  ) -> Double {
    switch (method, before, after) {
    case (.zero, _, _): 0
    case (.linear, let before?, let after?):
      before * (1 - weight(step, length)) + after * weight(step, length)
    case (_, let before?, _): before
    case (_, nil, let after?): after
    case (_, nil, nil): .nan
    }
  }

  private static func weight(_ step: Int, _ length: Int) -> Double {
    Double(step + 1) / Double(length + 1)
  }
}
