import ForetellForecasting
import ForetellNetworks
import ForetellNormalization
import ForetellSeries
import Foundation
import Synchronization
import Testing

/// How recurrent models are fitted: from the past alone, the same every time, and to the end or not
/// at all.
@Suite struct FittingTests {
  // MARK: Leakage

  @Test(arguments: RecurrentRecipe.Strategy.allCases, Readout.allCases)
  func whatComesAfterTheCutoffMovesNoBit(
    _ strategy: RecurrentRecipe.Strategy, _ readout: Readout
  ) async throws {
    let calm = Samples.values(46)
    var wild = calm
    for index in 40..<46 { wild[index] = index % 2 == 0 ? -1e6 : .nan }
    let recipe = Samples.recipe(strategy: strategy, readout: readout)
    var files: [[UInt8]] = []
    var forecasts: [[[UInt64]]] = []
    for values in [calm, wild] {
      let history = try Samples.panel(values, Samples.values(50, seed: 2)).prefix(dropping: 6)
      let fitted = try await recipe.fit(to: history, under: Samples.oneThread)
      files.append(try Samples.bytes(fitted))
      forecasts.append(Samples.bits(try fitted.forecast(after: history, horizon: 3)))
    }
    #expect(files[0] == files[1])
    #expect(forecasts[0] == forecasts[1])
  }

