import ForetellRandom
import ForetellSimulation
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
