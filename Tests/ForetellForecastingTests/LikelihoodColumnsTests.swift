import ForetellForecasting
import ForetellNetworks
import ForetellRandom
import ForetellSeries
import ForetellSimulation
import Foundation
import Testing

/// Learned distributions that see columns beside the target.
@Suite struct LikelihoodColumnsTests {
  private static let columns = CovariateColumns(
    fixed: ["region", "size"], known: ["price", "event"], categorical: ["region", "event"])

  /// A few steps of a small network: fast, and by no means good.
  private static func recipe(
    _ columns: CovariateColumns? = columns, steps: Int = 6
  ) -> LikelihoodRecipe {
    var recipe = LikelihoodRecipe(horizon: 4, likelihood: .gaussian)
    recipe.covariates = columns
    (recipe.hiddenSize, recipe.paths, recipe.members) = (8, 40, 2)
    recipe.training = LikelihoodRecipe.standardTraining
    recipe.training?.steps = steps
    recipe.training?.batchSize = 8
    recipe.training?.validationInterval = 3
    return recipe
  }

  private struct Change {
    var plans = (0..<8).map { Double($0) }
    var event = "fair"
    var region = "south"
    var value: (Int, Double) -> Double = { $1 }
    var price: (Int, Double) -> Double = { $1 }
    var label: (Int, String?) -> String? = { $1 }
  }

  /// Two series of 40 and 33 quarters with everything, and plans for four more.
  private static func panel(_ edit: (inout Change) -> Void = { _ in }) throws -> Panel {
    var change = Change()
    edit(&change)
    let random = RandomStream(seed: 5)
    let series = try [40, 33].enumerated().map { number, length in
      let plain = try Samples.series(
        "s\(number)", Samples.values(length, seed: UInt64(number + 1)))
      return TimeSeries(
        id: plain.id, frequency: plain.frequency, start: plain.start,
        values: plain.values.enumerated().map { change.value(length - $0, $1) },
        covariates: [
          "price": (0..<length).map { change.price(length - $0, 5 + random[uniformAt: $0]) },
          "visitors": (0..<length).map { Double($0 * $0 % 31) },
        ],
        attributes: ["region": number == 0 ? "north" : change.region, "size": "\(100 + number)"],
        categories: [
          "event": (0..<length).map { change.label(length - $0, $0 % 5 == 0 ? "fair" : nil) }
        ])
    }
    return try Panel(series).replacingFuture(
      FutureCovariates(
        offsets: [0, 4, 8], covariates: ["price": change.plans],
        categories: ["event": CategoricalColumn((0..<8).map { $0 == 2 ? change.event : nil })]))
  }

  @Test func aKnownCauseHelps() async throws {
    let whole = try Panel(
      KnownCausePanel(count: 8, length: 154, share: 0.7).panel(RandomStream(seed: 3)))
    let history = whole.cutting(
      (0..<8).map { ($0, 0..<140) }, knowing: [KnownCausePanel.column], ahead: 14)
    func error(_ columns: CovariateColumns?) async throws -> Double {
      var recipe = LikelihoodRecipe(horizon: 14, likelihood: .gaussian)
      recipe.covariates = columns
      (recipe.hiddenSize, recipe.members, recipe.paths) = (16, 1, 100)
      recipe.training = LikelihoodRecipe.standardTraining
      recipe.training?.steps = 250
      recipe.training?.batchSize = 32
      let forecast = try await recipe.fit(to: history).forecast(after: history, horizon: 14)
      return zip(0..<8, forecast.series).reduce(0) { sum, pair in
        zip(whole.values(of: pair.0).suffix(14), pair.1.values).reduce(sum) {
          $0 + abs($1.0 - $1.1)
        }
      }
    }
    let (with, without) = (
      try await error(CovariateColumns(known: [KnownCausePanel.column])), try await error(nil)
    )
    #expect(with < 0.7 * without, "\(with) \(without)")
  }

