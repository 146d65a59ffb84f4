internal import ForetellRandom
internal import ForetellSeries

/// The gaps of a panel: runs of missing values, by series.
struct GapPlan {
  struct Gap: Hashable {
    let series: Int
    /// Places in the series.
    let range: Range<Int>
  }

  let gaps: [Gap]
  /// The lengths of the gaps, in ascending order.
  let lengths: [Int]

  init(_ panel: Panel) {
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

/// Blocks of observed values that are hidden to see how well they are filled; as long as the gaps are.
struct HeldOutBlocks {
  /// In the order they were drawn.
  private(set) var blocks: [GapPlan.Gap] = []
  /// Observed values in them.
  private(set) var count = 0

  /// Hides about a twelfth of the values, at least 40 and at most `mostValues`; fewer where blocks would touch.
  ///
  /// A block has a value on both sides, or ends where its series does if the gaps do too.
  init(of panel: Panel, like gaps: GapPlan, random: RandomStream) {
    let observed = panel.storage.count { !$0.isNaN }
    let aim = min(Self.mostValues, max(40, observed / 12))
    guard observed >= Self.fewestObserved, aim <= observed / 4 else { return }
    var hidden = Set<Int>()
    // Twenty times as many tries as blocks of the mean length would need.
    let mean = max(1, gaps.lengths.reduce(0, +) / max(1, gaps.lengths.count))
    for attempt in 0..<max(200, 20 * aim / mean) where count < aim {
      let draw = random.stream(attempt)
      let place = Int(draw[uniformAt: 0] * Double(panel.storage.count))
      let series = panel.series(at: place)
      let values = panel.range(of: series)
      let length = min(gaps.length(drawnBy: draw[uniformAt: 1]), values.count / 4)
      guard length > 0, place + length < values.upperBound, place > values.lowerBound else {
        continue
      }
      let block = place..<place + length
      let around = place - 1...place + length
      guard !around.contains(where: hidden.contains) else { continue }
      let seen = block.count { !panel.storage[$0].isNaN }
      guard 2 * seen >= length, !panel.storage[place - 1].isNaN,
        !panel.storage[place + length].isNaN
      else { continue }
      hidden.formUnion(block)
      count += seen
      blocks.append(
        .init(
          series: series,
          range: block.lowerBound - values.lowerBound..<block.upperBound - values.lowerBound))
    }
  }

  static let fewestObserved = 160
  private static let mostValues = 6000
}

extension Panel {
  /// The series that a place of the storage belongs to.
  func series(at place: Int) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if offsets[middle] <= place { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
