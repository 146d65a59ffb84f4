import ForetellForecasting
import ForetellNetworks
import ForetellNormalization
import ForetellRandom
import ForetellSeries
import Testing

/// Panels and small recipes for tests.
enum Samples {
  /// A season of 4 on a slope with some noise, all positive.
  static func values(_ count: Int, seed: UInt64 = 1) -> [Double] {
    let random = RandomStream(seed: seed)
    let season = [12.0, 17, 9, 14]
    return (0..<count).map { season[$0 % 4] + 0.1 * Double($0) + random[uniformAt: $0] }
  }

  static func series(
    _ id: String, _ values: [Double], frequency: Frequency = .quarterly
  ) throws -> TimeSeries {
    let start: Timestamp? =
      if case .index = frequency {
        Timestamp(index: 5)
      } else {
        // 2024-01-01, a Monday and the first of everything.
        Timestamp(secondsSince1970: 1_704_067_200)
      }
    return TimeSeries(id: id, frequency: frequency, start: try #require(start), values: values)
  }

  static func panel(
    _ values: [Double]..., frequency: Frequency = .quarterly
  ) throws -> Panel {
    try Panel(
      values.enumerated().map { try series("s\($0.offset)", $0.element, frequency: frequency) })
  }

  /// Eight hidden units, six steps: fast, and by no means good.
  static func recipe(
    _ cell: CellKind = .lstm, horizon: Int = 3, strategy: RecurrentRecipe.Strategy = .direct,
    readout: Readout = .everyStep, steps: Int = 6, members: Int = 1, seed: UInt64 = 0
  ) -> RecurrentRecipe {
    var recipe = RecurrentRecipe(horizon: horizon)
    recipe.cell = cell
    recipe.hiddenSize = 8
    recipe.inputSize = 8
    recipe.width = 5
    recipe.strategy = strategy
    recipe.readout = readout
    recipe.members = members
    recipe.seed = seed
    recipe.training = Training(
      optimizer: .adam(learningRate: 5e-3), steps: steps, batchSize: 8, validationInterval: 2)
    return recipe
  }

  static let oneThread = FittingConditions(threads: 1)

  static func bits(_ forecast: Forecast) -> [[UInt64]] {
    forecast.series.map { $0.values.map(\.bitPattern) }
  }

  /// What a fitted recurrent model is made of, as the bytes of its file.
  static func bytes(_ forecaster: RecurrentForecaster) throws -> [UInt8] {
    try file(.recurrent(forecaster)).encoded()
  }

  static func file(_ model: FittedModel, horizon: Int? = 3) -> ModelFile {
    ModelFile(
      model, timestampFormat: .date, horizon: horizon, schema: #"{"target":"y"}"#, writer: "tests")
  }
}

/// A recipe of any kind, with what it needs.
struct AnyModel: Sendable, CustomTestStringConvertible {
  enum Recipe: Sendable {
    case baseline(BaselineRecipe)
    case recurrent(RecurrentRecipe)
  }

  let testDescription: String
  var recipe: Recipe
  /// Values that a series needs to be forecast by the model itself.
  let minimum: Int
  /// The shortest history it can be fitted to.
  let minimumToFit: Int

  func fit(to history: Panel) async throws -> any Forecaster {
    switch recipe {
    case .baseline(let recipe): try await recipe.fit(to: history, under: Samples.oneThread)
    case .recurrent(let recipe): try await recipe.fit(to: history, under: Samples.oneThread)
    }
  }

  /// The same with another horizon.
  func reaching(_ horizon: Int) -> AnyModel {
    var model = self
    if case .recurrent(var recipe) = recipe {
      recipe.horizon = horizon
      model.recipe = .recurrent(recipe)
    }
    return model
  }

  static let baselines = Baseline.allCases.map {
    AnyModel(
      testDescription: $0.name, recipe: .baseline(BaselineRecipe($0)), minimum: 1, minimumToFit: 1)
  }

  static let networks = CellKind.allCases.flatMap { cell in
    RecurrentRecipe.Strategy.allCases.flatMap { strategy in
      Readout.allCases.map { readout in
        AnyModel(
          testDescription: "\(cell) \(strategy) \(readout)",
          recipe: .recurrent(
            Samples.recipe(
              cell, strategy: strategy, readout: readout, members: cell == .lstm ? 2 : 1)),
          minimum: 8,
          // Read at the last step alone, a direct head of three needs three targets after a window.
          minimumToFit: strategy == .direct && readout == .lastStep ? 10 : 8)
      }
    }
  }

  static let all = baselines + networks
}
