import ForetellRandom
import ForetellSimulation
import Testing

@Suite struct SeasonTests {
  private func pattern(_ length: Int, seed: UInt64 = 5) -> [Double] {
    var draws = seededDraws(seed)
    return SeasonalPatternPrior().draw(length: length, using: &draws)
  }

  @Test(arguments: [2, 4, 7, 12, 52, 365])
  func aPatternIsStandardised(_ length: Int) {
    for seed in 0..<50 {
      let pattern = pattern(length, seed: UInt64(seed))
      #expect(pattern.count == length)
      #expect(abs(pattern.mean) < 1e-9 && abs(pattern.deviation - 1) < 1e-9)
    }
  }

  @Test(arguments: [2, 7, 12, 365])
  func aSeasonRepeatsUnlessItEvolves(_ length: Int) {
    var draws = seededDraws()
    var season = Season(pattern: pattern(length), amplitude: 3)
    season.phase = length - 1
    let values = component(5 * length + 1) { season.add(to: &$0, using: &draws) }
    #expect(values[0] == 3 * season.pattern[length - 1] && values[1] == 3 * season.pattern[0])
    #expect(values.differences(length).allSatisfy { $0 == 0 })
    #expect(abs(values.autocorrelation(length) - 1) < 0.25)
  }

  @Test func anEvolvingSeasonMovesByItsDeviation() {
    var draws = seededDraws()
    var season = Season(pattern: pattern(12), amplitude: 2)
    season.evolution = 0.1
    let values = component(12_000) { season.add(to: &$0, using: &draws) }
    #expect(abs(values.differences(12).deviation - 0.2) < 0.01)
  }

  @Test func aGrowingSeasonGrows() {
    var draws = seededDraws()
    var season = Season(pattern: [1, -1])
    season.growth = 1
    let values = component(1000) { season.add(to: &$0, using: &draws) }
    #expect(abs(values[998] / values[0] - 2.713) < 0.01)
  }

  @Test func emptyAndShortSeasonsAreHarmless() {
    var draws = seededDraws()
    let none = component(5) { Season(pattern: []).add(to: &$0, using: &draws) }
    #expect(none == [0, 0, 0, 0, 0])
    var turned = Season(pattern: [1, 2, 3])
    turned.phase = -1
    #expect(component(2) { turned.add(to: &$0, using: &draws) } == [3, 1])
    #expect(
      SeasonPrior(length: 1, probability: 1).draw(
        for: Shocks(irregular: 1, level: 1), using: &draws) == nil)
  }
}

@Suite struct CycleTests {
  /// The autocorrelation of a stochastic cycle is `r^k cos(2πk/p)` (Harvey 1989).
  @Test func aCycleComesAgainAfterItsPeriod() {
    var draws = seededDraws()
    let cycle = Cycle(period: 20, damping: 0.98, deviation: 0.3)
    let values = component(200_000) { cycle.add(to: &$0, using: &draws) }
    let damping = (0..<20).reduce(1.0) { product, _ in product * 0.98 }
    #expect(abs(values.autocorrelation(20) - damping) < 0.04)
    #expect(abs(values.autocorrelation(10) + damping.squareRoot()) < 0.04)
    #expect(abs(values.autocorrelation(5)) < 0.04)
    #expect(abs(values.variance / (0.09 / (1 - 0.9604)) - 1) < 0.1)
  }
}
