import ForetellForecasting
import ForetellNetworks
import ForetellNormalization
import ForetellRandom
import ForetellSeries
import FoundationEssentials
import Testing

/// Values one at a time, and what the same network says of the whole.
@Suite struct StreamingTests {
  private static func recipe(
    _ cell: CellKind = .lstm, normalization: String? = nil, members: Int = 2
  ) -> StatefulRecipe {
    var recipe = StatefulRecipe(horizon: 3)
    recipe.network = Samples.recipe(cell, members: members)
    recipe.network.normalization = normalization.flatMap { Normalization($0) }
    return recipe
  }

  private static func panel(_ lengths: Int...) throws -> Panel {
    try Panel(
      lengths.enumerated().map {
        try Samples.series("s\($0)", Samples.values($1, seed: UInt64($0)))
      })
  }

  /// The observations of a panel from a position on, row by row through all series.
  private static func observations(_ panel: Panel, from first: Int) -> [Observation] {
    let longest = (0..<panel.count).map { panel.range(of: $0).count }.max() ?? 0
    return (first..<longest).flatMap { position in
      (0..<panel.count).compactMap { series -> Observation? in
        let values = panel.values(of: series)
        guard position < values.count else { return nil }
        return Observation(
          series: panel.ids[series], timestamp: panel.timestamp(of: series, at: position),
          value: values[values.startIndex + position])
      }
    }
  }

  /// The series up to and with a stamp.
  private static func cut(_ panel: Panel, _ series: String, at stamp: Timestamp) throws -> Panel {
    let place = try #require(panel.ids.firstIndex(of: series))
    let count = try #require(panel.frequency.steps(from: panel.starts[place], to: stamp)) + 1
    return try Panel([
      TimeSeries(
        id: series, frequency: panel.frequency, start: panel.starts[place],
        values: Array(panel.values(of: place).prefix(count)))
    ])
  }

  @Test(arguments: CellKind.allCases)
  func updateEqualsReadingEverythingAnew(_ cell: CellKind) async throws {
    let panel = try Self.panel(60, 47)
    let model = try await Self.recipe(cell).fit(to: panel.prefix(dropping: 12))
    var stream = try StreamingForecaster(
      .stateful(model), after: panel.prefix(dropping: 12),
      ForecastRequest(horizon: 3, levels: [80]))
    let observations = Self.observations(panel.prefix(dropping: 0), from: 0).filter {
      $0.timestamp > stream.state.lastStamps[$0.series == "s0" ? 0 : 1] ?? $0.timestamp
    }
    #expect(observations.count == 24)
    for observation in observations {
      let found = try #require(try stream.update(with: observation))
      let expected = try model.forecast(
        after: Self.cut(panel, observation.series, at: observation.timestamp), horizon: 3,
        levels: [80]
      ).series[0]
      #expect(found == expected)
    }
  }

  /// From the first value on, without any history: the model knows the scale of its series.
  @Test func streamMayBeginWithTheFirstValue() async throws {
    let panel = try Self.panel(60)
    let model = try await Self.recipe().fit(to: panel)
    var stream = try StreamingForecaster(.stateful(model))
    var forecasts = 0
    for (place, observation) in Self.observations(panel, from: 0).enumerated() {
      let found = try stream.update(with: observation)
      #expect((found == nil) == (place < 4))
      guard let found, place > 20 else { continue }
      forecasts += 1
      let expected = try model.forecast(
        after: Self.cut(panel, "s0", at: observation.timestamp), horizon: 3)
      #expect(found == expected.series[0])
    }
    #expect(forecasts == 39)
  }

