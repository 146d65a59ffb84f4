import ForetellBacktesting
import ForetellForecasting
import ForetellNetworks
import ForetellSeries
import Testing

@Suite struct AuditTests {
  private func backtest(_ refit: RefitPolicy = .always) -> Backtest {
    var backtest = Backtest(origins: .expanding(minimum: 24, test: 3, count: 3))
    backtest.refit = refit
    backtest.audits = true
    return backtest
  }

  private func panel() throws -> Panel {
    try Toy.panel(["a": Toy.wave(48), "b": Toy.wave(40, seed: 5)])
  }

  @Test(arguments: [RefitPolicy.always, .never, .every(2)], [false, true])
  func everyForecasterOfThePackagePasses(_ refit: RefitPolicy, _ isWarm: Bool) async throws {
    let panel = try panel()
    var backtest = backtest(refit)
    backtest.warmStart = isWarm
    let result = try await backtest.run(on: panel) { panel in
      var network = RecurrentRecipe(horizon: 3)
      network.hiddenSize = 4
      network.members = 1
      network.training = RecurrentRecipe.defaultTraining(for: panel)
      network.training?.steps = 8
      var recipes: [any Recipe] = Baseline.allCases.map { BaselineRecipe($0) }
      recipes += ClassicalMethod.allCases.map { ClassicalRecipe($0) }
      for cell in CellKind.allCases {
        network.cell = cell
        recipes.append(network)
      }
      return recipes.map { Contestant($0) }
    }
    let audit = try #require(result.audit)
    #expect(audit.passes, "\(audit.offences)")
    #expect(
      audit.models.count == Baseline.allCases.count + ClassicalMethod.allCases.count
        + CellKind.allCases.count)
    #expect(audit.folds == [0, 1, 2])
  }

  @Test func aLeakThroughAChoiceMadeOnAllDataIsCaught() async throws {
    let result = try await backtest().run(on: try panel()) { panel in
      // Scaled by the mean of everything, as a careless preparation would.
      let mean = panel.storage.reduce(0, +) / Double(panel.storage.count)
      return [Contestant(ToyRecipe(name: "Leaky", secret: mean)), Contestant(ToyRecipe())]
    }
    let audit = try #require(result.audit)
    #expect(!audit.passes)
    #expect(audit.offences.map(\.model) == ["Leaky"])
    let offence = try #require(audit.offences.first)
    #expect(offence.series == "a" && offence.step == 1 && offence.before != offence.after)
    #expect("\(offence.cutoff)".hasPrefix("2023-03-01"))
  }

  @Test func aChoiceOfModelsByTheFutureIsCaught() async throws {
    let result = try await backtest().run(on: try panel()) { panel in
      let isPositive = panel.storage.allSatisfy { $0 > 0 }
      return [Contestant(ToyRecipe(name: isPositive ? "Positive" : "Any"))]
    }
    #expect(result.audit?.offences.map(\.model) == ["Positive"])
  }

  @Test func withoutTheAuditNothingIsSaid() async throws {
    var backtest = backtest()
    backtest.audits = false
    let result = try await backtest.run([ToyRecipe()], on: try panel())
    #expect(result.audit == nil)
  }
}
