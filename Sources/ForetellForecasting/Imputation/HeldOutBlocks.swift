internal import ForetellRandom
internal import ForetellSeries

/// Blocks of observed values that are hidden at once to see how well they are filled; as long as the gaps are.
struct HeldOutBlocks {
  struct Block {
    let gap: GapPlan.Gap
    /// The number of the stretch that it lies in, from end to end.
    let stretch: Int
  }

  /// In the order they were drawn.
  private(set) var blocks: [Block] = []
  /// Observed values in them.
  private(set) var count = 0

  /// Hides so many values, at most `mostValues`; fewer where blocks would touch.
  ///
  /// A block has a value on both sides. Blocks that choose and blocks that score take turns.
  init(
    of panel: Panel, like gaps: GapPlan, within split: HeldOutStretches, values aim: Int,
    choosingFirst: Bool, random: RandomStream
  ) {
    let aim = min(Self.mostValues, aim)
    var hidden = Set<Int>()
    var choosesNext = choosingFirst
    // Forty times as many tries as blocks of the mean length would need: half of them meet the other kind.
    let mean = max(1, gaps.lengths.reduce(0, +) / max(1, gaps.lengths.count))
    for attempt in 0..<max(400, 40 * aim / mean) where count < aim {
      let draw = random.stream(attempt)
      let drawn = Int(draw[uniformAt: 0] * Double(panel.storage.count))
      guard let number = split.number(at: drawn) else { continue }
      let stretch = split.stretches[number]
      guard stretch.chooses == choosesNext else { continue }
      // Where it begins is drawn once more: were blocks that cross a border thrown away, long ones would be rare.
      let length = min(gaps.length(drawnBy: draw[uniformAt: 1]), stretch.longestBlock)
      let room = stretch.range.count - length + 1
      let place = stretch.range.lowerBound + Int(draw[uniformAt: 2] * Double(room))
      let values = panel.range(of: stretch.series)
      guard room > 0, place > values.lowerBound, place + length < values.upperBound else {
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
      choosesNext.toggle()
      let range = block.lowerBound - values.lowerBound..<block.upperBound - values.lowerBound
      blocks.append(Block(gap: .init(series: stretch.series, range: range), stretch: number))
    }
  }

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

  /// The same with some of its values missing.
  func hiding(_ blocks: [GapPlan.Gap]) -> Panel {
    var storage = storage
    for block in blocks {
      for place in block.range { storage[offsets[block.series] + place] = .nan }
    }
    return replacingStorage(storage)
  }
}
