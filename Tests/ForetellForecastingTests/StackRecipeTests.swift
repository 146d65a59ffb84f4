import ForetellForecasting
import ForetellNetworks
import ForetellSeries
import Foundation
import Testing

/// Dilations, shortcuts, layer normalization and variational dropout in the recipes of networks.
@Suite struct StackRecipeTests {
  /// Six steps: windows of ten values, five a step.
  private static func recipe(_ dilations: Dilations?) -> RecurrentRecipe {
    var recipe = Samples.recipe()
    recipe.inputSize = 10
    recipe.dilations = dilations
    return recipe
  }

  private static func message(
    of recipe: RecurrentRecipe, _ panel: Panel
  ) -> (message: String, remedy: String?)? {
    do {
      _ = try recipe.resolved(for: panel)
      return nil
    } catch let error as ForecastingError {
      return (error.message, error.remedy)
    } catch { return ("\(error)", nil) }
  }

  @Test func textAndJSONSayTheSame() throws {
    for (text, json, dilations) in [
      ("1,3/6,12", "[[1,3],[6,12]]", Dilations.blocks([[1, 3], [6, 12]])),
      ("4", "[[4]]", .blocks([[4]])), ("season", "\"season\"", .season),
    ] {
      #expect(Dilations(text) == dilations)
      #expect(try JSONDecoder().decode(Dilations.self, from: Data(json.utf8)) == dilations)
      #expect(String(decoding: try JSONEncoder().encode(dilations), as: UTF8.self) == json)
    }
    for text in ["", "1,", "/", "1//2", "0", "-1", "1;2", "seasons", "1.5"] {
      #expect(Dilations(text) == nil, "\(text)")
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Dilations.self, from: Data("\"year\"".utf8))
    }
  }

  /// Smyl's stacks, without what looks back beyond the window.
  @Test(arguments: [
    (1, 16, [[1, 2], [2, 6]]), (4, 8, [[1, 2], [4]]), (4, 9, [[1, 2], [4, 8]]),
    (7, 14, [[1, 7]]), (12, 24, [[1, 3], [6, 12]]), (24, 48, [[1, 4], [24]]),
    (24, 169, [[1, 4], [24, 168]]), (52, 48, [[1]]), (52, 53, [[1, 52]]),
    (48, 96, [[1, 12], [24, 48]]), (2, 16, [[1, 2], [2, 2]]), (12, 1, [[1]]),
  ])
  func theSeasonMakesTheStack(_ season: Int, _ steps: Int, _ blocks: [[Int]]) throws {
    let width = 2
    var recipe = Samples.recipe(horizon: 1)
    recipe.width = width
    recipe.inputSize = width + steps - 1
    recipe.seasonLength = season
    recipe.dilations = .season
    recipe.isResidual = true
    let panel = try Samples.panel(Samples.values(400))
    let network = try recipe.resolved(for: panel).network
    #expect(network.dilations == blocks)
    #expect(network.layers == blocks.reduce(0) { $0 + $1.count })
    #expect(network.isResidual == (blocks.count > 1))
  }

  @Test func contradictionsAreRefusedWithARemedy() throws {
    let panel = try Samples.panel(Samples.values(60))
    var recipe = Self.recipe(.blocks([[1, 2], [4]]))
    #expect(Self.message(of: recipe, panel) == nil)
    recipe.layers = 2
    #expect(
      Self.message(of: recipe, panel)?.message
        == "2 layers and dilations of 3 (1,2/4) contradict each other")
    recipe.layers = 3
    #expect(Self.message(of: recipe, panel) == nil)
    recipe = Self.recipe(.blocks([[1], [6]]))
    let far = try #require(Self.message(of: recipe, panel))
    #expect(far.message == "a dilation of 6 looks back beyond the window, which has 6 steps")
    #expect(far.remedy?.contains("--input-size 11 or more") == true)
    recipe.inputSize = 11
    #expect(Self.message(of: recipe, panel) == nil)
    recipe = Self.recipe(.blocks([[1, 2]]))
    recipe.isResidual = true
    #expect(Self.message(of: recipe, panel)?.remedy?.contains("/") == true)
    recipe = Self.recipe(nil)
    recipe.isResidual = true
    #expect(Self.message(of: recipe, panel)?.remedy?.contains("--layers") == true)
    recipe.layers = 2
    #expect(try recipe.resolved(for: panel).network.isResidual)
    recipe = Self.recipe(.blocks([[2]]))
    (recipe.readout, recipe.segmentLength) = (.lastStep, 1)
    #expect(Self.message(of: recipe, panel)?.message.contains("segments") == true)
    recipe = Self.recipe(nil)
    recipe.variationalDropout = VariationalDropout(inputs: 0, states: 1)
    #expect(Self.message(of: recipe, panel)?.message.contains("variational dropout") == true)
  }

  private static func rich(_ strategy: RecurrentRecipe.Strategy = .direct) -> RecurrentRecipe {
    var recipe = recipe(.blocks([[1, 2], [4]]))
    recipe.strategy = strategy
    (recipe.isResidual, recipe.normalizesLayers) = (true, true)
    recipe.variationalDropout = VariationalDropout(inputs: 0.1, states: 0.2)
    recipe.dropout = 0.1
    return recipe
  }

  @Test(arguments: RecurrentRecipe.Strategy.allCases)
  func modelFilesKeepTheStack(_ strategy: RecurrentRecipe.Strategy) async throws {
    let history = try Samples.panel(Samples.values(60), Samples.values(40, seed: 4))
    let model = try await Self.rich(strategy).fit(to: history, under: Samples.oneThread)
    let file = try ModelFile(Samples.bytes(model), path: "m")
    guard case .recurrent(let read) = file.model else {
      Issue.record("another model")
      return
    }
    #expect(read.resolved == model.resolved)
    #expect(
      Samples.bits(try read.forecast(after: history, horizon: 3))
        == Samples.bits(try model.forecast(after: history, horizon: 3)))
    #expect(
      model.summary?.contains(
        "3-layer lstm of 8, dilations 1,2/4, residual, layers normalized, variational dropout 0.1 of inputs, 0.2 of states"
      ) == true)
    let threads = try await Self.rich(strategy).fit(
      to: history, under: FittingConditions(threads: 4))
    #expect(try Samples.bytes(threads) == Samples.bytes(model))
  }

  /// What a plain recipe writes knows nothing of stacks, and what it wrote before still reads.
  @Test func aPlainRecipeIsWrittenAsBefore() throws {
    let plain = RecurrentRecipe(horizon: 3)
    let text = String(decoding: try JSONEncoder().encode(plain), as: UTF8.self)
    for field in ["dilations", "isResidual", "normalizesLayers", "variationalDropout"] {
      #expect(!text.contains(field))
      #expect(RecurrentRecipe.fieldNames.contains(field))
    }
    #expect(try JSONDecoder().decode(RecurrentRecipe.self, from: Data(text.utf8)) == plain)
    let rich = Self.rich()
    #expect(
      try JSONDecoder().decode(RecurrentRecipe.self, from: JSONEncoder().encode(rich)) == rich)
    let read = try JSONDecoder().decode(
      RecurrentRecipe.self,
      from: Data(
        #"{"dilations": "season", "isResidual": true, "variationalDropout": {"inputs": 0.1, "states": 0}}"#
          .utf8))
    #expect(read.dilations == .season && read.isResidual)
    #expect(read.variationalDropout == VariationalDropout(inputs: 0.1, states: 0))
  }

  /// More memory is asked for than a plain stack of as many layers takes, and less than twice as much.
  @Test func memoryCountsWideSteps() async throws {
    let history = try Samples.panel(Samples.values(400))
    func fits(_ dilations: Dilations?, within limit: Int) async -> Bool {
      var recipe = Self.recipe(dilations)
      (recipe.inputSize, recipe.hiddenSize, recipe.layers) = (60, 256, 2)
      recipe.training?.steps = 1
      do {
        _ = try await recipe.fit(
          to: history, under: FittingConditions(threads: 2, maximumMemory: limit))
        return true
      } catch { return false }
    }
    var least: [Int] = []
    for dilations in [nil, Dilations.blocks([[8, 16]])] {
      var (low, high) = (1 << 16, 1 << 30)
      while high - low > 1 << 16 {
        let limit = (low + high) / 2
        if await fits(dilations, within: limit) { high = limit } else { low = limit }
      }
      least.append(high)
    }
    #expect(least[0] < least[1] && least[1] < 2 * least[0])
  }

  /// A network that carries its state may normalize and drop, and says why it cannot be dilated.
  @Test func aCarriedStateIsNormalizedButNotDilated() async throws {
    let history = try Samples.panel(Samples.values(80), Samples.values(60, seed: 4))
    var recipe = StatefulRecipe(horizon: 3)
    recipe.network = Self.rich()
    #expect(throws: ForecastingError.self) { try recipe.resolved(for: history) }
    do {
      _ = try recipe.resolved(for: history)
    } catch let error as ForecastingError {
      #expect(error.message.contains("its last d states"))
      #expect(error.remedy == "leave --dilations out")
    }
    recipe.network.dilations = nil
    recipe.network.layers = 2
    let model = try await recipe.fit(to: history, under: Samples.oneThread)
    let whole = try model.forecast(after: history, horizon: 3)
    #expect(whole.series.allSatisfy { $0.values.allSatisfy(\.isFinite) })
    // Value by value it comes to the same.
    var stream = try StreamingForecaster(.stateful(model))
    for series in 0..<history.count {
      var last: [Double] = []
      for (place, value) in history.values(of: series).enumerated() {
        last =
          try stream.update(
            with: Observation(
              series: history.ids[series],
              timestamp: history.timestamp(of: series, at: place), value: value))?.values ?? []
      }
      for (a, b) in zip(last, whole.series[series].values) { #expect(abs(a - b) <= 1e-6 * abs(b)) }
      #expect(last.count == 3)
    }
  }
}
