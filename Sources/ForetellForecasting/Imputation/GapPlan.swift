package import ForetellSeries

/// The gaps of a panel: runs of missing values, by series.
package struct GapPlan {
  package struct Gap: Hashable {
    package let series: Int
    /// Places in the series.
    package let range: Range<Int>
  }

  let gaps: [Gap]
  /// The lengths of the gaps, in ascending order.
  let lengths: [Int]

  package init(_ panel: Panel) {
    var gaps: [Gap] = []
    for series in 0..<panel.count {
      let values = panel.values(of: series)
      var place = values.startIndex
      while let start = values[place...].firstIndex(where: \.isNaN) {
        let end = values[start...].firstIndex { !$0.isNaN } ?? values.endIndex
        gaps.append(
          Gap(series: series, range: start - values.startIndex..<end - values.startIndex))
        place = end
      }
    }
    self.gaps = gaps
    lengths = gaps.map(\.range.count).sorted()
  }

  /// A length as they occur, drawn by a number of 0 … 1: long gaps as often as short ones, not as often as their values.
  func length(drawnBy number: Double) -> Int {
    lengths.isEmpty ? 1 : lengths[min(lengths.count - 1, Int(number * Double(lengths.count)))]
  }
}
