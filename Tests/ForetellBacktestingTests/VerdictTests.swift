import ForetellBacktesting
import Testing

/// Verdicts are as careful about losing as about winning.
@Suite struct VerdictTests {
  /// A model that is off by `size` in every series and fold, but for noise.
  private func off(
    _ name: String, noise: Double = 0.3, seed: Int = 1,
    _ size: @escaping (_ series: Int, _ fold: Int) -> Double
  ) -> (name: String, rule: Samples.Rule) {
    (
      name,
      { actual, series, fold, step in
        actual + size(series, fold) + noise * Samples.noise((series * 50 + fold) * 20 + step, seed)
      }
    )
  }

  private func compare(
    series: Int = 1, folds: Int, metric: Metric = .mase, widths: [Double: Double] = [:],
    roles: [ModelRun.Role] = [.candidate, .classical],
    _ models: (name: String, rule: Samples.Rule)...
  ) throws -> Comparison {
    let points = try Samples.points(
      Samples.flat(series: series, folds: folds), models: models, widths: widths)
    let setup = Samples.setup(metric: metric)
    let scores = Scoreboard(
      points: points, metrics: Metric.standard(levels: setup.levels), horizon: 3)
    return Comparison(scores: scores, points: points, roles: roles, setup: setup)
  }

  @Test func aProvenLossIsCalledOne() throws {
    let found = try compare(
      folds: 8, off("LSTM", { _, _ in 3 }), off("Theta", seed: 2, { _, _ in 2 }))
    #expect(found.verdict.outcome == .notBetter)
    #expect(found.verdict.sentence.hasPrefix("LSTM does NOT beat Theta: its error is "))
    #expect(
      found.verdict.sentence.contains("; chance is an unlikely explanation (p < 0.001); use Theta.")
    )
  }

  @Test func theRivalIsTheBestOfManyWhichMakesAProofHarder() throws {
    func found(_ others: Int) throws -> Comparison {
      let rest = (0..<others).map { off("Other\($0)") { _, _ in 5 } }
      let models =
        [
          off("LSTM", noise: 1, seed: 9) { _, _ in 2.45 }, off("Theta", noise: 1) { _, _ in 2.2 },
        ] + rest
      let points = try Samples.points(Samples.flat(series: 1, folds: 6), models: models)
      let scores = Scoreboard(points: points, metrics: [.mase], horizon: 3)
      return Comparison(
        scores: scores, points: points,
        roles: [.candidate] + Array(repeating: .classical, count: others + 1),
        setup: Samples.setup())
    }
    let alone = try found(0)
    let p = try #require(alone.mainDuel?.test?.pValue)
    try #require(p < 0.05 && p > 0.05 / 40)
    #expect(alone.verdict.outcome == .notBetter)
    let many = try found(39)
    #expect(many.verdict.outcome == .behind)
    #expect(many.verdict.sentence.contains("allowing for 40 rivals"))
  }

  @Test func aLossThatChanceExplainsIsNoProof() throws {
    let found = try compare(
      folds: 6, off("LSTM", noise: 1.9, seed: 6, { _, _ in 2.4 }),
      off("Theta", noise: 1.9, { _, _ in 2.1 }))
    let duel = try #require(found.mainDuel)
    let p = try #require(duel.test?.pValue)
    try #require(duel.skill < -0.01 && p > 0.05)
    #expect(found.verdict.outcome == .behind)
    #expect(found.verdict.sentence.hasPrefix("LSTM does NOT beat Theta: "))
    #expect(found.verdict.sentence.contains("chance could explain it (p = "))
    #expect(!found.verdict.sentence.contains("; use "))
  }

  @Test(arguments: [1.0, -1.0])
  func scoresThatAreNearlyTheSameShowNoDifference(_ side: Double) throws {
    let found = try compare(
      folds: 8,
      off("LSTM", noise: 1, { _, fold in 2 + (fold % 2 == 0 ? 0.3 : -0.3) - 0.005 * side }),
      off("Theta", noise: 1, { _, _ in 2 }))
    let duel = try #require(found.mainDuel)
    try #require(abs(duel.skill) < 0.01 && duel.skill * side > 0)
    #expect(found.verdict.outcome == .noDifference)
    #expect(found.verdict.sentence.contains("does NOT beat") == (side < 0))
    #expect(
      found.verdict.sentence.contains("; no difference shows (p = ")
        && found.verdict.sentence.hasSuffix(
          "), so there is no reason to prefer LSTM over the simpler Theta.")
    )
  }

  @Test func aFewSeriesDoNotMakeAModelBetter() throws {
    // Hopeless rivals on 4 of 30 series decide the mean; on the other 26 the candidate is worse.
    let found = try compare(
      series: 30, folds: 6, off("LSTM", { _, _ in 2.2 }),
      off("Theta", seed: 2, { series, _ in series < 4 ? 9 : 2 }))
    let duel = try #require(found.mainDuel)
    try #require(duel.skill > 0.1 && (duel.test?.pValue ?? 1) < 0.001 && duel.winRate < 0.5)
    #expect(found.verdict.outcome == .mixed)
    #expect(
      found.verdict.sentence.contains(
        "; it has the lower mean error, but is worse on \(Int(((1 - duel.winRate) * 100).rounded())) % "
          + "of the series: a few series decide it (p < 0.001, for the mean)."))
  }

  @Test func aFewSeriesDoNotMakeAModelWorse() throws {
    let found = try compare(
      series: 30, folds: 6, off("LSTM", { series, _ in series < 4 ? 9 : 2 }),
      off("Theta", seed: 2, { _, _ in 2.2 }))
    #expect(found.verdict.outcome == .mixed)
    #expect(found.verdict.sentence.hasPrefix("LSTM does NOT beat Theta: "))
    #expect(found.verdict.sentence.contains("it has the higher mean error, but is better on 8"))
  }

  @Test func theFoldsOfASingleSeriesSpeakToo() throws {
    let found = try compare(
      folds: 8, off("LSTM", noise: 0, { _, fold in fold < 2 ? 6 : 2 }),
      off("Theta", noise: 0.1, { _, _ in 2.3 }))
    #expect(found.verdict.outcome == .behind)
    #expect(
      found.verdict.sentence.contains(
        "it has the higher mean error, but is better in 6 of 8 folds, and chance could explain it"))
    #expect(found.verdict.evidence.contains("LSTM is the better one in 6 of 8 folds."))
  }

  @Test func ranksProveLossesToo() throws {
    let found = try compare(
      series: 8, folds: 1, off("LSTM", { _, _ in 3 }), off("Theta", { _, _ in 1 }))
    #expect(found.mainDuel?.test == nil && found.verdict.outcome == .notBetter)
    #expect(
      found.verdict.sentence.contains("its mean rank over series is worse by more than chance"))
  }

  @Test func coverageIsComparedInPoints() throws {
    // A width of 2.5 holds all of the first model's errors, and none of the second's.
    let found = try compare(
      folds: 6, metric: .coverage(80), widths: [80: 2.5, 95: 4], off("LSTM", { _, _ in 1 }),
      off("Theta", { _, _ in 3 }))
    #expect(
      found.verdict.sentence.hasPrefix(
        "LSTM's coverage is 60 points nearer to its level than that of the best classical model, Theta"
      ))
    #expect(!found.verdict.sentence.contains("distance from"))
  }

  @Test func coverageIsTheMeanOverSeriesAndSaysSo() throws {
    let found = try compare(
      series: 3, folds: 5, widths: [80: 1, 95: 3], off("LSTM", { _, _ in 2 }),
      off("Theta", { _, _ in 4 }))
    #expect(
      found.verdict.evidence.contains(
        "Its 95 % interval held 100 % of the values in the mean over series."))
  }

  @Test func aBiasIsTestedBeforeItIsStated() throws {
    let chance = try compare(
      folds: 8, off("LSTM", { _, fold in fold % 2 == 0 ? 2 : -1.8 }), off("Theta", { _, _ in 4 }))
    #expect(
      chance.verdict.evidence.contains {
        $0.contains("too high (units of the data); chance could explain that (p = ")
      })
    let proven = try compare(folds: 8, off("LSTM", { _, _ in -2 }), off("Theta", { _, _ in 4 }))
    #expect(
      proven.verdict.evidence.contains {
        $0.contains("too low (units of the data); that is more than chance gives (p < 0.001)")
      })
  }
}