  @Test func stateIsKeptAndGoneOnFromToTheBit() async throws {
    let panel = try Self.panel(60, 60)
    let model = FittedModel.stateful(try await Self.recipe().fit(to: panel))
    let observations = Self.observations(panel, from: 0)
    var whole = try StreamingForecaster(model)
    var first = try StreamingForecaster(model)
    for observation in observations[..<77] {
      #expect(try whole.update(with: observation) == first.update(with: observation))
    }
    let kept = try JSONEncoder().encode(first.state)
    var second = try StreamingForecaster(model)
    try second.resume(from: JSONDecoder().decode(StreamingState.self, from: kept))
    #expect(second.state == first.state)
    for observation in observations[77...] {
      #expect(try whole.update(with: observation) == second.update(with: observation))
    }
    #expect(second.state == whole.state)
  }

  @Test func stateOfAnotherModelIsRefused() async throws {
    let panel = try Self.panel(60)
    let models = [
      try await Self.recipe(.lstm).fit(to: panel), try await Self.recipe(.gru).fit(to: panel),
      try await Self.recipe(.lstm).fit(to: panel.prefix(dropping: 1)),
    ]
    let state = try StreamingForecaster(.stateful(models[0]), after: panel).state
    for other in models[1...] {
      var stream = try StreamingForecaster(.stateful(other))
      let error = #expect(throws: ForecastingError.self) { try stream.resume(from: state) }
      #expect(error?.code == .otherState)
      #expect(error?.message == "this is the state of another model")
    }
  }

