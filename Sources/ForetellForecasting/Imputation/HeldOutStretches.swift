internal import ForetellRandom
internal import ForetellSeries

/// The values of a panel, split once before any block is hidden: what chooses in one round scores in none.
///
/// Each series is cut where so many values are known, into stretches three times as long as its longest blocks, and
/// into two at the least. Of two that follow each other one chooses and one scores; which, is drawn, because stretches
/// of half a season would else choose by one half of it and score by the other.
struct HeldOutStretches {
  struct Stretch {
    let series: Int
    /// Places of the panel's storage.
    let range: Range<Int>
    /// The longest block that may be hidden in it: a quarter of the series' known values.
    let longestBlock: Int
    let chooses: Bool
  }

  /// In the order of their places.
  let stretches: [Stretch]

  init(of panel: Panel, like gaps: GapPlan, random: RandomStream) {
    var stretches: [Stretch] = []
    for series in 0..<panel.count {
      let places = panel.range(of: series)
      let known = places.count { !panel.storage[$0].isNaN }
      let longest = min(gaps.lengths.last ?? 1, known / 4)
      // Too short a series has no room for a block.
      guard longest > 0 else { continue }
      let parts = max(2, known / (3 * longest))
      var (seen, part, start) = (0, 1, places.lowerBound)
      for place in places where !panel.storage[place].isNaN {
        seen += 1
        guard seen == part * known / parts else { continue }
        let end = part == parts ? places.upperBound : place + 1
        let number = stretches.count
        let firstChooses = random[bitsAt: number / 2] & 1 == 0
        stretches.append(
          Stretch(
            series: series, range: start..<end, longestBlock: longest,
            chooses: (number % 2 == 0) == firstChooses))
        start = end
        part += 1
      }
    }
    self.stretches = stretches
  }

  /// The number of the stretch that a place of the storage lies in; nil where no block could be.
  func number(at place: Int) -> Int? {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].range.lowerBound <= place { low = middle + 1 } else { high = middle }
    }
    return low > 0 && stretches[low - 1].range.contains(place) ? low - 1 : nil
  }
}
