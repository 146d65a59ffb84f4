import ForetellForecasting
import ForetellNetworks
import ForetellSeries
import Testing

/// What the default model promises, whatever the data.
@Suite struct EnsembleTests {
  /// The default members with so few steps that they are fast, and by no means good.
  static func recipe(horizon: Int = 3, for panel: Panel? = nil) throws -> EnsembleRecipe {
    var recipe = EnsembleRecipe(horizon: horizon)
    if let panel {
      recipe.members = try recipe.resolved(for: panel).members.map { member in
        var member = member
        (member.trainingSteps, member.hiddenSize, member.batchSize) = (3, 4, 8)
        return member
      }
    }
    recipe.repetitions = 1
    return recipe
  }

  @discardableResult
  private static func checked(
    _ panel: Panel, horizon: Int = 3, _ change: (inout EnsembleRecipe) -> Void = { _ in }
  ) async throws -> Forecast {
    var recipe = try recipe(horizon: horizon, for: panel)
    change(&recipe)
    let model = try await recipe.fit(to: panel, under: Samples.oneThread)
    let forecast = try model.forecast(after: panel, horizon: horizon, levels: [80, 95])
    #expect(forecast.model == "Auto")
    #expect(forecast.series.map(\.id) == panel.ids)
    for (number, series) in forecast.series.enumerated() {
      let end = panel.range(of: number).count
      #expect(series.timestamps == (0..<horizon).map { panel.timestamp(of: number, at: end + $0) })
      #expect(series.values.count == horizon)
      #expect(series.values.allSatisfy { $0.isFinite }, "\(series.id): \(series.values)")
      for interval in series.intervals {
        for step in 0..<horizon {
          #expect(interval.lower[step] <= series.values[step])
          #expect(interval.upper[step] >= series.values[step])
        }
      }
      if series.intervals.count == 2 {
        for step in 0..<horizon {
          #expect(series.intervals[0].upper[step] <= series.intervals[1].upper[step])
        }
      }
    }
    return forecast
  }

  @Test func intermittentDemandIsForecastByItsMean() async throws {
    // Six zeros in ten, and a mean of 1.
    let demand = (0..<60).map { [0, 2, 0, 0, 3, 0, 0, 1, 4, 0][$0 * 7 % 10] }.map(Double.init)
    let panel = try Samples.panel(demand, demand.reversed())
    let model = try await EnsembleRecipe(horizon: 6).fit(to: panel, under: Samples.oneThread)
    #expect(model.resolved.kind == .intermittent)
    #expect(model.blend.networks == 0)
    for series in try model.forecast(after: panel, horizon: 6, levels: [80]).series {
      let mean = series.values.reduce(0, +) / 6
      #expect(mean > 0.5 && mean < 1.5)
      #expect(series.values.allSatisfy { $0 >= 0 })
      #expect(series.intervals[0].lower.allSatisfy { $0 >= 0 })
    }
    // The same with something below nothing is no demand.
    let changes = try Samples.panel(demand.map { $0 == 3 ? -3 : $0 })
    #expect(try EnsembleRecipe(horizon: 6).resolved(for: changes).kind != .intermittent)
  }

  @Test(arguments: [7.25, -3, 0, 1e300, 1e-300])
  func constantSeriesGoesOnExactly(_ value: Double) async throws {
    let constant = [Double](repeating: value, count: 30)
    let alone = try await Self.checked(try Samples.panel(constant))
    #expect(alone.series[0].values == [value, value, value])
    #expect(alone.substitutions.map(\.model) == ["Naive"])
    let beside = try await Self.checked(try Samples.panel(Samples.values(30), constant))
    #expect(beside.series[1].values == [value, value, value])
  }

  @Test(arguments: [1e300, -1e300, 1e-300, -1e-300, 1e9])
  func valuesOfAnySizeAreForecastInTheirSize(_ scale: Double) async throws {
    let forecast = try await Self.checked(
      try Samples.panel(Samples.values(30).map { $0 / 20 * scale }))
    for value in forecast.series[0].values {
      #expect(abs(value / scale) <= 10 && abs(value / scale) >= 1e-3)
    }
  }

