import ForetellRandom
import ForetellSimulation
import Foundation
import Testing

@Suite struct NoiseTests {
  @Test(arguments: [-0.4, 0, 0.5, 0.9])
  func autoregressiveNoiseHasItsAutocorrelation(_ coefficient: Double) {
    var draws = seededDraws()
    let noise = Noise(deviation: 2, autocorrelation: coefficient)
    let values = component(50_000) { noise.add(to: &$0, using: &draws) }
    for lag in 1...3 {
      let expected = (0..<lag).reduce(1.0) { product, _ in product * coefficient }
      #expect(abs(values.autocorrelation(lag) - expected) < 0.03)
    }
    let variance = 4 / (1 - coefficient * coefficient)
    #expect(abs(values.variance / variance - 1) < 0.08)
  }

  @Test func outliersComeAtTheirRateAndOfTheirSize() {
    var draws = seededDraws()
    let outliers = Outliers(rate: 0.02, size: 6)
    let values = component(200_000) { outliers.add(to: &$0, using: &draws) }
    let hits = values.filter { $0 != 0 }
    #expect(abs(Double(hits.count) / 200_000 - 0.02) < 0.0013)
    #expect(abs(hits.deviation - 6) < 0.3)
  }

  @Test func tailsAndVolatilityMakeKurtosisAndNothingElse() {
    func kurtosis(_ noise: Noise) -> (variance: Double, kurtosis: Double) {
      var (draws, sums) = (seededDraws(), (0.0, 0.0))
      for _ in 0..<400 {
        for value in component(250, { noise.add(to: &$0, using: &draws) }) {
          sums = (sums.0 + value * value, sums.1 + value * value * value * value)
        }
      }
      let variance = sums.0 / 100_000
      return (variance, sums.1 / 100_000 / (variance * variance))
    }
    var (heavy, wandering) = (Noise(), Noise())
    heavy.degreesOfFreedom = 6
    wandering.volatility = 0.1
    #expect(abs(kurtosis(Noise()).kurtosis - 3) < 0.15)
    // Student's of 6 degrees has a kurtosis of 6.
    #expect(abs(kurtosis(heavy).variance - 1) < 0.03 && kurtosis(heavy).kurtosis > 4.5)
    #expect(kurtosis(wandering).kurtosis > 4)
  }
}

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

@Suite struct ObservationTests {
  private let ramp = (0..<50).map { Double($0 * $0) }

  @Test(arguments: [nil, 0.1, 1])
  func aDistortionKeepsOrTurnsTheOrder(_ floor: Double?) {
    for strength in [-0.8, -0.1, 0.1, 0.8] {
      var values = ramp
      Distortion(strength: strength, floor: floor).apply(to: &values)
      #expect(values.differences().allSatisfy { ($0 > 0) == (strength > 0) })
    }
  }

  @Test func countsAreLogarithmsOfWholeNumbers() {
    var draws = seededDraws()
    let counting = Counting(level: 5, strength: 0.5)
    let counts = counting.counts(around: ramp, using: &draws)
    #expect(counts.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    #expect(counts.suffix(10).reduce(0, +) > counts.prefix(10).reduce(0, +))
    var (values, same) = (ramp, seededDraws(7))
    counting.apply(to: &values, using: &same)
    var again = seededDraws(7)
    let whole = counting.counts(around: ramp, using: &again)
    for (value, count) in zip(values, whole) {
      #expect(abs(exp(value) - max(count, 0.7)) < 1e-6 * max(count, 1))
    }
  }

  @Test func demandIsIntermittent() {
    var draws = seededDraws()
    let counts = Demand(probability: 0.2, size: 3, strength: 0)
      .counts(around: Array(repeating: 0, count: 100_000), using: &draws)
    let some = counts.filter { $0 > 0 }
    #expect(abs(Double(some.count) / 100_000 - 0.2) < 0.005)
    #expect(abs(some.mean - 3) < 0.05 && counts.allSatisfy { $0 == $0.rounded() })
  }

  @Test func measurementsArePositiveAndRounded() {
    let measurement = PositiveScale(level: 123.4, spread: 0.3)
    let data = measurement.data(around: [-100, -1, 0, 1, 2])
    #expect(data[0] == 0.01 && data[2] == 123.4 && data.differences().allSatisfy { $0 > 0 })
    #expect(data.allSatisfy { ($0 * 100).rounded() / 100 == $0 })
  }
}

@Suite struct SmoothingProcessTests {
  @Test func withoutErrorsItIsALineAndASeason() {
    var (draws, process) = (seededDraws(), SmoothingProcess(level: 10))
    (process.slope, process.seasons, process.deviation) = (1, [2, -2], 0)
    #expect(process.values(4, using: &draws) == [13, 10, 15, 12])
    process.isRelative = true
    #expect(process.values(2, using: &draws) == [22, -24])
    #expect(process.values(-1, using: &draws).isEmpty)
  }

  @Test func aGainOfOneIsARandomWalk() {
    var (draws, process) = (seededDraws(), SmoothingProcess(level: 0))
    process.levelGain = 1
    let steps = process.values(50_000, using: &draws).differences()
    #expect(abs(steps.variance - 1) < 0.03 && abs(steps.autocorrelation(1)) < 0.02)
  }

  /// The differences of a local level are a moving average: ρ₁ = −(1 − α) / (1 + (1 − α)²).
  @Test func theGainIsThatOfSimpleSmoothing() {
    var (draws, process) = (seededDraws(), SmoothingProcess(level: 0))
    process.levelGain = 0.4
    let steps = process.values(100_000, using: &draws).differences()
    #expect(abs(steps.autocorrelation(1) + 0.6 / 1.36) < 0.01)
  }
}