  @Test func whatIsWrongWithAValueIsNamedAndChangesNothing() async throws {
    let panel = try Self.panel(60)
    let model = FittedModel.stateful(
      try await Self.recipe(normalization: "log@series,standard@series,level@window").fit(to: panel)
    )
    let history = panel.prefix(dropping: 10)
    var stream = try StreamingForecaster(model, after: history)
    let before = stream.state
    func stamp(_ steps: Int) -> Timestamp { panel.timestamp(of: 0, at: 49 + steps) }
    let next = stamp(1)
    let between = try #require(Timestamp(secondsSince1970: next.value + 86_400))
    let bad: [(Observation, ForecastingError.Code)] = [
      (Observation(series: "s0", timestamp: stamp(0), value: 1), .outOfOrder),
      (Observation(series: "s0", timestamp: stamp(-3), value: 1), .outOfOrder),
      (Observation(series: "s0", timestamp: stamp(2), value: 1), .gap),
      (Observation(series: "s0", timestamp: between, value: 1), .offGrid),
      (Observation(series: "s0", timestamp: next, value: .nan), .missingValue),
      (Observation(series: "s0", timestamp: next, value: .infinity), .notFinite),
      (Observation(series: "s0", timestamp: next, value: -1), .otherPanel),
      (Observation(series: "new", timestamp: next, value: 1), .unknownSeries),
    ]
    for (observation, code) in bad {
      let error = #expect(throws: ForecastingError.self) {
        try stream.update(with: observation)
      }
      #expect(error?.code == code)
      #expect(error?.series == observation.series)
      #expect(error?.remedy?.isEmpty == false)
      #expect(stream.state == before)
    }
    #expect(
      try stream.update(with: Observation(series: "s0", timestamp: next, value: 10)) != nil)
  }

  /// A forecast that fails after the network has read a value leaves no trace of it.
  @Test func anUpdateThatThrowsChangesNothing() async throws {
    let panel = try Self.panel(60)
    var recipe = Self.recipe(normalization: "standard@panel,level@window")
    let model = FittedModel.stateful(try await recipe.fit(to: panel))
    var stream = try StreamingForecaster(model, after: panel, fill: .ffill)
    // Five values make the first forecast, of three steps that lead beyond the year 9999.
    let first = try #require(TimestampFormat.date.timestamp(from: "9998-10-01"))
    func send(_ step: Int, _ value: Double) throws -> Forecast.Series? {
      try stream.update(
        with: Observation(
          series: "late", timestamp: panel.frequency.stamp(step, after: first), value: value))
    }
    for step in 0..<4 { #expect(try send(step, Double(step)) == nil) }
    let before = stream.state
    let error = #expect(throws: ForecastingError.self) { try send(4, 7) }
    #expect(error?.code == .horizon)
    #expect(stream.state == before)
    // One that has not begun before has not begun after.
    recipe.network.width = 1
    recipe.network.normalization = Normalization("standard@panel")
    var single = try StreamingForecaster(.stateful(try await recipe.fit(to: panel)), after: panel)
    let untouched = single.state
    #expect(throws: ForecastingError.self) {
      try single.update(
        with: Observation(
          series: "new", timestamp: panel.frequency.stamp(4, after: first), value: 1))
    }
    #expect(single.state == untouched && single.state.ids == ["s0"])
  }

  /// Rows left out after a missing value have nothing to be filled with: the series begins anew.
  @Test func aGapAfterAMissingValueIsABeginning() async throws {
    var values = Samples.values(60)
    values[59] = .nan
    let panel = try Samples.panel(values)
    let model = FittedModel.stateful(try await Self.recipe().fit(to: panel))
    var stream = try StreamingForecaster(model, after: panel, fill: .ffill)
    for step in 0..<8 {
      let found = try stream.update(
        with: Observation(
          series: "s0", timestamp: panel.timestamp(of: 0, at: 63 + step), value: 20 + Double(step)))
      #expect((found != nil) == (step >= 4))
    }
  }

  /// Two rows left out and one without a value, filled with the last one.
  @Test func gapsAreBridgedWhereThatIsAskedFor() async throws {
    let panel = try Self.panel(60)
    let model = FittedModel.stateful(try await Self.recipe().fit(to: panel))
    func stamp(_ position: Int) -> Timestamp { panel.timestamp(of: 0, at: position) }
    func send(_ stream: inout StreamingForecaster, _ position: Int, _ value: Double) throws
      -> Forecast.Series?
    {
      try stream.update(
        with: Observation(series: "s0", timestamp: stamp(position), value: value))
    }
    for (fill, substitute) in [(FillMethod.ffill, 20.5), (.zero, 0.0)] {
      let isZero = fill == .zero
      let model =
        isZero
        ? FittedModel.stateful(
          try await Self.recipe(normalization: "standard@series").fit(to: panel)) : model
      var gappy = try StreamingForecaster(model, after: panel, fill: fill)
      var filled = try StreamingForecaster(model, after: panel)
      _ = try send(&gappy, 60, 20.5)
      _ = try send(&gappy, 63, 21)
      _ = try send(&filled, 60, 20.5)
      _ = try send(&filled, 61, substitute)
      _ = try send(&filled, 62, substitute)
      _ = try send(&filled, 63, 21)
      let found = try send(&gappy, 64, .nan)
      #expect(try send(&filled, 64, isZero ? 0 : 21) == found)
      #expect(gappy.state == filled.state)
    }
    let error = #expect(throws: ForecastingError.self) {
      try StreamingForecaster(model, fill: .linear)
    }
    #expect(error?.code == .recipe)
  }

  @Test func scaleOfThePanelTakesAnySeries() async throws {
    let panel = try Self.panel(60)
    let model = FittedModel.stateful(
      try await Self.recipe(normalization: "standard@panel,level@window").fit(to: panel))
    var stream = try StreamingForecaster(model)
    for position in 0..<8 {
      let found = try stream.update(
        with: Observation(
          series: "never seen", timestamp: panel.timestamp(of: 0, at: position),
          value: Double(position * position)))
      #expect((found != nil) == (position >= 4))
    }
  }

  /// A series that never changes is forecast by its value, as when it is read anew.
  @Test func constantSeriesIsForecastByItsValue() async throws {
    let panel = try Panel([
      Samples.series("s0", Samples.values(60)),
      Samples.series("flat", Array(repeating: 7, count: 60)),
    ])
    let model = try await Self.recipe().fit(to: panel)
    var stream = try StreamingForecaster(.stateful(model), after: panel)
    let next = Observation(series: "flat", timestamp: panel.timestamp(of: 1, at: 60), value: 7)
    #expect(try stream.update(with: next)?.values == [7, 7, 7])
    #expect(try model.forecast(after: panel, horizon: 3).series[1].values == [7, 7, 7])
  }

  @Test func modelsThatCannotBeStreamedSayWhy() async throws {
    let panel = try Self.panel(60)
    var windowed = Samples.recipe(.lstm, readout: .lastStep)
    windowed.normalization = Normalization("standard@series,level@window")
    var recursive = Samples.recipe(.lstm, strategy: .recursive)
    recursive.normalization = Normalization("standard@series")
    let models: [(FittedModel, String)] = [
      (.recurrent(try await windowed.fit(to: panel)), "normalized as a whole"),
      (.recurrent(try await recursive.fit(to: panel)), "recursive"),
      (.pretrained(try Pretrained.forecaster(for: panel)), "standardised"),
      (
        .baseline(
          try await BaselineRecipe(.naive).fit(to: panel), frequency: panel.frequency,
          cutoff: panel.starts[0]), "no state"
      ),
    ]
    for (model, reason) in models {
      let error = #expect(throws: ForecastingError.self) { try StreamingForecaster(model) }
      #expect(error?.code == .recipe)
      #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
      #expect(error?.remedy?.isEmpty == false)
    }
    // Read at every step, each is normalized by what it sees itself.
    let every = try await Samples.recipe(.gru).fit(to: panel)
    var stream = try StreamingForecaster(.recurrent(every), after: panel)
    let next = Observation(series: "s0", timestamp: panel.timestamp(of: 0, at: 60), value: 15)
    #expect(try stream.update(with: next)?.values.count == 3)
  }

  @Test func whereGradientsGoIsToldAndChangesNothing() async throws {
    let panel = try Self.panel(60, 47)
    let (model, flows) = try await Samples.flows(of: Self.recipe(), on: panel)
    #expect(!flows.isEmpty && flows.allSatisfy { !$0.layers.isEmpty })
    #expect(model.network.members == (try await Self.recipe().fit(to: panel)).network.members)
  }
}

