import ForetellBacktesting
import ForetellForecasting
import ForetellSeries
import ForetellTestSupport
import Testing

@Suite struct BacktestTests {
  private func backtest(
    test: Int = 3, count: Int? = 3, step: Int? = nil, gap: Int = 0, minimum: Int = 12
  ) -> Backtest {
    Backtest(
      origins: .expanding(minimum: minimum, test: test, step: step, gap: gap, count: count))
  }

  @Test func everyForecastStandsBesideWhatCame() async throws {
    let values = Toy.wave(30)
    let result = try await backtest().run([ToyRecipe()], on: Toy.panel(["a": values]))
    #expect(result.folds.map(\.trainCount) == [21, 24, 27])
    #expect(result.points.actual == Array(values[21...]))
    let mean = values[..<21].reduce(0, +) / 21 + 21e-6
    #expect(abs(result.points.columns[0].values[0] - mean) < 1e-12)
    #expect(abs(result.points.columns[0].values[2] - mean - 0.002) < 1e-12)
    let segment = result.points.segments[1]
    #expect(segment.rows == 3..<6 && segment.fold == 1 && segment.firstStep == 1)
    #expect("\(segment.cutoff)".hasPrefix("2021-12-01"))
    #expect("\(result.points.timestamp(ofRow: 3, in: segment))".hasPrefix("2022-01-01"))
  }

  @Test func aGapIsForecastButNotScored() async throws {
    let values = Toy.wave(30)
    let result = try await backtest(gap: 2).run([ToyRecipe()], on: Toy.panel(["a": values]))
    let first = result.points.segments[0]
    #expect(first.trainCount == 19 && first.firstStep == 3)
    #expect(result.points.actual[0] == values[21])
    // The third step ahead is the first that is scored.
    let mean = values[..<19].reduce(0, +) / 19 + 19e-6
    #expect(abs(result.points.columns[0].values[0] - mean - 0.002) < 1e-12)
  }

  @Test(arguments: [
    (RefitPolicy.never, [21, 21, 21]), (.always, [21, 24, 27]), (.every(2), [21, 21, 27]),
  ])
  func modelsAreFittedWhenThePolicySays(_ policy: RefitPolicy, _ fittedOn: [Int]) async throws {
    var backtest = backtest()
    backtest.refit = policy
    let values = Toy.wave(30)
    let result = try await backtest.run([ToyRecipe()], on: Toy.panel(["a": values]))
    for (fold, count) in fittedOn.enumerated() {
      let known = values[..<(21 + 3 * fold)]
      let mean = known.reduce(0, +) / Double(known.count)
      let found = result.points.columns[0].values[3 * fold] - mean
      #expect(abs(found - Double(count) * 1e-6) < 1e-9)
    }
    #expect(result.folds.map(\.isFitted) == [true, policy == .always, policy != .never])
  }

