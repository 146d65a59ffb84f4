import ForetellRandom
import ForetellSimulation
import Testing

/// Promises of both families, each at several lengths.
@Suite struct SimulatorTests {
  private static let random = RandomStream(seed: 11)

  private static func family(_ name: String, length: Int) -> any Simulator {
    let m = Int(name.dropFirst(2)) ?? 1
    return name.hasPrefix("m=")
      ? SeriesSimulator(prior: .seasonLength(m), length: length)
      : SubdailySimulator(prior: .slotsPerDay(m), length: length)
  }

  static let names =
    [1, 2, 4, 7, 12, 52, 365].map { "m=\($0)" } + [1, 2, 24, 48, 96].map { "d=\($0)" }

  @Test(arguments: names)
  func anyLengthIsFiniteAndStandardised(_ name: String) {
    for length in [0, 1, 2, 3, 5, 13, 100] {
      let simulator = Self.family(name, length: length)
      for number in 0..<200 {
        let values = simulator.values(number: number, from: Self.random).map(Double.init)
        #expect(values.count == length && values.allSatisfy(\.isFinite))
        guard length > 0 else { continue }
        #expect(abs(values.mean) < 1e-5)
        let isFlat = values.allSatisfy { $0 == 0 }
        #expect(isFlat ? length < 13 : abs(values.deviation - 1) < 1e-5, "\(length) \(values)")
      }
    }
  }

  @Test(arguments: ["m=12", "m=4", "m=1", "m=52", "m=7", "d=24", "d=48"])
  func twentyThousandSeriesAreFinite(_ name: String) {
    let simulator = Self.family(name, length: name.hasPrefix("m") ? 120 : 200)
    var values: [Float] = []
    simulator.fill(&values, numbers: 0..<20_000, from: Self.random, threads: 2)
    #expect(values.count == 20_000 * simulator.length)
    #expect(values.allSatisfy { $0.isFinite && abs($0) < 30 })
  }

  @Test(arguments: ["m=12", "m=1", "d=24"])
  func threadsAndCompanyChangeNoBit(_ name: String) {
    let simulator = Self.family(name, length: 90)
    var one: [Float] = []
    simulator.fill(&one, numbers: 5..<205, from: Self.random, threads: 1)
    for threads in [0, 2, 5] {
      var many: [Float] = [1, 2, 3]
      simulator.fill(&many, numbers: 5..<205, from: Self.random, threads: threads)
      let isSame = many.map(\.bitPattern) == one.map(\.bitPattern)
      #expect(isSame, "\(threads) threads")
    }
    for number in [5, 100, 204] {
      let alone = simulator.values(number: number, from: Self.random)
      let place = (number - 5) * 90
      let isSame = alone.map(\.bitPattern) == one[place..<place + 90].map(\.bitPattern)
      #expect(isSame, "series \(number)")
    }
    #expect(
      simulator.values(number: 5, from: RandomStream(seed: 12)) != Array(one[..<90]))
    var nothing: [Float] = [1]
    simulator.fill(&nothing, numbers: 3..<3, from: Self.random, threads: 2)
    #expect(nothing.isEmpty)
  }

  @Test func aMixtureHoldsTheSeriesItWouldBeAlone() {
    var (alone, mixed) = (SeriesPrior.seasonLength(12), SeriesPrior.seasonLength(12))
    (alone.mixing.probability, mixed.mixing.probability) = (0, 1)
    let correlations = (0..<300).map { number -> Double in
      let one = SeriesSimulator(prior: alone, length: 96).values(number: number, from: Self.random)
      let two = SeriesSimulator(prior: mixed, length: 96).values(number: number, from: Self.random)
      #expect(one != two)
      return one.map(Double.init).correlation(with: two.map(Double.init))
    }
    // λ / √(λ² + (1 − λ)²) for uncorrelated parts, λ about a half.
    #expect(abs(correlations.quantile(0.5) - 0.71) < 0.12)
  }

  @Test func seasonsShowAtTheirLag() {
    var (with, without) = (SeriesPrior.seasonLength(12), SeriesPrior.seasonLength(12))
    (with.season.probability, with.season.amplitude, with.season.evolving) = (1, 4...8, 0)
    with.mixing.probability = 0
    without.season.probability = 0
    func median(_ prior: SeriesPrior) -> Double {
      let simulator = SeriesSimulator(prior: prior, length: 144)
      return (0..<400).map { number in
        simulator.values(number: number, from: Self.random).map(Double.init).differences()
          .autocorrelation(12)
      }.quantile(0.5)
    }
    #expect(median(with) > 0.8)
    #expect(abs(median(without)) < 0.08)
  }

  @Test func daysShowAtTheirLagWhateverTheSlots() {
    for slots in [24, 48, 96] {
      let simulator = SubdailySimulator(prior: .slotsPerDay(slots), length: 21 * slots)
      let days = (0..<150).map { number in
        simulator.values(number: number, from: Self.random).map(Double.init)
          .autocorrelation(slots)
      }
      #expect(days.quantile(0.5) > 0.75)
    }
  }

  @Test func priorsAreTheMeasuredOnesAndSensibleBetween() {
    for (m, slope) in [(1, 0.6), (4, 0.25), (12, 0.1), (52, 0.04), (7, 0.03)] {
      #expect(abs(SeriesPrior.seasonLength(m).trend.slope - slope) < 1e-12)
    }
    let slopes = [1, 2, 3, 4, 5, 6, 10, 12, 24, 52, 100, 365].map {
      SeriesPrior.seasonLength($0).trend.slope
    }
    #expect(slopes.differences().allSatisfy { $0 < 0 } && slopes.allSatisfy { $0 > 0.005 })
    #expect(SeriesPrior.seasonLength(0) == .seasonLength(1))
    #expect(SubdailyPrior.slotsPerDay(-3) == .slotsPerDay(1))
  }
}