/// The recipe whose state is carried through training.
@Suite struct StatefulTests {
  private static func recipe(steps: Int = 6) -> StatefulRecipe {
    var recipe = StatefulRecipe(horizon: 3)
    recipe.network = Samples.recipe(steps: steps, members: 2)
    return recipe
  }

  @Test func threadsAndAgainChangeNoBit() async throws {
    let panel = try Samples.panel(Samples.values(60), Samples.values(44, seed: 3))
    let recipe = Self.recipe()
    let bits = try await [1, 4, 1].asyncMap { threads in
      let model = try await recipe.fit(to: panel, under: FittingConditions(threads: threads))
      return Samples.bits(try model.forecast(after: panel, horizon: 3))
    }
    #expect(bits[0] == bits[1] && bits[0] == bits[2])
  }

  @Test func modelFileComesBackToTheBit() async throws {
    let panel = try Samples.panel(Samples.values(60), Samples.values(44, seed: 3))
    let model = try await Self.recipe().fit(to: panel)
    let bytes = try Samples.file(.stateful(model)).encoded()
    let file = try ModelFile(bytes, path: "memory")
    guard case .stateful(let read) = file.model else {
      Issue.record("another kind")
      return
    }
    #expect(try read.forecast(after: panel, horizon: 3) == model.forecast(after: panel, horizon: 3))
    #expect(try Samples.file(file.model).encoded() == bytes)
    #expect(read.name == "StatefulLSTM" && read.validation == model.validation)
  }

