import ForetellForecasting
import ForetellNetworks
import ForetellNormalization
import ForetellSeries
import Testing

/// What a recipe chooses where it is left open.
@Suite struct ResolutionTests {
  private static let frequencies: [Frequency] = [
    .monthly, .quarterly, .yearly, .daily, .hourly, .minutes(30), .minutes(1), .businessDays(1),
    .weeks(1, on: .sunday), .index(1),
  ]

  /// Every length from hopeless to ample: the window fits with a target after it, or the error says
  /// how much is missing.
  @Test(arguments: frequencies, [1, 12, 60])
  func windowFitsEveryLength(_ frequency: Frequency, _ horizon: Int) throws {
    for strategy in RecurrentRecipe.Strategy.allCases {
      for length in 1...400 {
        let panel = try Samples.panel(Samples.values(length), frequency: frequency)
        var recipe = RecurrentRecipe(horizon: horizon)
        recipe.strategy = strategy
        do {
          let resolved = try recipe.resolved(for: panel)
          let window = resolved.width + (resolved.steps - 1) * recipe.stride
          let outputs = resolved.network.outputSize
          let learned = length - resolved.validationSize
          #expect(window + 1 <= learned)
          // Every output of the head has a target that it can learn from.
          #expect(resolved.width + outputs <= learned)
          #expect(resolved.width >= 2 && resolved.steps >= 1)
          #expect(resolved.network.inputSize == resolved.width)
          #expect(resolved.network.outputSize == (strategy == .direct ? horizon : 1))
          #expect((1...8 * horizon).contains(resolved.validationSize))
          #expect(length >= max(8, outputs + 4))
        } catch let error as ForecastingError {
          #expect(error.code == .tooShort)
          let outputs = strategy == .direct ? horizon : 1
          #expect(length < max(8, outputs + 4), "\(frequency), \(length) values: \(error)")
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3, 5, 12, 13, 14, 40, 387])
  func inputSizeThatIsGivenIsKept(_ inputSize: Int) throws {
    let panel = try Samples.panel(Samples.values(400), frequency: .monthly)
    for stride in [1, 2, 7] {
      var recipe = RecurrentRecipe(horizon: 12)
      (recipe.inputSize, recipe.stride, recipe.readout) = (inputSize, stride, .lastStep)
      let resolved = try recipe.resolved(for: panel)
      let window = resolved.width + (resolved.steps - 1) * stride
      #expect(window <= inputSize && window > inputSize - stride)
    }
    var recipe = RecurrentRecipe(horizon: 12)
    (recipe.inputSize, recipe.readout) = (389, .lastStep)
    let error = #expect(throws: ForecastingError.self) { try recipe.resolved(for: panel) }
    #expect(error?.code == .tooShort)
  }

  @Test func longMonthlySeriesSeesAYearAStepAndTwoYearsOfSteps() throws {
    let panel = try Samples.panel(Samples.values(144), frequency: .monthly)
    let resolved = try RecurrentRecipe(horizon: 12).resolved(for: panel)
    #expect(resolved.width == 13 && resolved.steps == 24)
    #expect(resolved.validationSize == 12 && resolved.seasonLength == 12)
    #expect(resolved.normalization.description == "log@series,standard@series,level@window")
  }

  @Test func logarithmIsForPositiveValuesAlone() throws {
    var values = Samples.values(144)
    values[3] = 0
    let resolved = try RecurrentRecipe(horizon: 12)
      .resolved(for: try Samples.panel(values, frequency: .monthly))
    #expect(resolved.normalization.description == "standard@series,level@window")
  }

  @Test func plainStepOfOneValueWorksWithoutAskingForMore() throws {
    var recipe = RecurrentRecipe(horizon: 3)
    recipe.width = 1
    let resolved = try recipe.resolved(for: try Samples.panel(Samples.values(60)))
    #expect(resolved.normalization.description == "log@series,standard@series")
    recipe.readout = .lastStep
    let many = try recipe.resolved(for: try Samples.panel(Samples.values(60)))
    #expect(many.normalization.description == "log@series,standard@series,level@window")
  }

  @Test func longHistoryIsValidatedOnMoreThanOneHorizon() throws {
    let panel = try Samples.panel(Samples.values(400), frequency: .monthly)
    #expect(try RecurrentRecipe(horizon: 12).resolved(for: panel).validationSize == 36)
  }

  private static func changed(_ change: (inout RecurrentRecipe) -> Void) -> RecurrentRecipe {
    var recipe = Samples.recipe()
    change(&recipe)
    return recipe
  }

  @Test(arguments: [
    changed { $0.inputSize = 0 }, changed { $0.inputSize = -3 }, changed { $0.width = 0 },
    changed { $0.stride = 0 }, changed { $0.stride = .max }, changed { $0.seasonLength = 0 },
    changed { $0.members = 0 }, changed { $0.members = .max }, changed { $0.validationSize = -1 },
    changed { $0.training?.steps = 0 }, changed { $0.training?.batchSize = 0 },
    changed { $0.hiddenSize = 0 }, changed { $0.hiddenSize = .max }, changed { $0.layers = 0 },
    changed { $0.layers = 1000 }, changed { $0.dropout = 1 }, changed { $0.dropout = .nan },
    changed { $0.training?.loss = .pinball(quantile: 1.5) },
    changed { $0.training?.loss = .pinball(quantile: .nan) },
    // A step of one value has nothing of its own to be normalized by.
    changed {
      $0.width = 1
      $0.normalization = Normalization(.level, over: .window)
    },
    // More than can be spared, and a head whose range the targets leave.
    changed { $0.validationSize = 59 },
    changed {
      $0.output = .sigmoid
      $0.normalization = Normalization(.standard, over: .series)
    },
  ])
  func contradictionsAreRefusedBeforeAnyWork(_ recipe: RecurrentRecipe) throws {
    let panel = try Samples.panel(Samples.values(60))
    let error = #expect(throws: ForecastingError.self) { try recipe.resolved(for: panel) }
    #expect(error?.code == .recipe)
    #expect(error?.remedy?.isEmpty == false)
  }

  @Test(arguments: [0, -1, 100_001, .max])
  func horizonOutOfRangeIsRefused(_ horizon: Int) throws {
    let panel = try Samples.panel(Samples.values(60))
    let error = #expect(throws: ForecastingError.self) {
      try RecurrentRecipe(horizon: horizon).resolved(for: panel)
    }
    #expect(error?.code == .horizon)
  }
}
