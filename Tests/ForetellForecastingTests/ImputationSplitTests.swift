import ForetellForecasting
import ForetellRandom
import ForetellSeries
import Testing

/// What chooses how gaps are filled does not score it, however often blocks are hidden.
@Suite struct ImputationSplitTests {
  /// Months with gaps of 1, 2 and 4 steps.
  private static func months(_ count: Int, series: Int = 1) throws -> Panel {
    let monthly = try #require(Frequency("MS"))
    let start = try #require(Timestamp(secondsSince1970: 1_704_067_200))
    return try Panel(
      (0..<series).map { number in
        var values = (0..<count).map { Double(($0 * 7 + number) % 12) }
        for gap in [4..<5, count / 2..<count / 2 + 2, count - 9..<count - 5] {
          for place in gap { values[place] = .nan }
        }
        return TimeSeries(id: "\(number)", frequency: monthly, start: start, values: values)
      })
  }

  private static func rounds(of panel: Panel, seed: UInt64) -> HeldOutRounds {
    HeldOutRounds(of: panel, like: GapPlan(panel), .plain, random: RandomStream(seed: seed))
  }

  /// Places of the panel's storage that some blocks hide.
  private static func values(
    _ rounds: HeldOutRounds, of panel: Panel, where isMeant: (Int) -> Bool
  ) -> Set<Int> {
    Set(
      rounds.blocks.indices.filter(isMeant).flatMap { number in
        let gap = rounds.blocks[number].gap
        return gap.range.map { panel.offsets[gap.series] + $0 }
      })
  }

  @Test(arguments: [(24, 1), (40, 1), (84, 1), (160, 1), (30, 4)])
  func noValueBothChoosesAndScores(count: Int, series: Int) throws {
    let panel = try Self.months(count, series: series)
    for seed in UInt64(0)..<10 {
      let rounds = Self.rounds(of: panel, seed: seed)
      let (choosing, scoring) = (Set(rounds.choosing), Set(rounds.scoring))
      #expect(choosing.union(scoring).count == rounds.blocks.count)
      let chose = Self.values(rounds, of: panel) { choosing.contains($0) }
      let scored = Self.values(rounds, of: panel) { scoring.contains($0) }
      #expect(chose.isDisjoint(with: scored))
      // There is enough of both, and rounds do meet the same values again: else nothing was at stake.
      #expect(choosing.count >= 5 && scoring.count >= 5)
      #expect(abs(choosing.count - scoring.count) <= 1)
      let hidden = rounds.blocks.reduce(0) { $0 + $1.gap.range.count }
      #expect(hidden > chose.count + scored.count)
    }
  }

  @Test func foldsShareNoValue() throws {
    let panel = try Self.months(84)
    for seed in UInt64(0)..<10 {
      let rounds = Self.rounds(of: panel, seed: seed)
      let folds = rounds.folds
      #expect(folds.count == rounds.blocks.count)
      #expect(Set(folds).count > 2)
      let values = Set(folds).map { fold in
        Self.values(rounds, of: panel) { folds[$0] == fold }
      }
      let all = values.reduce(into: Set<Int>()) { $0.formUnion($1) }
      #expect(values.reduce(0) { $0 + $1.count } == all.count)
    }
  }

  @Test func longBlocksAreHiddenAsOftenAsShortOnes() throws {
    let panel = try Self.months(160)
    var counts: [Int: Int] = [:]
    for seed in UInt64(0)..<10 {
      for block in Self.rounds(of: panel, seed: seed).blocks {
        counts[block.gap.range.count, default: 0] += 1
      }
    }
    let (short, long) = (counts[1] ?? 0, counts[4] ?? 0)
    #expect(Set(counts.keys) == [1, 2, 4])
    #expect(2 * long > short, "\(counts)")
  }

  @Test func aSingleBlockProvesNoRivalBetter() {
    #expect(!HeldOutRounds.isClear([5]))
    #expect(HeldOutRounds.isClear([5, 6, 5]))
    #expect(!HeldOutRounds.isClear([5, -4]))
    // A usual method that knows nothing there gives way at once.
    #expect(HeldOutRounds.isClear([.nan]))
  }
}
