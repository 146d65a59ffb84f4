import ForetellForecasting
import ForetellNetworks
import ForetellSeries
import Testing

/// Line-ups of members, chosen between by values held back.
@Suite struct LineupChoiceTests {
  private static func panel() throws -> Panel {
    try Panel(
      (0..<12).map { try Samples.series("s\($0)", Samples.values(60, seed: UInt64($0))) })
  }

  /// One small network that learns as fast as `rate` says.
  private static func usual(rate: Double) throws -> ResolvedEnsemble {
    var recipe = EnsembleRecipe(horizon: 4)
    var member = EnsembleMember(width: 8, steps: 8)
    (member.hiddenSize, member.batchSize, member.trainingSteps) = (8, 16, 60)
    member.learningRate = rate
    recipe.members = [member]
    recipe.repetitions = 1
    return try recipe.resolved(for: panel())
  }

  private static func lineup(_ name: String, rate: Double) throws -> Lineup {
    Lineup(name: name, members: try usual(rate: rate).members)
  }

  private static func best(
    of lineups: [Lineup], beside usual: ResolvedEnsemble, margin: Double = 0.01
  ) async throws -> ResolvedEnsemble {
    try await LineupChoice(history: panel(), conditions: Samples.oneThread)
      .best(of: lineups, beside: usual, margin: margin)
  }

  /// Networks that never leave their random start forecast worse than ones that learn.
  @Test func aBetterRivalTakesThePlace() async throws {
    let chosen = try await Self.best(
      of: [try Self.lineup("learning", rate: 1e-2)], beside: try Self.usual(rate: 1e-9))
    #expect(chosen.choice == "learning" && chosen.members[0].learningRate == 1e-2)
  }

  @Test func theUsualStaysUnlessARivalIsClearlyBetter() async throws {
    let usual = try Self.usual(rate: 1e-2)
    let worse = try await Self.best(of: [try Self.lineup("idle", rate: 1e-9)], beside: usual)
    #expect(worse.members == usual.members && worse.choice == usual.choice)
    let same = try await Self.best(of: [try Self.lineup("same", rate: 1e-2)], beside: usual)
    #expect(same.choice == usual.choice)
    // No rival is better by nine tenths of the error.
    let narrow = try await Self.best(
      of: [try Self.lineup("learning", rate: 1e-2)], beside: try Self.usual(rate: 1e-9),
      margin: 0.9)
    #expect(narrow.choice == usual.choice)
    let alone = try await Self.best(of: [], beside: usual)
    #expect(alone.members == usual.members)
  }

  /// Halving throws the worse half away and meets the usual again with more steps.
  @Test func amongSeveralTheBestIsFound() async throws {
    let rivals = [
      try Self.lineup("idle", rate: 1e-9), try Self.lineup("learning", rate: 1e-2),
      try Self.lineup("hardly", rate: 1e-7), try Self.lineup("wild", rate: 1e3),
    ]
    let chosen = try await Self.best(of: rivals, beside: try Self.usual(rate: 1e-8))
    #expect(chosen.choice == "learning")
    #expect(try await Self.best(of: rivals, beside: try Self.usual(rate: 1e-8)) == chosen)
  }
}
