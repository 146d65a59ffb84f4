import ForetellBacktesting
import Testing

@Suite struct ComparisonTests {
  /// A model whose error is `size` but for noise.
  private func off(
    _ name: String, _ size: Double, noise: Double = 0.3, seed: Int = 1
  ) -> (name: String, rule: Samples.Rule) {
    (
      name,
      { actual, series, fold, step in
        actual + size + noise * Samples.noise((series * 50 + fold) * 20 + step, seed)
      }
    )
  }

  private func compare(
    _ points: PointTable, _ roles: [ModelRun.Role], _ setup: BacktestSetup = Samples.setup()
  ) -> Comparison {
    let scores = Scoreboard(
      points: points, metrics: Metric.standard(levels: setup.levels),
      horizon: setup.origins.horizon)
    return Comparison(scores: scores, points: points, roles: roles, setup: setup)
  }

  @Test func aClearLeadOverSeveralFoldsIsBetter() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 6),
      models: [off("Naive", 5), off("LSTM", 1, seed: 2), off("SeasonalNaive", 2, seed: 3)])
    let found = compare(points, [.baseline, .candidate, .baseline])
    #expect(found.candidate == 1 && found.rival == 2 && found.ranking == [1, 2, 0])
    #expect(found.verdict.outcome == .better)
    let duel = try #require(found.mainDuel)
    let test = try #require(duel.test)
    #expect(test.statistic < 0 && test.count == 6 && test.lag == 0 && test.basis == .origins)
    #expect(found.skill[1] == duel.skill && found.skill[2] == 0 && found.skill[0] < 0)
    #expect(agree(duel.skill, 1 - duel.candidateScore / duel.rivalScore))
    let sentence = found.verdict.sentence
    #expect(sentence.hasPrefix("LSTM's error is "))
    #expect(sentence.contains("below that of the best baseline, SeasonalNaive (MASE "))
    #expect(sentence.contains("on 6 folds; chance is an unlikely explanation (p"))
    #expect(found.verdict.evidence[0] == "Scored on 18 points: 6 folds of 3 steps, 1 series.")
    #expect(found.ranks == nil)
  }

  @Test func aLeadThatChanceExplainsIsOnlyAhead() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 6),
      models: [off("LSTM", 2, noise: 1.9), off("Naive", 2.1, noise: 1.9, seed: 6)])
    let found = compare(points, [.candidate, .baseline])
    let p = try #require(found.duels[0].test?.pValue)
    #expect(p > 0.05)
    #expect(found.verdict.outcome == (found.duels[0].skill > 0 ? .ahead : .behind))
    #expect(found.verdict.sentence.contains("chance could explain it (p = "))
  }

  @Test func aNetworkThatLosesIsToldSo() throws {
    let points = try Samples.points(
      Samples.flat(series: 2, folds: 5),
      models: [off("LSTM", 3, noise: 0), off("Naive", 2, noise: 0)])
    let found = compare(points, [.candidate, .baseline])
    #expect(found.verdict.outcome == .behind && found.candidate == 0 && found.ranking == [1, 0])
    #expect(
      found.verdict.sentence
        == "LSTM does NOT beat Naive: its error is 50 % above (MASE 3.00 against 2.00), "
        + "on 5 folds of 2 series; that is too little to rule out chance, but there is no reason to "
        + "prefer LSTM over the simpler Naive.")
    // Both losses are the same in every fold, so there is nothing to test against.
    #expect(found.duels[0].test == nil)
    #expect(found.duels[0].note?.contains("always the same") == true)
  }

  @Test func equalForecastsAreNoLead() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 5), models: [off("LSTM", 3), off("Theta", 3)])
    let found = compare(points, [.candidate, .classical])
    #expect(found.verdict.outcome == .noDifference && found.duels[0].winRate == 0.5)
    #expect(found.verdict.sentence.contains("LSTM does NOT beat Theta: the two are equal"))
    #expect(
      found.verdict.sentence.hasSuffix(
        "; no difference shows, so there is no reason to prefer LSTM over the simpler Theta."))
    #expect(found.duels[0].note?.contains("identical") == true)
  }

  @Test func aRivalWithoutErrorCannotBeBeaten() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 5),
      models: [off("LSTM", 1), off("Naive", 0, noise: 0)])
    let found = compare(points, [.candidate, .baseline])
    #expect(found.verdict.outcome == .notBetter && found.duels[0].skill.isNaN)
    #expect(found.verdict.sentence.contains("no error at all"))
  }

  @Test func theBestCandidateMeetsTheBestOfTheOthersAndOwnsUpToTheChoice() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 8),
      models: [
        off("GRU", 1.2, seed: 4), off("LSTM", 1, seed: 2), off("Theta", 1.5, seed: 3),
        off("Naive", 3),
      ])
    let found = compare(points, [.candidate, .candidate, .classical, .baseline])
    #expect(found.candidate == 1 && found.rival == 2)
    #expect(found.duels.map(\.rival) == [0, 2, 3])
    #expect(found.verdict.sentence.contains("the best classical model, Theta"))
    #expect(found.verdict.sentence.contains("allowing for 2 tried"))
    #expect(
      found.verdict.evidence.contains {
        $0.hasPrefix("2 candidates were tried and the best was chosen on these same folds")
      })
  }

  @Test func manyTriesNeedMoreEvidence() throws {
    // The same lead, found by one try and by forty.
    func outcome(_ count: Int) throws -> (Comparison.Verdict.Outcome, Double) {
      let others = (0..<count - 1).map { off("Other\($0)", 4) }
      let points = try Samples.points(
        Samples.flat(series: 1, folds: 6),
        models: [off("LSTM", 2.2, noise: 1), off("Naive", 2.45, noise: 1, seed: 9)] + others)
      let found = compare(
        points, [.candidate, .baseline] + others.map { _ in ModelRun.Role.candidate })
      return (found.verdict.outcome, try #require(found.mainDuel?.test?.pValue))
    }
    let (alone, p) = try outcome(1)
    #expect(p < 0.05 && p > 0.05 / 40, "p = \(p)")
    #expect(alone == .better)
    #expect(try outcome(40).0 == .ahead)
  }

  @Test func withoutCandidateTheBestOfAllIsCompared() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 5), models: [off("Naive", 3), off("Drift", 1), off("Mean", 2)])
    let found = compare(points, [.baseline, .baseline, .baseline])
    #expect(found.candidate == 1 && found.rival == 2)
    #expect(found.verdict.sentence.contains("below that of the next best model, Mean"))
    #expect(found.verdict.evidence.contains { $0.hasPrefix("3 models were tried") })
  }

  @Test func whatCannotBeScoredIsUnknown() throws {
    let repeating = SeasonalScale(absolute: 0, squared: 0)
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 5), scale: { _, _ in repeating },
      models: [off("LSTM", 3), off("Naive", 2)])
    let found = compare(points, [.candidate, .baseline])
    #expect(found.verdict.outcome == .unknown && found.rival == nil)
    #expect(found.skill.allSatisfy { $0.isNaN })
    #expect(
      found.verdict.sentence
        == "LSTM could not be scored by MASE: the training part repeats itself "
        + "each season: its naive error is 0.")
    let alone = compare(
      try Samples.points(Samples.flat(series: 1, folds: 2), models: [off("LSTM", 3)]), [.candidate])
    #expect(alone.verdict.outcome == .unknown && alone.rival == nil && alone.duels.isEmpty)
    #expect(alone.verdict.sentence.contains("no other model has a score"))
    let none = compare(try Samples.points([[[1]]], models: []), [])
    #expect(none.verdict.outcome == .unknown && none.ranking.isEmpty && none.candidate == 0)
  }

  @Test func aCandidateThatFailedStaysTheCandidate() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 5), models: [off("LSTM", .nan), off("Naive", 2)])
    let found = compare(points, [.candidate, .baseline])
    #expect(found.candidate == 0 && found.ranking == [1, 0])
    #expect(found.verdict.outcome == .unknown)
    #expect(found.verdict.sentence == "LSTM could not be scored by MASE: the forecast is missing.")
  }

  @Test func duelsAreFoughtOnCommonSeries() throws {
    // The candidate has no forecast where all are bad: its own mean would flatter it.
    let points = try Samples.points(
      Samples.flat(series: 4, folds: 5),
      models: [
        ("LSTM", { actual, series, _, _ in series == 0 ? .nan : actual + 2 }),
        ("Naive", { actual, series, _, _ in actual + (series == 0 ? 100 : 1) }),
      ])
    let found = compare(points, [.candidate, .baseline])
    #expect(found.duels[0].series == 3 && found.duels[0].skill == -1)
    #expect(found.verdict.outcome == .behind)
    #expect(
      found.verdict.evidence[0].hasSuffix(
        "5 folds of 3 steps, 3 series; left out: 15 × the forecast is missing."))
    #expect(found.verdict.evidence.contains { $0.contains("not scored on the same points") })
  }

  @Test func winRatesCountTiesHalf() throws {
    let points = try Samples.points(
      Samples.flat(series: 4, folds: 1),
      models: [
        ("LSTM", { actual, series, _, _ in actual + [1, 2, 3, 3][series] }),
        ("Naive", { actual, series, _, _ in actual + [2, 2, 1, 2][series] }),
      ])
    #expect(compare(points, [.candidate, .baseline]).duels[0].winRate == 1.5 / 4)
  }

  @Test func overlappingTestPartsWidenTheLag() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 12, steps: 4),
      models: [off("LSTM", 1), off("Naive", 2, seed: 2)])
    func duel(step: Int, gap: Int = 0) throws -> Comparison.Duel {
      var setup = Samples.setup(horizon: 4, step: step)
      setup.origins.gap = gap
      return try #require(compare(points, [.candidate, .baseline], setup).mainDuel)
    }
    #expect(try duel(step: 4).test?.lag == 0)
    #expect(try duel(step: 2).test?.lag == 1)
    #expect(try duel(step: 1).test?.lag == 3)
    #expect(try duel(step: 1).note?.contains("test parts overlap") == true)
    #expect(try duel(step: 4, gap: 1).test?.lag == 1)
    let long = try duel(step: 1, gap: 1)
    #expect(long.test == nil)
    #expect(long.note == "a test over time takes 15 folds, there are 12; one over series takes 20")
  }

  @Test func manySeriesStandInForFewFolds() throws {
    let points = try Samples.points(
      Samples.flat(series: 20, folds: 1),
      models: [off("LSTM", 1), off("Naive", 1.5, noise: 1, seed: 2)])
    let found = compare(points, [.candidate, .baseline])
    let duel = try #require(found.mainDuel)
    #expect(duel.test?.basis == .series && duel.test?.count == 20)
    #expect(duel.note?.contains("series are taken as independent") == true)
    #expect(found.ranks?.series == 20)
  }

  @Test func ranksDecideWhereNoTestApplies() throws {
    let points = try Samples.points(
      Samples.flat(series: 8, folds: 1), models: [off("LSTM", 1), off("Naive", 3)])
    let found = compare(points, [.candidate, .baseline])
    #expect(found.mainDuel?.test == nil && found.ranks?.meanRanks == [1, 2])
    #expect(found.verdict.outcome == .better)
    #expect(found.verdict.sentence.contains("mean rank over series"))
    let few = try Samples.points(
      Samples.flat(series: 4, folds: 1), models: [off("LSTM", 1), off("Naive", 3)])
    let open = compare(few, [.candidate, .baseline])
    #expect(open.verdict.outcome == .ahead && open.ranks == nil)
    #expect(open.verdict.sentence.contains("too little to rule out chance"))
  }

  @Test func refitsOnAGrowingHistoryAreNoted() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 6), models: [off("LSTM", 1), off("Naive", 2, seed: 2)])
    var setup = Samples.setup(refit: .always)
    #expect(
      compare(points, [.candidate, .baseline], setup).duels[0].note?.contains("refit") == false)
    setup.origins.window = .expanding(minimum: 24)
    #expect(
      compare(points, [.candidate, .baseline], setup).duels[0].note?.contains("refit") == true)
  }

  @Test func aModelWithoutScoresHasNoRank() throws {
    let points = try Samples.points(
      Samples.flat(series: 6, folds: 1),
      models: [off("LSTM", 1), off("Broken", .nan), off("Naive", 3)])
    let ranks = try #require(compare(points, [.candidate, .classical, .baseline]).ranks)
    #expect(ranks.meanRanks[0] == 1 && ranks.meanRanks[1].isNaN && ranks.meanRanks[2] == 2)
  }

  @Test func aRankingMetricThatWasNotScoredIsScored() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 5), models: [off("LSTM", -1), off("Naive", 3)])
    let found = Comparison(
      scores: Scoreboard(points: points, metrics: [.mae], horizon: 3), points: points,
      roles: [.candidate, .baseline], setup: Samples.setup(metric: .bias))
    #expect(found.metric == .bias && found.candidate == 0)
    // Their signs differ; what counts is how far from zero they are.
    #expect(found.duels[0].candidateScore < 0 && found.duels[0].skill > 0.5)
    #expect(found.verdict.sentence.hasPrefix("LSTM's bias is "))
  }

  @Test func evidenceTellsOfIntervalsAndBias() throws {
    let points = try Samples.points(
      Samples.flat(series: 1, folds: 5), models: [off("LSTM", 2, noise: 0), off("Naive", 4)],
      widths: [80: 1, 95: 3])
    let evidence = compare(points, [.candidate, .baseline]).verdict.evidence
    #expect(evidence.contains("Its 80 % interval held 0.0 % of the values."))
    #expect(evidence.contains("Its 95 % interval held 100 % of the values."))
    #expect(
      evidence.contains {
        $0.hasPrefix("Its forecasts are on average 2.00 too high (units of the data); ")
      })
  }
}
