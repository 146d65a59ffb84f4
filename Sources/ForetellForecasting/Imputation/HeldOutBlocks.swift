internal import ForetellRandom
internal import ForetellSeries

/// Blocks of observed values that are hidden at once to see how well they are filled; as long as the gaps are.
struct HeldOutBlocks {
  /// In the order they were drawn.
  private(set) var blocks: [GapPlan.Gap] = []
  /// Observed values in them.
  private(set) var count = 0

  /// Hides so many values, at most `mostValues`; fewer where blocks would touch.
  ///
  /// A block has a value on both sides.
  init(of panel: Panel, like gaps: GapPlan, values aim: Int, random: RandomStream) {
    let aim = min(Self.mostValues, aim)
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

  private static let mostValues = 6000
}

/// Draws of blocks to hide: a single one where it gives enough blocks, more of them where values are few.
///
/// Blocks of one round are hidden together, those of another at other places; every other block, over all rounds,
/// chooses, and the rest score.
struct HeldOutRounds {
  struct Block: Hashable {
    let round: Int
    let gap: GapPlan.Gap
  }

  /// Round after round.
  private(set) var blocks: [Block] = []
  /// The panel without the blocks of each round.
  private(set) var panels: [Panel] = []

  /// How much is hidden, and how often.
  struct Effort: Sendable {
    /// Rounds at the most, and blocks after which there are no more.
    let rounds, blocks: Int
    /// Values of a round among so many that are known.
    let values: @Sendable (_ known: Int) -> Int

    /// Where each round costs a training: a twelfth of the values, at least 40 or an eighth.
    static let training = Effort(rounds: 4, blocks: 48) { max(min(40, $0 / 8), $0 / 12) }
    /// Where it costs next to nothing: less at once, so that a trial is no harder than the filling itself.
    static let plain = Effort(rounds: 24, blocks: 160) { max(1, $0 / 24) }
    static let none = Effort(rounds: 0, blocks: 0) { _ in 0 }
  }

  init(of panel: Panel, like gaps: GapPlan, _ effort: Effort, random: RandomStream) {
    let values = effort.values(panel.storage.count { !$0.isNaN })
    for round in 0..<effort.rounds where blocks.count < effort.blocks {
      let held = HeldOutBlocks(
        of: panel, like: gaps, values: values,
        random: round == 0 ? random : random.stream("round").stream(round))
      guard !held.blocks.isEmpty else { return }
      let number = panels.count
      blocks += held.blocks.map { Block(round: number, gap: $0) }
      panels.append(panel.hiding(held.blocks))
    }
  }

  /// Places of the blocks that choose.
  var choosing: [Int] { Array(stride(from: 0, to: blocks.count, by: 2)) }
  /// Places of the blocks that score.
  var scoring: [Int] { Array(stride(from: 1, to: blocks.count, by: 2)) }
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