  @Test func lengthsDownToOneValueAreForecast() async throws {
    let lengths = [1, 2, 3, 4, 5, 9, 12, 25, 40]
    let panel = try Panel(
      lengths.enumerated().map { number, length in
        try Samples.series("id \(number)", Samples.values(length, seed: UInt64(number)))
      })
    let forecast = try await Self.checked(panel)
    #expect(forecast.substitutions.map(\.series) == ["id 0"])
    for length in [1, 2, 3, 4, 5, 6, 7, 8] {
      try await Self.checked(try Samples.panel(Samples.values(length)))
    }
  }

  @Test func negativeValuesAndZerosAreForecast() async throws {
    try await Self.checked(
      try Samples.panel(
        Samples.values(30).map { $0 - 14 }, Samples.values(30).map { -$0 }, Samples.values(30),
        (0..<30).map { $0 % 3 == 0 ? 0 : Double($0) }))
  }

  @Test func missingValuesAreNotLearnedFrom() async throws {
    var start = Samples.values(40)
    for place in 0..<5 { start[place] = .nan }
    var middle = Samples.values(40, seed: 2)
    for place in [7, 8, 9, 20] { middle[place] = .nan }
    var end = Samples.values(40, seed: 3)
    for place in 30..<40 { end[place] = .nan }
    try await Self.checked(try Samples.panel(start, middle, end, Samples.values(40, seed: 4)))
    try await Self.checked(try Samples.panel(end))
  }

  @Test(arguments: [1, 2, 30, 100])
  func horizonsOfAnyLengthAreForecast(_ horizon: Int) async throws {
    try await Self.checked(try Samples.panel(Samples.values(40)), horizon: horizon)
  }