  /// The values before the end of a window of the same size matter, which for a windowed network they do not.
  @Test func rememberedFurtherThanAWindow() async throws {
    let values = Samples.values(60)
    let panel = try Samples.panel(values)
    let model = try await Self.recipe().fit(to: panel)
    let windowed = try await Self.recipe().network.fit(to: panel)
    var other = values
    other[20] += 3
    let changed = try Samples.panel(other)
    #expect(
      try Samples.bits(model.forecast(after: panel, horizon: 3))
        != Samples.bits(model.forecast(after: changed, horizon: 3)))
    #expect(
      try Samples.bits(windowed.forecast(after: panel, horizon: 3))
        == Samples.bits(windowed.forecast(after: changed, horizon: 3)))
  }

  /// A season that is known from far back only: better than the naive forecast by far.
  @Test func learnsASeason() async throws {
    let panel = try Samples.panel(Samples.values(160))
    var recipe = StatefulRecipe(horizon: 4)
    recipe.network.hiddenSize = 16
    recipe.network.members = 2
    recipe.network.seed = 1
    let model = try await recipe.fit(to: panel.prefix(dropping: 4))
    let found = try model.forecast(after: panel.prefix(dropping: 4), horizon: 4).series[0].values
    let actual = panel.values(of: 0).suffix(4)
    let error = zip(found, actual).reduce(0) { $0 + abs($1.0 - $1.1) } / 4
    #expect(error < 1)
    #expect(model.validation != nil)
  }

  /// One to one: a step sees a single value, so that the season of four is in the state or nowhere.
  @Test func oneValueInTheNextOut() async throws {
    let random = RandomStream(seed: 4)
    let season = [3.0, 3, 1, 7]
    let values = (0..<240).map { season[$0 % 4] + 0.1 * random[uniformAt: $0] }
    let panel = try Samples.panel(values)
    var recipe = StatefulRecipe(horizon: 1)
    recipe.network.width = 1
    recipe.network.inputSize = 12
    recipe.network.hiddenSize = 16
    recipe.network.members = 1
    recipe.network.normalization = Normalization("standard@series")
    let history = panel.prefix(dropping: 20)
    let model = try await recipe.fit(to: history)
    #expect(model.network.resolved.network.inputSize == 1)
    var stream = try StreamingForecaster(.stateful(model), after: history)
    var forecast = try model.forecast(after: history, horizon: 1).series[0].values[0]
    var error = 0.0
    for place in 220..<240 {
      error += abs(forecast - values[place]) / 20
      let next = Observation(
        series: "s0", timestamp: panel.timestamp(of: 0, at: place), value: values[place])
      forecast = try #require(try stream.update(with: next)).values[0]
    }
    // Who forgets the value before sees 3 and cannot tell whether 3 or 1 comes next.
    #expect(error < 0.3)
  }

  @Test func missingValuesAreBorders() async throws {
    var values = Samples.values(90)
    for place in [30, 31, 61] { values[place] = .nan }
    let panel = try Samples.panel(values)
    let model = try await Self.recipe().fit(to: panel)
    let after = try model.forecast(after: panel, horizon: 3)
    let isFinite = after.series[0].values.allSatisfy(\.isFinite)
    #expect(isFinite)
    // What lies before the last gap is not read.
    var other = values
    other[50] += 5
    #expect(
      try Samples.bits(model.forecast(after: Samples.panel(other), horizon: 3))
        == Samples.bits(after))
  }

  @Test func windowsWithABeginningAreRefused() throws {
    let panel = try Samples.panel(Samples.values(60))
    var recipe = Self.recipe()
    recipe.network.strategy = .recursive
    #expect(throws: ForecastingError.self) { try recipe.resolved(for: panel) }
    recipe.network.strategy = .direct
    recipe.network.readout = .lastStep
    #expect(throws: ForecastingError.self) { try recipe.resolved(for: panel) }
    recipe.network.readout = .everyStep
    recipe.network.stride = 2
    let error = #expect(throws: ForecastingError.self) { try recipe.resolved(for: panel) }
    #expect(error?.code == .recipe)
  }
}

extension Sequence {
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
    var results: [T] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
