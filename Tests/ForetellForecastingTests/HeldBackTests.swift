import ForetellForecasting
import ForetellNetworks
import ForetellNormalization
import ForetellRandom
import ForetellSeries
import ForetellSimulation
import Synchronization
import Testing

/// What is held back to choose the number of steps by has no part in what is learned before it is looked at.
@Suite struct HeldBackTests {
  /// The losses of the training steps of one stage, in their order.
  private final class Losses: Sendable {
    private let found = Mutex<[Double]>([])
    let phase: FittingProgress.Phase

    init(_ phase: FittingProgress.Phase = .validating) { self.phase = phase }

    var values: [Double] { found.withLock { $0 } }

    var conditions: FittingConditions {
      FittingConditions(threads: 1) { progress in
        guard progress.phase == self.phase else { return }
        self.found.withLock { $0.append(progress.loss) }
      }
    }
  }

  // MARK: The last values

  private static let columns = CovariateColumns(
    fixed: ["size"], past: ["visitors", "weather"], known: ["price", "event"],
    categorical: ["weather", "event"])

  private static func recipe(steps: Int = 6) -> EncoderDecoderRecipe {
    var recipe = EncoderDecoderRecipe(horizon: 4)
    recipe.covariates = columns
    (recipe.inputSize, recipe.hiddenSize, recipe.members) = (9, 8, 1)
    recipe.training = Training(
      optimizer: .adam(learningRate: 1e-2), steps: steps, batchSize: 16, validationInterval: 3)
    return recipe
  }

  /// Three series whose last four values, the tail, are made by `change`.
  private static func panel(
    _ change: (inout TimeSeries, Range<Int>) -> Void = { _, _ in }
  ) throws -> Panel {
    let random = RandomStream(seed: 5)
    return try Panel(
      [40, 33, 36].enumerated().map { number, length in
        var series = try Samples.series(
          "s\(number)", Samples.values(length, seed: UInt64(number + 1)))
        series.covariates = [
          "price": (0..<length).map { 5 + random[uniformAt: $0] },
          "visitors": (0..<length).map { Double($0 * $0 % 31) },
        ]
        series.attributes = ["size": "\(100 + number)"]
        series.categories = [
          "event": (0..<length).map { $0 % 5 == 0 ? "fair" : nil },
          "weather": (0..<length).map { $0 % 3 == 0 ? "rain" : "sun" },
        ]
        change(&series, length - 4..<length)
        return series
      })
  }

  /// Absurd numbers and labels that are nowhere else.
  private static func strange(_ series: inout TimeSeries, _ tail: Range<Int>, known: Bool) {
    for place in tail {
      series.covariates["visitors"]?[place] = -1e7
      series.categories["weather"]?[place] = "ashes"
      guard known else { continue }
      series.covariates["price"]?[place] = 1e6 * Double(place)
      series.categories["event"]?[place] = "war"
    }
  }

  @Test func nothingOfTheTailIsLearnedBeforeItIsForecast() async throws {
    let plain = try Self.panel()
    let other = try Self.panel { series, tail in
      Self.strange(&series, tail, known: true)
      for place in tail { series.values[place] *= 30 }
    }
    var recipe = Self.recipe()
    recipe.refitsOnAllData = false
    // A single look, so that what is kept does not depend on what it finds.
    recipe.training?.validationInterval = 6
    let (losses, otherLosses) = (Losses(), Losses())
    let model = try await recipe.fit(to: plain, under: losses.conditions)
    let changed = try await recipe.fit(to: other, under: otherLosses.conditions)
    #expect(losses.values.count == 6 && losses.values == otherLosses.values)
    #expect(model.members == changed.members)
    #expect(model.encoder == changed.encoder)
    #expect(changed.encoder.vocabularies["event"]?.levels == ["fair"])
    #expect(model.validation != changed.validation)
    // On everything all of it is learned.
    recipe.refitsOnAllData = true
    let whole = try await recipe.fit(to: other)
    #expect(whole.encoder.vocabularies["event"]?.levels == ["fair", "war"])
    #expect((whole.encoder.scales["price"]?.mean ?? 0) > 1000)
  }

  /// What nobody knows before the tail changes neither its score nor the number of steps; what is known ahead of it may.
  @Test func theScoreOfTheTailSeesOnlyWhatIsKnownAhead() async throws {
    let model = try await Self.recipe(steps: 9).fit(to: Self.panel())
    let unknowable = try await Self.recipe(steps: 9).fit(
      to: Self.panel { Self.strange(&$0, $1, known: false) })
    #expect(model.validation != nil && model.validation == unknowable.validation)
    #expect(model.trainedSteps == unknowable.trainedSteps)
    let planned = try await Self.recipe(steps: 9).fit(
      to: Self.panel { Self.strange(&$0, $1, known: true) })
    #expect(planned.validation != model.validation)
  }

