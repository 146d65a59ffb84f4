import ForetellBacktesting
import Testing

@Suite struct QualityGateTests {
  @Test(arguments: [
    ("mase>1.0", QualityGate.Condition.score(.mase, .greater, 1)),
    ("smape>=12.5", .score(.smape, .greaterOrEqual, 12.5)),
    ("coverage-80<0.7", .score(.coverage(80), .less, 0.7)),
    ("coverage-97.5<=70%", .score(.coverage(97.5), .lessOrEqual, 0.7)),
    (" MASE  > 1e1 ", .score(.mase, .greater, 10)),
    ("bias<-2", .score(.bias, .less, -2)),
    ("mape>20 %", .score(.mape, .greater, 0.2)),
  ])
  func gatesRead(_ text: String, _ condition: QualityGate.Condition) throws {
    let gate = try QualityGate(text)
    #expect(gate.condition == condition)
    #expect(try QualityGate(gate.description) == gate)
  }

  @Test(arguments: [
    ("mase", QualityGateError.Code.relation), ("", .relation), ("mase=1", .relation),
    ("mase==1", .relation), (">1", .metric), ("mass>1", .metric), ("coverage<0.7", .metric),
    ("mase>", .number), ("mase>one", .number), ("mase>nan", .number), ("mase>inf", .number),
    ("mase>1>2", .number), ("mase=>1", .metric), ("coverage-80<70", .number),
    ("smape>12%", .number),
    ("mase><1", .number),
  ])
  func badGatesSayWhatIsAccepted(_ text: String, _ code: QualityGateError.Code) {
    let error = #expect(throws: QualityGateError.self) { try QualityGate(text) }
    #expect(error?.code == code)
    #expect(
      error?.description.contains("write") == true
        || error?.description.contains("take one of") == true)
  }

  private func judge(_ gate: QualityGate, metrics: [Metric] = [.mase, .smape]) throws -> String? {
    let points = try Samples.points(
      Samples.flat(series: 2, folds: 5),
      models: [
        ("Naive", { actual, _, _, _ in actual + 1 }), ("LSTM", { actual, _, _, _ in actual + 2 }),
        ("Mean", { actual, _, _, _ in actual + 9 }), ("Broken", { _, _, _, _ in .nan }),
      ])
    let scores = Scoreboard(points: points, metrics: metrics, horizon: 3)
    let comparison = Comparison(
      scores: scores, points: points, roles: [.baseline, .candidate, .baseline, .classical],
      setup: Samples.setup())
    return gate.failure(scores: scores, points: points, comparison: comparison)
  }

  @Test(arguments: [
    ("mase>2", false), ("mase>=2", true), ("mase<2", false), ("mase<=2", true), ("mase>1.9", true),
    ("mae>1.9", true), ("mae>2.1", false),
  ])
  func aGateFailsWhenItsConditionHolds(_ text: String, _ fails: Bool) throws {
    #expect(try (judge(QualityGate(text)) != nil) == fails)
  }

  @Test func failuresAreSentences() throws {
    #expect(try judge(QualityGate("mase>1.5")) == "Gate ‘mase>1.5’ fails: MASE of LSTM is 2.0000.")
    #expect(
      try judge(QualityGate("coverage-80<0.7"))
        == "Gate ‘coverage-80<0.7’ fails: Coverage of 80 % of LSTM cannot be computed "
        + "(the interval is missing).")
  }

  @Test func aCandidateMayBeHeldAgainstAModel() throws {
    #expect(try judge(.worseThan("Mean")) == nil)
    #expect(try judge(.worseThan("LSTM")) == nil)
    #expect(
      try judge(.worseThan("naive"))
        == "Gate ‘worse than naive’ fails: MASE of LSTM is 2.0000, that of Naive 1.0000.")
    #expect(try judge(.worseThan("Broken"))?.contains("cannot be compared") == true)
    #expect(
      try judge(.worseThan("Theta"))?.contains("no model ‘Theta’ among Naive, LSTM, Mean, Broken")
        == true)
  }
}