  /// With one look at the tail, at the last step, the tail chooses nothing.
  @Test(
    arguments: Readout.allCases,
    [
      "standard@series,level@window", "standard@panel", "robust@series",
      "min-max@panel,level@window",
    ])
  func validationTailIsNotTrainedOn(_ readout: Readout, _ normalization: String) async throws {
    var recipe = Samples.recipe(readout: readout)
    recipe.training?.validationInterval = 6
    recipe.refitsOnAllData = false
    recipe.validationSize = 5
    recipe.normalization = Normalization(normalization)
    let calm = Samples.values(40)
    let changed = calm.prefix(35) + [100, -50, 0, 3, 999]
    var fitted: [RecurrentForecaster] = []
    for values in [calm, Array(changed)] {
      fitted.append(
        try await recipe.fit(
          to: try Samples.panel(values, Samples.values(30, seed: 3)), under: Samples.oneThread))
    }
    #expect(fitted[0].members == fitted[1].members)
    #expect(fitted[0].trainedSteps == 6 && fitted[1].trainedSteps == 6)
    #expect(fitted[0].validation != fitted[1].validation)
    // The scales too.
    let panel = try Samples.panel(calm)
    #expect(
      Samples.bits(try fitted[0].forecast(after: panel, horizon: 3))
        == Samples.bits(try fitted[1].forecast(after: panel, horizon: 3)))
    // And it is trained on where the model is to know all: this test can fail.
    recipe.refitsOnAllData = true
    var refitted: [RecurrentForecaster] = []
    for values in [calm, Array(changed)] {
      refitted.append(
        try await recipe.fit(to: try Samples.panel(values), under: Samples.oneThread))
    }
    #expect(refitted[0].members != refitted[1].members)
  }

  // MARK: Determinism

  @Test(arguments: CellKind.allCases, RecurrentRecipe.Strategy.allCases)
  func numberOfThreadsChangesNoByteOfTheModel(
    _ cell: CellKind, _ strategy: RecurrentRecipe.Strategy
  ) async throws {
    var recipe = Samples.recipe(cell, strategy: strategy, members: 3)
    recipe.layers = 2
    recipe.dropout = 0.2
    recipe.training?.batchSize = 40
    let panel = try Samples.panel(Samples.values(60), Samples.values(45, seed: 2))
    var files: [[UInt8]] = []
    for threads in [1, 2, 5] {
      let fitted = try await recipe.fit(to: panel, under: FittingConditions(threads: threads))
      files.append(try Samples.bytes(fitted))
    }
    #expect(files[0] == files[1])
    #expect(files[0] == files[2])
  }

  @Test func anotherSeedGivesAnotherModel() async throws {
    let panel = try Samples.panel(Samples.values(40))
    var members: [[Parameters<Float>]] = []
    for seed in [0, 1, .max] as [UInt64] {
      members.append(
        try await Samples.recipe(members: 2, seed: seed)
          .fit(to: panel, under: Samples.oneThread).members)
    }
    #expect(Set(members).count == 3)
    for pair in members { #expect(pair[0] != pair[1]) }
  }

  // MARK: The number of steps

  @Test func stepsAreThoseOfTheBestLook() async throws {
    let fitted = try await Samples.recipe(steps: 7)
      .fit(to: try Samples.panel(Samples.values(40)), under: Samples.oneThread)
    #expect([2, 4, 6, 7].contains(fitted.trainedSteps))
    let validation = try #require(fitted.validation)
    #expect(validation.windows == 1 && validation.size == 3)
    #expect(validation.smape.isFinite && validation.smape >= 0)
    #expect(Set(validation.baselines.keys) == ["Naive", "SeasonalNaive", "Drift"])
  }

  @Test func withoutATailAllStepsAreTaken() async throws {
    var recipe = Samples.recipe()
    recipe.validationSize = 0
    let fitted = try await recipe.fit(
      to: try Samples.panel(Samples.values(40)), under: Samples.oneThread)
    #expect(fitted.trainedSteps == 6)
    #expect(fitted.validation == nil)
  }

  /// A gap right before the tail leaves no window to look at, and then no look must choose.
  @Test func tailWithoutAWindowChoosesNothing() async throws {
    var values = Samples.values(60)
    values[50] = .nan
    var recipe = Samples.recipe()
    recipe.validationSize = 9
    let panel = try Samples.panel(values)
    let fitted = try await recipe.fit(to: panel, under: Samples.oneThread)
    #expect(fitted.trainedSteps == 6)
    #expect(fitted.validation == nil)
    #expect(try fitted.forecast(after: panel, horizon: 3).substitutions.isEmpty)
  }

  // MARK: Cancellation and progress

  @Test(.timeLimit(.minutes(1)))
  func cancelledFittingStopsAtOnce() async throws {
    let recipe = Samples.recipe(steps: 900_000, members: 2)
    let panel = try Samples.panel(Samples.values(60))
    let steps = Mutex(0)
    let task = Task {
      try await recipe.fit(
        to: panel,
        under: FittingConditions(threads: 2) { progress in
          steps.withLock { $0 = max($0, progress.step) }
        })
    }
    while steps.withLock({ $0 }) < 60 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(steps.withLock { $0 } < 900_000)
  }

  @Test(arguments: [1, 2, 3], [true, false])
  func progressClimbsAndEndsWithinItsTotal(_ threads: Int, _ refits: Bool) async throws {
    var recipe = Samples.recipe(steps: 40, members: 3)
    recipe.refitsOnAllData = refits
    let reports = Mutex<[FittingProgress]>([])
    let fitted = try await recipe.fit(
      to: try Samples.panel(Samples.values(40)),
      under: FittingConditions(threads: threads) { progress in
        reports.withLock { $0.append(progress) }
      })
    let found = reports.withLock { $0 }
    let total = (refits ? 2 : 1) * 3 * 40
    #expect(found.allSatisfy { $0.steps == total })
    #expect(found.map(\.step) == Array(1...found.count))
    #expect(found.count == 3 * 40 + (refits ? 3 * fitted.trainedSteps : 0))
    #expect(found.count <= total)
    #expect(found.allSatisfy { $0.loss.isFinite && $0.loss >= 0 })
    #expect(found.first?.phase == .validating && found.first?.validationLoss == nil)
    #expect(found.last?.phase == (refits ? .training : .validating))
    #expect(found.last?.validationLoss != nil)
  }

  // MARK: Short panels

  @Test(arguments: 1...8)
  func panelOfShortSeriesIsRefusedWithItsNumbers(_ length: Int) async throws {
    let panel = try Samples.panel(Samples.values(length), Samples.values(1))
    await #expect {
      try await Samples.recipe().fit(to: panel, under: Samples.oneThread)
    } throws: { error in
      guard let error = error as? ForecastingError else { return false }
      return error.code == .tooShort && error.message.contains("\(length) values")
        && error.message.contains("9") && error.remedy?.contains("--input-size") == true
    }
  }

  @Test func partlyShortPanelNamesWhoForecastsTheShortOnes() async throws {
    let panel = try Samples.panel(
      Samples.values(40), Samples.values(7), [4, 4, 4, 4, 4, 4, 4, 4, 4])
    let fitted = try await Samples.recipe().fit(to: panel, under: Samples.oneThread)
    let forecast = try fitted.forecast(after: panel, horizon: 3)
    #expect(
      forecast.substitutions == [
        .init(
          series: "s1", model: "SeasonalNaive",
          reason: "it has 7 values where the network needs 8"),
        .init(series: "s2", model: "SeasonalNaive", reason: "all its values are equal"),
      ])
    #expect(forecast.series[1].values == Array(panel.values(of: 1).suffix(4).prefix(3)))
  }

  @Test func panelFullOfGapsNamesTheFirst() async throws {
    let values = Samples.values(40).enumerated().map { $0.offset % 5 == 3 ? .nan : $0.element }
    let only = try Samples.panel(values)
    await #expect {
      try await Samples.recipe().fit(to: only, under: Samples.oneThread)
    } throws: { error in
      guard let error = error as? ForecastingError else { return false }
      return error.code == .missingValue && error.series == "s0"
        && error.timestamp == only.timestamp(of: 0, at: 3)
    }
  }

  // MARK: Other panels

  @Test func panelOfAnotherFrequencyIsRefused() async throws {
    let fitted = try await Samples.recipe()
      .fit(to: try Samples.panel(Samples.values(40)), under: Samples.oneThread)
    let other = try Samples.panel(Samples.values(40), frequency: .monthly)
    let error = #expect(throws: ForecastingError.self) {
      try fitted.forecast(after: other, horizon: 3)
    }
    #expect(error?.code == .otherPanel)
  }

  @Test func directModelRefusesMoreThanItsHorizonAndRecursiveDoesNot() async throws {
    let panel = try Samples.panel(Samples.values(40))
    let direct = try await Samples.recipe().fit(to: panel, under: Samples.oneThread)
    let error = #expect(throws: ForecastingError.self) {
      try direct.forecast(after: panel, horizon: 4)
    }
    #expect(error?.code == .horizon)
    #expect(direct.longestHorizon == 3)
    let recursive = try await Samples.recipe(strategy: .recursive)
      .fit(to: panel, under: Samples.oneThread)
    #expect(recursive.longestHorizon == nil)
    #expect(try recursive.forecast(after: panel, horizon: 50).series[0].values.count == 50)
  }
}