  @Test(arguments: [1, 4, 7, 12, 24, 52], [3, 60])
  func everyKindOfDataHasMembersThatTrain(_ season: Int, _ count: Int) async throws {
    let length = count == 3 ? 60 : season >= 24 ? 10 * season : 80
    let panel = try Panel(
      (0..<count).map {
        try Samples.series(
          "s\($0)", Samples.values(length, seed: UInt64($0)), frequency: .index(1))
      })
    var recipe = EnsembleRecipe(horizon: 3)
    recipe.seasonLength = season
    let resolved = try recipe.resolved(for: panel)
    for member in resolved.members { #expect(member.width >= 1 && member.trainingSteps >= 50) }
    try await Self.checked(panel) { $0.seasonLength = season }
  }

  @Test func forecastForTomorrowUsesTodaysValue() async throws {
    let panel = try Samples.panel(Samples.values(60))
    var recipe = try Self.recipe(for: panel)
    recipe.blend = Blend([:])
    let model = try await recipe.fit(to: panel, under: Samples.oneThread)
    var values = Samples.values(60)
    values[59] *= 1.5
    let moved = try model.forecast(after: try Samples.panel(values), horizon: 3)
    let forecast = try model.forecast(after: panel, horizon: 3)
    #expect(moved.series[0].values[0] != forecast.series[0].values[0])
  }

  @Test func equalSeedsGiveEqualBitsOnAnyNumberOfThreads() async throws {
    let panel = try Samples.panel(
      Samples.values(60), Samples.values(50, seed: 2), Samples.values(44, seed: 3))
    var recipe = try Self.recipe(for: panel)
    recipe.blend = Blend([.theta: 0.2])
    recipe.repetitions = 3
    func forecast(_ seed: UInt64, threads: Int) async throws -> [[UInt64]] {
      recipe.seed = seed
      let model = try await recipe.fit(to: panel, under: FittingConditions(threads: threads))
      return Samples.bits(try model.forecast(after: panel, horizon: 3))
    }
    let expected = try await forecast(1, threads: 1)
    #expect(try await forecast(1, threads: 2) == expected)
    #expect(try await forecast(1, threads: 5) == expected)
    #expect(try await forecast(2, threads: 1) != expected)
  }

  @Test func aLongerHorizonThanTrainedIsRefused() async throws {
    let panel = try Samples.panel(Samples.values(40))
    let model = try await Self.recipe(for: panel).fit(to: panel, under: Samples.oneThread)
    #expect(throws: ForecastingError.self) { try model.forecast(after: panel, horizon: 4) }
    #expect(try model.forecast(after: panel, horizon: 2).series[0].values.count == 2)
  }

  @Test func aGrownHistoryIsForecastWithoutTraining() async throws {
    let panel = try Samples.panel(Samples.values(40), Samples.values(40, seed: 2))
    let model = try await Self.recipe(for: panel).fit(to: panel, under: Samples.oneThread)
    let grown = try Samples.panel(
      Samples.values(46), Samples.values(43, seed: 2), Samples.values(20, seed: 9))
    let forecast = try model.forecast(after: grown, horizon: 3)
    #expect(forecast.series.allSatisfy { $0.values.allSatisfy { $0.isFinite } })
  }

  @Test func impossibleRecipesAreRefused() throws {
    let panel = try Samples.panel(Samples.values(40))
    func refuses(_ change: (inout EnsembleRecipe) -> Void) {
      var recipe = EnsembleRecipe(horizon: 3)
      change(&recipe)
      #expect(throws: ForecastingError.self) { try recipe.resolved(for: panel) }
    }
    refuses { $0.horizon = 0 }
    refuses { $0.repetitions = 0 }
    refuses { $0.members = [] }
    refuses { $0.budget = -1 }
    refuses { $0.budget = .nan }
    refuses { $0.members = [EnsembleMember(width: 0, steps: 3)] }
    refuses { recipe in
      var member = EnsembleMember(width: 3, steps: 3)
      member.loss = .pinball(quantile: 2)
      recipe.members = [member]
    }
  }

  /// Times differ from machine to machine, so only the ends are pinned.
  @Test func aBudgetChangesHowMuchIsTrained() async throws {
    let panel = try Samples.panel(Samples.values(80), Samples.values(80, seed: 2))
    var recipe = EnsembleRecipe(horizon: 3)
    recipe.budget = 1e-6
    let hasty = try await recipe.fit(to: panel, under: Samples.oneThread).resolved
    #expect(hasty.repetitions == 1)
    #expect(hasty.members.allSatisfy { $0.trainingSteps == 30 })
    #expect(hasty.choice == nil)
    recipe.budget = 1e6
    let members = try Self.recipe(for: panel).members
    recipe.members = members
    let patient = try await recipe.fit(to: panel, under: Samples.oneThread).resolved
    #expect(patient.repetitions == 12)
    #expect(patient.members == members)
  }

  @Test func aTaskThatIsCancelledEnds() async throws {
    let panel = try Samples.panel(Samples.values(80))
    let task = Task {
      var recipe = EnsembleRecipe(horizon: 3)
      recipe.repetitions = 1000
      return try await recipe.fit(to: panel)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// A network that learns must beat what it cannot learn from: a slope on a season.
  @Test func networksLearnAPanelOfOneLaw() async throws {
    let length = 72
    let panel = try Panel(
      (0..<60).map { number in
        try Samples.series("s\(number)", Samples.values(length, seed: UInt64(number)))
      })
    let past = panel.prefix(dropping: 4)
    var recipe = EnsembleRecipe(horizon: 4)
    recipe.blend = Blend([:])
    recipe.members = try recipe.resolved(for: past).members.map { member in
      var member = member
      (member.trainingSteps, member.hiddenSize) = (150, 24)
      return member
    }
    recipe.repetitions = 1
    func error(_ forecast: Forecast) -> Double {
      forecast.series.enumerated().reduce(0.0) { sum, one in
        let actual = panel.values(of: one.offset).suffix(4)
        return sum + zip(actual, one.element.values).reduce(0) { $0 + abs($1.0 - $1.1) }
      }
    }
    let network = try await recipe.fit(to: past).forecast(after: past, horizon: 4)
    let naive = try await BaselineRecipe(.seasonalNaive).fit(to: past)
      .forecast(after: past, horizon: 4)
    #expect(error(network) < 0.9 * error(naive))
  }

  @Test func eachMemberTellsWhereItsGradientsGo() async throws {
    let panel = try Samples.panel(Samples.values(60, seed: 1), Samples.values(70, seed: 2))
    var recipe = try Self.recipe(for: panel)
    recipe.repetitions = 2
    recipe.blend = Blend([:])
    let (model, flows) = try await Samples.flows(of: recipe, on: panel)
    let members = flows.compactMap(\.member)
    #expect(members.count == flows.count)
    #expect(Set(members.map(\.number)) == Set(1...max(1, model.members.count)))
    let again = try await recipe.fit(to: panel)
    #expect(model.members == again.members)
  }
}
