internal import ForetellSeries

/// A stretch of a series without a missing value, to be read from its beginning.
struct TrainingSequence: Hashable, Sendable {
  let series: Int
  /// Positions within the series; what lies beyond its end is not observed.
  let range: Range<Int>
  let width: Int

  /// Steps that have a full vector of values and one to forecast.
  var steps: Int { range.count - width }

  /// The newest value of a step.
  func newest(_ step: Int) -> Int { range.lowerBound + width - 1 + step }

  /// All stretches of a panel with at least one step, without the last `held` values of each series.
  static func all(in panel: Panel, width: Int, holdingBack held: Int) -> [TrainingSequence] {
    (0..<panel.count).flatMap { series -> [TrainingSequence] in
      let values = panel.values(of: series).dropLast(held)
      var found: [TrainingSequence] = []
      var start = values.startIndex
      func close(_ end: Int) {
        let base = values.startIndex
        if end - start > width, !panel.isConstant(series) {
          found.append(
            TrainingSequence(series: series, range: start - base..<end - base, width: width))
        }
      }
      for place in values.indices where values[place].isNaN {
        close(place)
        start = place + 1
      }
      close(values.endIndex)
      return found
    }
  }
}
