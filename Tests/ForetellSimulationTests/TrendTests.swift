import ForetellRandom
import ForetellSimulation
import Testing

@Suite struct TrendTests {
  @Test func aFixedSlopeIsALine() {
    var draws = seededDraws()
    var trend = Trend()
    (trend.slope, trend.meanSlope) = (0.5, 0.5)
    let values = component(20) { trend.add(to: &$0, using: &draws) }
    #expect(values == (1...20).map { 0.5 * Double($0) })
  }

  @Test func aSlopeRevertsToItsMean() {
    var draws = seededDraws()
    var trend = Trend()
    (trend.slope, trend.meanSlope, trend.persistence) = (2, 1, 0.5)
    let steps = [0] + component(20) { trend.add(to: &$0, using: &draws) }
    #expect(abs(steps.differences()[0] - 2) < 1e-12 && abs(steps.differences()[1] - 1.5) < 1e-12)
    #expect(abs(steps.differences()[19] - 1) < 1e-5)
  }

  /// The level after n steps has mean n·slope and variance n·σ².
  @Test(arguments: [false, true])
  func aWalkDriftsAndSpreads(_ heavy: Bool) {
    var draws = seededDraws()
    var trend = Trend()
    (trend.slope, trend.meanSlope, trend.levelDeviation) = (0.1, 0.1, 0.5)
    trend.hasHeavyTails = heavy
    let ends = (0..<4000).map { _ in component(100) { trend.add(to: &$0, using: &draws) }[99] }
    #expect(abs(ends.mean - 10) < 4 * 5 / 4000.0.squareRoot())
    #expect(abs(ends.deviation / 5 - 1) < 0.06)
  }

  @Test func shiftsAndBreaksComeAtTheirRates() {
    var (draws, shifting, breaking) = (seededDraws(), Trend(), Trend())
    (shifting.shiftRate, shifting.shiftSize) = (0.05, 3)
    let jumps = component(50_000) { shifting.add(to: &$0, using: &draws) }.differences()
    let moved = jumps.filter { $0 != 0 }
    #expect(abs(Double(moved.count) / 50_000 - 0.05) < 0.004 && abs(moved.deviation - 3) < 0.2)
    (breaking.breakRate, breaking.breakSize, breaking.persistence) = (0.05, 0.1, 1)
    let slopes = component(50_000) { breaking.add(to: &$0, using: &draws) }.differences()
    let turns = slopes.differences().count { abs($0) > 1e-9 }
    #expect(abs(Double(turns) / 50_000 - 0.05) < 0.004)
  }

  /// With a break at every step and no persistence a step is `μ + 2β·N`, and μ is an AR(1) of ½ and β·N.
  @Test func aBreakMovesTheMeanOfTheSlopeToo() {
    var (draws, trend) = (seededDraws(), Trend())
    (trend.breakRate, trend.breakSize, trend.persistence) = (1, 0.3, 0)
    let steps = component(100_000) { trend.add(to: &$0, using: &draws) }.differences()
    let variance = 0.09 * (4 + 4.0 / 3)
    #expect(abs(steps.variance / variance - 1) < 0.03)
    #expect(abs(steps.autocorrelation(1) - 0.09 * 2 / 3 / variance) < 0.015)
  }

  @Test func aWanderingSlopeWandersByItsDeviation() {
    var (draws, trend) = (seededDraws(), Trend())
    (trend.slopeDeviation, trend.persistence) = (0.02, 1)
    let slopes = component(20_000) { trend.add(to: &$0, using: &draws) }.differences()
    #expect(abs(slopes.differences().deviation / 0.02 - 1) < 0.03)
  }
}