  /// What is planned, and nothing else of the future, changes the forecast, from its step on.
  @Test func plansChangeTheForecastFromTheirStepOn() async throws {
    let model = try await Self.recipe(steps: 40).fit(to: try Self.panel())
    func values(_ panel: Panel) throws -> [[Double]] {
      try model.forecast(after: panel, horizon: 4).series.map(\.values)
    }
    let plain = try values(Self.panel())
    let dear = try values(Self.panel { $0.plans[6] = 9 })
    #expect(plain[0] == dear[0])
    #expect(plain[1].prefix(2) == dear[1].prefix(2))
    #expect(plain[1][2] != dear[1][2])
    let southern = try values(Self.panel { $0.region = "north" })
    #expect(plain[0] == southern[0] && plain[1] != southern[1])
  }

  @Test func bitsDependNeitherOnThreadsNorOnTheFile() async throws {
    let panel = try Self.panel()
    var recipe = Self.recipe()
    recipe.embedsSeries = true
    var forecasts: [Forecast] = []
    for threads in [1, 3] {
      let model = try await recipe.fit(to: panel, under: FittingConditions(threads: threads))
      forecasts.append(try model.forecast(after: panel, horizon: 4, levels: [80]))
      let alone = try model.forecast(
        after: panel.selecting([1]).replacingFuture(
          FutureCovariates(
            offsets: [0, 4], covariates: ["price": [4, 5, 6, 7]],
            categories: ["event": CategoricalColumn([nil, nil, nil, nil])])),
        horizon: 4, levels: [80])
      #expect(alone.series[0] == forecasts[0].series[1])
      let bytes = try Samples.file(.likelihood(model), horizon: 4).encoded()
      let read = try ModelFile(bytes, path: "m")
      #expect(read.model.covariates == model.encoder && model.resolved.series == ["s0", "s1"])
      #expect(try read.encoded() == bytes)
      #expect(
        try read.model.forecast(after: panel, horizon: 4, levels: [80]) == forecasts[0])
    }
    #expect(forecasts[0] == forecasts[1])
  }

  /// A model without columns is written as it was before there were any.
  @Test func withoutColumnsTheFileSaysNothingOfThem() async throws {
    let model = try await Self.recipe(nil).fit(to: try Self.panel())
    #expect(model.encoder == nil)
    let file = try RawFile(try Samples.file(.likelihood(model)).encoded())
    let recipe = try #require(file.metadata["recipe"])
    for word in ["covariates", "embedsSeries", "encoder", "series\""] {
      #expect(!recipe.contains(word), "\(recipe)")
    }
    #expect(try ModelFile(file.sealed(), path: "m").model.covariates == nil)
  }

  /// A panel of a third series that is shorter than what is held back, without plans.
  private static func panel(
    with region: String, _ size: String, _ edit: (inout Change) -> Void = { _ in }
  ) throws -> Panel {
    let panel = try Self.panel(edit)
    let short = TimeSeries(
      id: "new", frequency: panel.frequency, start: panel.starts[0], values: [3, 5, 4],
      covariates: ["price": [5, 6, 7], "visitors": [1, 2, 3]],
      attributes: ["region": region, "size": size], categories: ["event": [nil, "fair", nil]])
    return try Panel([panel[0], panel[1], short])
  }

  /// While the number of steps is sought, nothing of the training moves with what is held back: not the values, not the scale
  /// of a column, not a label, not the facts of a series that is held back as a whole.
  @Test func whatIsHeldBackHasNoPartInItsValidation() async throws {
    func losses(_ columns: CovariateColumns?, _ panel: Panel) async throws -> [Double] {
      let noted = Noted()
      var recipe = Self.recipe(columns)
      recipe.members = 1
      let conditions = FittingConditions(threads: 1) { progress in
        if progress.phase == .validating { noted.losses.append(progress.loss) }
      }
      let model = try await recipe.fit(to: panel, under: conditions)
      #expect(model.resolved.validationSize == 4)
      return noted.losses
    }
    for columns in [nil, Self.columns] {
      let plain = try await losses(columns, Self.panel(with: "south", "102"))
      #expect(plain.count == 6)
      let changed = try await losses(
        columns,
        Self.panel(with: "west", "1e6") {
          $0.value = { left, value in left <= 4 ? 100 * value : value }
          $0.price = { left, price in left <= 4 ? 90 : price }
          $0.label = { left, label in left <= 4 ? "flood" : label }
        })
      #expect(plain == changed)
      let seen = try await losses(
        columns,
        Self.panel(with: "south", "102") {
          $0.value = { left, value in left == 5 ? 2 * value : value }
        })
      #expect(plain != seen)
    }
  }

  /// Filled from one thread: fitting reports one call at a time.
  private final class Noted: @unchecked Sendable {
    var losses: [Double] = []
  }

  @Test func whatIsMissingIsNamed() async throws {
    let model = try await Self.recipe().fit(to: try Self.panel())
    func error(_ panel: Panel, _ horizon: Int = 4) -> ForecastingError? {
      do {
        _ = try model.forecast(after: panel, horizon: horizon)
        return nil
      } catch { return error as? ForecastingError }
    }
    let absent = error(try Self.panel().replacingFuture(nil))
    #expect(absent?.code == .futureMissing && absent?.series == "s0")
    #expect(error(try Self.panel(), 5)?.code == .futureMissing)
    let hole = error(try Self.panel { $0.plans[5] = .nan })
    #expect(hole?.code == .covariate && hole?.column == "price" && hole?.series == "s1")
    #expect(hole?.timestamp == (try Self.panel()).timestamp(of: 1, at: 34))
    #expect(error(try Self.panel { $0.event = "flood" }) == nil)
    #expect(error(try Samples.panel(Samples.values(20)))?.code == .covariate)
    for (columns, name) in [
      (CovariateColumns(past: ["visitors"]), "visitors"),
      (CovariateColumns(known: ["weather"]), "weather"),
    ] {
      let refused = await #expect(throws: ForecastingError.self) {
        try await Self.recipe(columns).fit(to: try Self.panel())
      }
      #expect(refused?.code == .covariate && refused?.column == name)
    }
  }

  /// A series that was not there has the vector of no series, and one that is too short to teach has none.
  @Test func aNewSeriesIsForecastWithoutAVector() async throws {
    var recipe = Self.recipe(nil)
    recipe.embedsSeries = true
    let panel = try Samples.panel(Samples.values(30), [1, 2, 3], Samples.values(20, seed: 2))
    let model = try await recipe.fit(to: panel)
    #expect(model.resolved.series == ["s0", "s2"])
    #expect(model.resolved.network.embeddings.map(\.categories) == [2])
    let new = try Samples.series("new", Samples.values(25, seed: 9))
    let forecast = try model.forecast(after: try Panel([new]), horizon: 3, levels: [80])
    #expect(forecast.series[0].values.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [
    (#""price":{"deviation":"#, #""price":{"deviation":-"#),
    (#""scales":{"price""#, #""scales":{"prise""#),
    (#""scales":{"#, #""ownScales":{"price":{"s0":{"deviation":-1,"mean":5}}},"scales":{"#),
    (#""scales":{"#, #""ownSpreads":{"price":{"absolute":-1,"relative":0.1}},"scales":{"#),
    (#""categories":2"#, #""categories":3"#),
    (#""known":["price""#, #""known":["visitors","price""#),
    (#""past":[]"#, #""past":["visitors"]"#), (#"["s0","s1"]"#, #"["s0"]"#),
    (#"["s0","s1"]"#, #"["s0","s0"]"#),
  ])
  func columnsThatLieAreFound(_ text: String, _ lie: String) async throws {
    var recipe = Self.recipe()
    recipe.embedsSeries = true
    let model = try await recipe.fit(to: try Self.panel())
    var file = try RawFile(try Samples.file(.likelihood(model)).encoded())
    let metadata = try #require(file.metadata["recipe"])
    #expect(metadata.contains(text), "\(metadata)")
    file.metadata["recipe"] = metadata.replacingOccurrences(of: text, with: lie)
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile(try file.sealed(), path: "model.foretell")
    }
    #expect(error?.code == .damaged)
  }

  /// Paths are drawn in bundles of some thousand rows, whose borders nothing shows.
  @Test func bundlesOfPathsChangeNoBit() async throws {
    let panel = try Samples.panel(Samples.values(30))
    var recipe = Self.recipe(nil)
    (recipe.members, recipe.paths) = (1, 4200)
    let many = try await recipe.fit(to: panel).paths(after: panel, horizon: 2)[0]
    recipe.paths = 60
    let few = try await recipe.fit(to: panel).paths(after: panel, horizon: 2)[0]
    #expect(Array(many.prefix(60)) == few)
    #expect(many.count == 4200 && Set(many).count == 4200)
  }

  /// Neither where several series, each with a vector of its own, are cut into bundles together.
  @Test func bundlesOfSeveralSeriesChangeNoBit() async throws {
    let panel = try Self.panel()
    var recipe = Self.recipe()
    recipe.embedsSeries = true
    let model = try await recipe.fit(to: panel)
    #expect(model.resolved.series == ["s0", "s1"])
    let whole = try model.paths(after: panel, horizon: 4)
    #expect(whole.map(\.count) == [40, 40] && whole[0] != whole[1])
    // Twenty paths a member: of each series at once seven, seven and six, one, or all and more.
    for rows in [15, 1, 1000] {
      #expect(try model.paths(after: panel, horizon: 4, rowsAtOnce: rows) == whole)
    }
    let swapped = try model.paths(after: panel.selecting([1, 0]), horizon: 4, rowsAtOnce: 15)
    #expect(swapped == [whole[1], whole[0]])
  }

  @Test func columnsTakeMemoryToo() async throws {
    let panel = try Self.panel()
    var recipe = Self.recipe()
    recipe.validationSize = 0
    let resolved = try recipe.resolved(for: panel)
    let network = try RecurrentNetwork(resolved.network).trainingBytes(
      steps: resolved.context + resolved.reach, rows: resolved.training.batchSize)
    let outcomes: [(bytes: Int, code: ForecastingError.Code?)] = [(1, .memory), (100_000, nil)]
    for (bytes, code) in outcomes {
      var conditions = FittingConditions(threads: 1)
      conditions.maximumMemory = network + bytes
      do {
        _ = try await recipe.fit(to: panel, under: conditions)
        #expect(code == nil)
      } catch { #expect((error as? ForecastingError)?.code == code) }
    }
  }

  @Test func whatMemoryCannotHoldIsRefused() async throws {
    let panel = try Panel(
      (0..<100).map { try Samples.series("s\($0)", Samples.values(30), frequency: .index(1)) })
    var recipe = Self.recipe(nil)
    (recipe.paths, recipe.members) = (100_000, 1)
    let model = try await recipe.fit(to: panel)
    // 8 TB of futures.
    let error = #expect(throws: ForecastingError.self) {
      try model.paths(after: panel, horizon: 100_000)
    }
    #expect(error?.code == .memory && error?.remedy?.contains("--paths") == true)
    // What trains would fit, and the tail beside it does not.
    let resolved = model.resolved
    let most = try RecurrentNetwork(resolved.network).trainingBytes(
      steps: resolved.context + resolved.reach, rows: resolved.training.batchSize)
    func fit(holdingBack size: Int?) async -> ForecastingError.Code? {
      recipe.validationSize = size
      var conditions = FittingConditions(threads: 1)
      conditions.maximumMemory = most + 1
      do {
        _ = try await recipe.fit(to: panel, under: conditions)
        return nil
      } catch { return (error as? ForecastingError)?.code }
    }
    #expect(await fit(holdingBack: nil) == .memory)
    #expect(await fit(holdingBack: 0) == nil)
  }
}