  @Test func seriesAreCutAtTheSameMoment() async throws {
    // ‘b’ begins ten months later and ends three months earlier, ‘c’ ended long ago.
    let panel = try Toy.panel(
      ["a": Toy.wave(30), "b": Toy.wave(17), "c": Toy.wave(10)], startingLate: ["b": 10])
    let result = try await backtest(count: 2).run([ToyRecipe()], on: panel)
    let cutoffs = result.points.segments.map { "\($0.series) \($0.fold) \($0.trainCount)" }
    #expect(cutoffs == ["0 0 24", "0 1 27", "1 0 14"])
    #expect(
      result.folds[1].leftOut.map(\.reason) == [
        "no value in the test part", "ended before the cutoff",
      ])
    #expect(result.folds[0].leftOut.map(\.example) == ["c"])
  }

  @Test func seriesMayBeCutAtTheirOwnEnds() async throws {
    let panel = try Toy.panel(
      ["a": Toy.wave(30), "b": Toy.wave(17)], startingLate: ["b": 10])
    var backtest = backtest(count: 2)
    backtest.alignment = .end
    let result = try await backtest.run([ToyRecipe()], on: panel)
    #expect(result.points.segments.map(\.trainCount) == [24, 27, 11, 14])
  }

  @Test func gapsAreFilledFromThePastAlone() async throws {
    var values = Toy.wave(30)
    // A gap across the first cutoff: the line to its end would know what comes after.
    for position in 19..<23 { values[position] = .nan }
    var backtest = backtest()
    backtest.fill = .linear
    backtest.audits = true
    let result = try await backtest.run([ToyRecipe()], on: Toy.panel(["a": values]))
    let known = Array(values[..<19]) + [values[18], values[18]]
    #expect(
      abs(result.points.columns[0].values[0] - known.reduce(0, +) / 21 - 21e-6) < 1e-9)
    #expect(result.points.actual[0].isNaN && result.points.actual[1].isNaN)
    #expect(result.scores.overall[0][0].points == 7)
    #expect(result.audit?.passes == true)
  }

  @Test func intervalsAreKeptAndScored() async throws {
    let result = try await backtest().run([ToyRecipe()], on: Toy.panel(["a": Toy.wave(30)]))
    let bands = result.points.columns[0].intervals
    #expect(bands.map(\.level) == [80, 95])
    #expect(bands[0].lower.count == 9 && bands[0].lower[0] < bands[0].upper[0])
    let place = try #require(result.scores.index(of: .coverage(95)))
    #expect(result.scores.overall[0][place].seriesMean == 1)
  }

  @Test func foldsThatDoNotFitAreRefusedWithTheArithmetic() async throws {
    let error = await #expect(throws: BacktestError.self) {
      _ = try await backtest(count: 8).run([ToyRecipe()], on: Toy.panel(["a": Toy.wave(30)]))
    }
    let text = try #require(error).description
    #expect(text.contains("8 folds need 36 values and the longest series has 30"))
    #expect(text.contains("lower --n-windows to 6"))
    await #expect(throws: BacktestError.self) {
      _ = try await backtest(test: 40, count: nil)
        .run([ToyRecipe()], on: Toy.panel(["a": Toy.wave(30)]))
    }
  }

  @Test func modelsNeedNamesOfTheirOwn() async throws {
    await #expect(throws: BacktestError.self) {
      _ = try await backtest().run(
        [ToyRecipe(), ToyRecipe()], on: Toy.panel(["a": Toy.wave(30)]))
    }
    await #expect(throws: BacktestError.self) {
      _ = try await backtest().run([], on: Toy.panel(["a": Toy.wave(30)]))
    }
  }

  @Test func aModelThatFailsOnOneSeriesIsReportedAndTheRestGoOn() async throws {
    let panel = try Toy.panel([
      "a": Toy.wave(30), "b": Toy.wave(30, seed: 2), "c": Toy.wave(30, seed: 3),
    ])
    let result = try await backtest(count: 2).run(
      [
        ToyRecipe(name: "Stumbler", stumblesOn: "b"), ToyRecipe(name: "Refuser", refuses: "c"),
        ToyRecipe(),
      ], on: panel)
    for (model, series) in [(0, "b"), (1, "c")] {
      #expect(result.models[model].failures.map(\.series) == [series, series])
      #expect(result.models[model].failures.map(\.fold) == [0, 1])
      let column = result.points.columns[model].values
      for segment in result.points.segments {
        let failed = panel.ids[segment.series] == series
        #expect(segment.rows.allSatisfy { column[$0].isNaN == failed })
      }
    }
    #expect(result.models[2].failures.isEmpty)
  }

  @Test func theNumberOfThreadsChangesNothing() async throws {
    let panel = try Toy.panel(["a": Toy.wave(48), "b": Toy.wave(40, seed: 2)])
    var recipe = RecurrentRecipe(horizon: 3)
    recipe.hiddenSize = 4
    recipe.members = 2
    recipe.training = RecurrentRecipe.defaultTraining(for: panel)
    recipe.training?.steps = 10
    var found: [BacktestResult] = []
    for threads in [1, 3] {
      var conditions = BacktestConditions()
      conditions.threads = threads
      found.append(
        try await backtest().run(
          [recipe, BaselineRecipe(.naive)], on: panel, under: conditions))
    }
    #expect(found[0].points == found[1].points)
  }

  @Test func foldsForecastTogetherAsTheyDoAlone() async throws {
    let panel = try Toy.panel(["a": Toy.wave(48), "b": Toy.wave(44, seed: 2)])
    var recipe = RecurrentRecipe(horizon: 3)
    recipe.hiddenSize = 4
    recipe.training = RecurrentRecipe.defaultTraining(for: panel)
    recipe.training?.steps = 10
    let model = try await recipe.fit(to: panel.prefix(dropping: 9))
    let histories = [9, 6, 3].map { panel.prefix(dropping: $0) }
    let together = try model.forecasts(after: histories, ForecastRequest(horizon: 3))
    for (history, forecast) in zip(histories, together) {
      #expect(forecast == (try model.forecast(after: history, horizon: 3)))
    }
  }

  @Test func aWarmStartGoesOnFromTheLastParameters() async throws {
    let panel = try Toy.panel(["a": Toy.wave(60)])
    var recipe = RecurrentRecipe(horizon: 3)
    recipe.hiddenSize = 4
    recipe.inputSize = 16
    recipe.training = RecurrentRecipe.defaultTraining(for: panel)
    recipe.training?.steps = 20
    var backtest = backtest(minimum: 30)
    let cold = try await backtest.run([recipe], on: panel)
    backtest.warmStart = true
    let warm = try await backtest.run([recipe], on: panel)
    #expect(cold.points.columns[0].values[..<3] == warm.points.columns[0].values[..<3])
    #expect(cold.points.columns[0].values[3...] != warm.points.columns[0].values[3...])
  }

  @Test func trainingCurvesAreKept() async throws {
    let panel = try Toy.panel(["a": Toy.wave(60)])
    var recipe = RecurrentRecipe(horizon: 3)
    recipe.hiddenSize = 4
    recipe.members = 1
    recipe.training = RecurrentRecipe.defaultTraining(for: panel)
    recipe.training?.steps = 40
    let result = try await backtest(count: 2).run([recipe, ToyRecipe()], on: panel)
    #expect(result.models[0].curves.map(\.fold) == [0, 1])
    let curve = try #require(result.models[0].curves.first)
    #expect(curve.steps.count == curve.losses.count && curve.steps.count >= 20)
    #expect(!curve.validationLosses.isEmpty)
    #expect(result.models[1].curves.isEmpty)
  }
}
