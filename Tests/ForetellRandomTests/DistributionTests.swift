import ForetellRandom
import Foundation
import Testing

/// Held to scipy 1.x (`stats.t`, `stats.nbinom`, `special.gammaln`).
@Suite struct DistributionTests {
  private static func student(_ freedom: Double) -> Distribution {
    .studentT(location: 0, scale: 1, freedom: freedom)
  }

  @Test func logarithmsOfGamma() {
    for (x, expected) in [
      (1e-8, 18.42068073818021), (0.1, 2.252712651734206), (0.5, 0.5723649429247),
      (1.5, -0.12078223763524526), (3.7, 1.428072326665388), (9.99, 12.779315214350195),
      (10, 12.801827480081469), (123.4, 469.3360974421906), (1e6, 12815504.569147611),
    ] {
      #expect(
        abs(SpecialFunctions.logGamma(x) - expected) <= 2e-15 * max(10, abs(expected)), "\(x)")
    }
  }

  @Test func quantilesOfStudent() {
    for (freedom, p, expected) in [
      (2.1, 0.025, -4.112152758173881), (3, 0.9, 1.637744353696209),
      (5, 0.999, 5.893429531356009), (30, 0.1, -1.3104150253913955),
      (1000, 0.975, 1.9623390808264083), (2.5, 1e-6, -220.17342917823686),
    ] {
      let found = Self.student(freedom).quantile(p)
      #expect(abs(found - expected) <= 1e-9 * abs(expected), "\(freedom) \(p)")
    }
    #expect(Self.student(4).quantile(0.5) == 0)
    #expect(Distribution.studentT(location: 3, scale: 2, freedom: 3).quantile(0.9) > 6.2)
  }

  @Test func quantilesOfCounts() {
    for (mean, dispersion, p, expected) in [
      (3, 0.5, 0.1, 0), (3, 0.5, 0.5, 2), (3, 0.5, 0.975, 10), (0.2, 2, 0.9, 1),
      (500, 0.01, 0.025, 398), (20, 4, 0.8, 29), (1e5, 0.3, 0.5, 90197), (7, 1e-4, 0.9, 10),
    ] as [(Double, Double, Double, Double)] {
      let law = Distribution.negativeBinomial(mean: mean, dispersion: dispersion)
      #expect(law.quantile(p) == expected, "\(mean) \(dispersion) \(p)")
    }
  }

  @Test func probabilities() {
    for (mean, dispersion, count, logarithm, share) in [
      (3, 0.5, 4, -2.2664460463781726, 0.76672),
      (0.2, 2, 0, -0.16823611831060645, 0.8451542547285166),
      (500, 0.01, 480, -4.953966409599545, 0.37192144100343827),
    ] as [(Double, Double, Double, Double, Double)] {
      let law = Distribution.negativeBinomial(mean: mean, dispersion: dispersion)
      #expect(abs(law.logProbability(of: count) - logarithm) < 1e-10)
      #expect(abs(law.cumulative(count) - share) < 1e-10)
      #expect(law.logProbability(of: -1) == -.infinity && law.logProbability(of: 0.5) == -.infinity)
    }
    for (freedom, z, logarithm, share) in [
      (4.5, 1.3, -1.8509193365709309, 0.871901956027983),
      (2.2, -7, -6.064964422233658, 0.00764188138269045),
    ] {
      #expect(abs(Self.student(freedom).logProbability(of: z) - logarithm) < 1e-11)
      #expect(abs(Self.student(freedom).cumulative(z) - share) < 1e-11)
    }
    let normal = Distribution.gaussian(mean: 2, deviation: 3)
    #expect(abs(normal.cumulative(5) - 0.8413447460685429) < 1e-14)
    #expect(abs(normal.quantile(0.975) - (2 + 3 * 1.959963984540054)) < 1e-12)
  }

  private static let laws: [Distribution] = [
    .gaussian(mean: -3, deviation: 2), .studentT(location: 1, scale: 0.5, freedom: 2.6),
    .studentT(location: 1, scale: 0.5, freedom: 40),
    .negativeBinomial(mean: 0.3, dispersion: 3), .negativeBinomial(mean: 12, dispersion: 0.2),
    .negativeBinomial(mean: 900, dispersion: 1e-4),
  ]

  /// The share of samples below each of nine quantiles, within four standard errors.
  @Test(arguments: laws)
  func samplesFollowTheirLaw(_ law: Distribution) {
    var draws = Draws(RandomStream(seed: 5).stream("\(law)"))
    let count = 40_000
    let samples = (0..<count).map { _ in law.sample(using: &draws) }
    for level in 1...9 {
      let point = law.quantile(Double(level) / 10)
      let expected = law.cumulative(point)
      let share = Double(samples.count { $0 <= point }) / Double(count)
      let error = (expected * (1 - expected) / Double(count)).squareRoot()
      #expect(abs(share - expected) <= 4 * error, "\(law) \(level)")
    }
    if law.variance < 1e3 {
      let mean = samples.reduce(0, +) / Double(count)
      #expect(abs(mean - law.mean) <= 4 * (law.variance / Double(count)).squareRoot())
    }
  }

  @Test(arguments: laws)
  func equalDrawsGiveEqualSamples(_ law: Distribution) {
    var (one, same) = (Draws(RandomStream(seed: 1)), Draws(RandomStream(seed: 1)))
    for _ in 0..<50 { #expect(law.sample(using: &one) == law.sample(using: &same)) }
  }

  @Test func momentsOfGamma() {
    for shape in [0.05, 0.7, 1, 4.5, 300] {
      var draws = Draws(RandomStream(seed: 9))
      let samples = (0..<60_000).map { _ in draws.gamma(shape: shape) }
      let mean = samples.reduce(0, +) / 60_000
      let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 60_000
      #expect(abs(mean - shape) < 4 * (shape / 60_000).squareRoot(), "\(shape)")
      #expect(abs(variance / shape - 1) < 0.1, "\(shape)")
    }
  }
}