  @Test func aTailWithoutAValueChoosesNothing() async throws {
    let panel = try Self.panel { series, tail in
      for place in tail { series.values[place] = .nan }
    }
    let model = try await Self.recipe(steps: 9).fit(to: panel)
    #expect(model.validation == nil && model.trainedSteps == 9)
    var stateful = StatefulRecipe(horizon: 3)
    stateful.network = Samples.recipe(steps: 9)
    stateful.network.validationSize = 3
    let carried = try await stateful.fit(to: panel)
    #expect(carried.validation == nil && carried.network.trainedSteps == 9)
  }

  // MARK: Whole series

  private static func coldStart(steps: Int = 4) -> ColdStartRecipe {
    var recipe = ColdStartRecipe(horizon: 8)
    recipe.covariates = CovariateColumns(
      fixed: ["category", "price"], categorical: ["category"])
    (recipe.members, recipe.hiddenSize) = (1, 8)
    recipe.training = ColdStartRecipe.defaultTraining
    recipe.training?.steps = steps
    return recipe
  }

  private static let products = LaunchPanel(count: 20, length: 12).panel(RandomStream(seed: 2))

  private static func losses(
    _ recipe: ColdStartRecipe, changing number: Int? = nil
  ) async throws -> [Double] {
    var products = products
    if let number {
      products[number].values = products[number].values.map { 1000 * $0 }
      products[number].attributes["category"] = "boats"
      products[number].attributes["price"] = "1e6"
    }
    let losses = Losses()
    _ = try await recipe.fit(to: try Panel(products), under: losses.conditions)
    return losses.values
  }

  /// Of twenty products four are held back: whatever these four are, the others teach the same.
  @Test func nothingOfTheSeriesHeldBackIsLearned() async throws {
    let recipe = Self.coldStart()
    let plain = try await Self.losses(recipe)
    #expect(plain.count == 4)
    var indifferent = 0
    for number in Self.products.indices {
      if try await Self.losses(recipe, changing: number) == plain { indifferent += 1 }
    }
    #expect(indifferent == 4)
  }

  /// Where one product alone has a fact, it may be held back: then the others teach that nobody has.
  @Test func aFactOfWhatIsHeldBackAloneIsNoFault() async throws {
    var recipe = Self.coldStart(steps: 1)
    recipe.covariates.fixed.append("maker")
    recipe.covariates.categorical.append("maker")
    for number in Self.products.indices {
      var products = Self.products
      products[number].attributes["maker"] = "Acme"
      let model = try await recipe.fit(to: try Panel(products))
      #expect(model.trial != nil && model.encoder.vocabularies["maker"]?.levels == ["Acme"])
    }
    // Where nobody has it, it is missed.
    let error = await #expect(throws: ForecastingError.self) {
      try await recipe.fit(to: try Panel(Self.products))
    }
    #expect(error?.column == "maker")
  }

  /// The same of a series that is all tail.
  @Test func aFactOfAShortSeriesAloneIsNoFault() async throws {
    let panel = try Self.panel { series, _ in
      guard series.id == "s0" else { return }
      series.id = "short"
      series.attributes["kind"] = "kiosk"
      series.values = Array(series.values.prefix(3))
      series.covariates = series.covariates.mapValues { Array($0.prefix(3)) }
      series.categories = series.categories.mapValues { Array($0.prefix(3)) }
    }
    var recipe = Self.recipe(steps: 3)
    recipe.covariates.fixed.append("kind")
    recipe.covariates.categorical.append("kind")
    let model = try await recipe.fit(to: panel)
    #expect(model.encoder.vocabularies["kind"]?.levels == ["kiosk"])
    var deep = LikelihoodRecipe(horizon: 4, likelihood: .gaussian)
    deep.covariates = CovariateColumns(fixed: ["kind"], categorical: ["kind"])
    (deep.hiddenSize, deep.members) = (8, 1)
    deep.training = LikelihoodRecipe.standardTraining
    deep.training?.steps = 3
    deep.training?.batchSize = 8
    let drawn = try await deep.fit(to: panel)
    #expect(drawn.resolved.validationSize == 4)
    #expect(drawn.encoder?.vocabularies["kind"]?.levels == ["kiosk"])
  }

  @Test func whatComesAfterTheHorizonIsNotLookedAt() async throws {
    let model = try await Self.coldStart().fit(to: try Panel(Self.products))
    let longer = try Panel(
      Self.products.map { product in
        var product = product
        product.values += [1e9, -3]
        return product
      })
    let launches = try Panel(
      Self.products.map { product in
        var product = product
        product.values = []
        return product
      })
    let other = try await Self.coldStart().fit(to: longer)
    #expect(
      try Samples.bits(model.forecast(after: launches, horizon: 8))
        == Samples.bits(other.forecast(after: launches, horizon: 8)))
    #expect(model.trial == other.trial)
  }

  @Test func seriesWithoutAValueAreNotHeldBack() async throws {
    let panel = try Panel(
      Self.products.enumerated().map { number, product in
        var product = product
        if number >= 6 { for step in 0..<8 { product.values[step] = .nan } }
        return product
      })
    let model = try await Self.coldStart(steps: 30).fit(to: panel)
    #expect(model.trial == nil && model.trainedSteps == 30)
  }
}
