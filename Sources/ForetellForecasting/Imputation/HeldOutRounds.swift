package import ForetellRandom
package import ForetellSeries

/// Draws of blocks to hide: a single one where it gives enough blocks, more of them where values are few.
///
/// Blocks of one round are hidden together, those of another at other places, which may be some of the same. So not
/// blocks are split, but values, before any round (`HeldOutStretches`): a block chooses or scores as its stretch does,
/// and no value does both.
package struct HeldOutRounds {
  package struct Block: Hashable {
    package let round: Int
    package let gap: GapPlan.Gap
    /// The number of the stretch that it lies in, the same in every round.
    package let stretch: Int
    package let chooses: Bool
  }

  /// Round after round.
  package private(set) var blocks: [Block] = []
  /// The panel without the blocks of each round.
  private(set) var panels: [Panel] = []

  /// How much is hidden, and how often.
  package struct Effort: Sendable {
    /// Rounds at the most, and blocks after which there are no more.
    let rounds, blocks: Int
    /// Values of a round among so many that are known.
    let values: @Sendable (_ known: Int) -> Int

    /// Where each round costs a training: a twelfth of the values, at least 40 or an eighth.
    package static let training = Effort(rounds: 4, blocks: 48) { max(min(40, $0 / 8), $0 / 12) }
    /// Where it costs next to nothing: less at once, so that a trial is no harder than the filling itself.
    package static let plain = Effort(rounds: 24, blocks: 160) { max(1, $0 / 24) }
    package static let none = Effort(rounds: 0, blocks: 0) { _ in 0 }
  }

  package init(of panel: Panel, like gaps: GapPlan, _ effort: Effort, random: RandomStream) {
    guard effort.rounds > 0 else { return }
    let values = effort.values(panel.storage.count { !$0.isNaN })
    let split = HeldOutStretches(of: panel, like: gaps, random: random.stream("stretches"))
    for round in 0..<effort.rounds where blocks.count < effort.blocks {
      let held = HeldOutBlocks(
        of: panel, like: gaps, within: split, values: values,
        // What is fewer so far comes first, so that a block a round is enough for both kinds.
        choosingFirst: 2 * choosing.count <= blocks.count,
        random: round == 0 ? random : random.stream("round").stream(round))
      guard !held.blocks.isEmpty else { return }
      let number = panels.count
      blocks += held.blocks.map {
        Block(
          round: number, gap: $0.gap, stretch: $0.stretch,
          chooses: split.stretches[$0.stretch].chooses)
      }
      panels.append(panel.hiding(held.blocks.map(\.gap)))
    }
  }

  /// Places of the blocks that choose.
  package var choosing: [Int] { blocks.indices.filter { blocks[$0].chooses } }
  /// Places of the blocks that score.
  package var scoring: [Int] { blocks.indices.filter { !blocks[$0].chooses } }

  /// A fold for each block, at most `mostFolds` of them: blocks of one stretch share theirs, so that no value is in two.
  package var folds: [Int] {
    let used = Set(blocks.map(\.stretch)).sorted()
    let ranks = Dictionary(uniqueKeysWithValues: zip(used, used.indices))
    return blocks.map { (ranks[$0.stretch] ?? 0) % Self.mostFolds }
  }

  private static let mostFolds = 8

  /// Whether gains over blocks are above zero by more than a standard error; of a single one nobody knows.
  ///
  /// - Parameter gains: a block each; not finite where the other method knew nothing at all, and is no rival.
  package static func isClear(_ gains: [Double]) -> Bool {
    guard gains.allSatisfy(\.isFinite) else { return true }
    guard gains.count > 1 else { return false }
    let count = Double(gains.count)
    let mean = gains.reduce(0, +) / count
    let variance = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return mean > (variance / count).squareRoot()
  }
}
