internal import ForetellNetworks
internal import ForetellNormalization
public import ForetellSeries

/// Forecasts anew after every value, at the price of one step of the network.
///
///     var stream = try StreamingForecaster(model, after: history)
///     let forecast = try stream.update(with: Observation(series: "a", timestamp: noon, value: 17.2))
///
/// The state of every series is carried from value to value. What comes out is what the same networks give when
/// they read the series from the beginning of its history, to the bit.
///
/// Models that can be streamed: a ``StatefulForecaster``, which was trained to; and a ``RecurrentForecaster`` that
/// forecasts directly, with a stride of 1, and whose window is not normalized as a whole (every step is read, or no
/// method has the scope `window`). Such a one was trained on windows that begin with an empty memory, so it
/// remembers further than it has learned to, and its forecasts differ from those it gives after a window. All
/// others are refused with the reason.
public struct StreamingForecaster {
  /// Steps that are forecast, and the levels of the intervals.
  public let request: ForecastRequest
  /// What stands in for missing values and rows; nil refuses them.
  public let fill: FillMethod?
  /// The model's name.
  public let name: String
  let network: RecurrentForecaster
  let shape: RecurrentNetwork
  /// Where each series stands, in the order of their first values, and their places.
  var streams: [SeriesStream] = []
  var places: [String: Int] = [:]
  private let steppers: [NetworkStepper]
  private var inputs: [Float]
  private var outputs: [[Float]]

  /// - Parameters:
  ///   - history: what is known already; series that the model was not fitted to get their scale from it.
  ///   - request: nil forecasts what the model was fitted for.
  ///   - fill: `.ffill` and `.zero` bridge what is missing in the stream; a line needs its far end.
  /// - Throws: ``ForecastingError`` with `.recipe` where the model cannot be streamed or the filling cannot be done,
  ///   or as ``update(with:)`` for what is wrong with the history.
  public init(
    _ model: FittedModel, after history: Panel? = nil, _ request: ForecastRequest? = nil,
    fill: FillMethod? = nil
  ) throws {
    network = try model.streamedNetwork()
    name = model.name
    let longest = network.resolved.network.outputSize
    self.request =
      request ?? ForecastRequest(horizon: min(longest, network.resolved.recipe.horizon))
    try network.check(self.request)
    guard fill != .linear else {
      throw ForecastingError(
        .recipe, "a straight line needs the value after the gap, which has not come yet",
        remedy: "use --fill ffill or zero")
    }
    self.fill = fill
    let shape = try RecurrentNetwork(network.resolved.network)
    self.shape = shape
    let engine = Engine(threads: 1, instructionSet: try InstructionSet.preferred())
    steppers = network.members.map { NetworkStepper(shape, parameters: $0, engine: engine) }
    inputs = Array(repeating: 0, count: network.resolved.width)
    outputs = network.members.map { _ in Array(repeating: 0, count: longest) }
    if let history { try read(history) }
  }

  /// Sees the next value of a series and forecasts what follows it.
  ///
  /// What it costs depends on the size of the network alone, not on how much came before. A series begins with
  /// its first value.
  ///
  /// - Returns: nil while a series has fewer values than a step of the network sees.
  /// - Throws: ``ForecastingError``, and then nothing is changed: `.outOfOrder` where the stamp is not later than the
  ///   last, `.gap` where it leaves stamps out and nothing fills them, `.offGrid` where it lies between two,
  ///   `.missingValue` where the value is NaN and nothing fills it, `.notFinite` where it is infinite,
  ///   `.otherPanel` where a logarithm was fitted and it is not positive, `.unknownSeries` where the model
  ///   scales by series and knows this one neither from its fit nor from the history.
  public mutating func update(with observation: Observation) throws -> Forecast.Series? {
    let place = try place(of: observation)
    let missing = try steps(to: observation, in: place) - 1
    let value = try accepted(observation, in: place)
    if missing > 0, fill == .zero, !streams[place].normalizer.accepts(0) {
      throw notPositive(0, observation.series, observation.timestamp)
    }
    for _ in 0..<max(0, missing) {
      see(fill == .zero ? 0 : streams[place].lastValue, in: place)
      step(place)
    }
    see(value, in: place)
    streams[place].last = observation.timestamp
    let normalizer = step(place)
    guard let normalizer else { return nil }
    return try forecast(place, normalizer)
  }

  /// Where the stream stands after a history.
  private mutating func read(_ history: Panel) throws {
    try history.checkFrequency(network.frequency)
    for series in 0..<history.count {
      let id = history.ids[series]
      let values = history.values(of: series)
      let normalizer = network.scaling.normalizer(of: id, values: values)
      if let wrong = values.firstIndex(where: { !normalizer.accepts($0) }) {
        throw notPositive(
          values[wrong], id, history.timestamp(of: series, at: wrong - values.startIndex))
      }
      let place = begin(id, normalizer)
      for value in values {
        if value.isNaN {
          // As ``StatefulForecaster`` does: what comes after begins anew.
          streams[place] = SeriesStream(id: id, normalizer: normalizer, states: emptyStates())
        } else {
          see(value, in: place)
          step(place)
        }
      }
      streams[place].last = history.timestamp(of: series, at: values.count - 1)
    }
  }

  // MARK: One value

  private mutating func see(_ value: Double, in place: Int) {
    streams[place].append(value, width: network.resolved.width)
  }

  /// One step of every member on the newest values; nil where they are too few.
  @discardableResult
  private mutating func step(_ place: Int) -> WindowNormalizer? {
    guard streams[place].recent.count == network.resolved.width else { return nil }
    let normalizer = network.scaling.write(streams[place].recent[...], into: &inputs, at: 0)
    for member in steppers.indices {
      // The states were made for this network.
      try? steppers[member].step(
        inputs, carrying: &streams[place].states[member], into: &outputs[member])
    }
    return normalizer
  }

  private func forecast(
    _ place: Int, _ normalizer: WindowNormalizer
  ) throws(ForecastingError) -> Forecast.Series {
    let stream = streams[place]
    let last = stream.last ?? network.cutoff
    let stamps = (1...request.horizon).map { network.frequency.stamp($0, after: last) }
    guard stamps.last?.isSupported == true else {
      throw ForecastingError(
        .horizon, "\(request.horizon) steps of \(network.frequency) lead beyond the year 9999",
        series: stream.id, timestamp: last, remedy: "forecast fewer steps")
    }
    if stream.isConstant {
      let values = stamps.map { _ in stream.lastValue }
      return Forecast.Series(
        id: stream.id, timestamps: stamps, values: values,
        intervals: request.levels.map {
          PredictionInterval(level: $0, lower: values, upper: values)
        })
    }
    let all = network.scaling.meanForecast(of: outputs, normalizer.after(stream.normalizer))
    let values = Array(all.prefix(request.horizon))
    guard values.allSatisfy(\.isFinite) else {
      throw ForecastingError(
        .notFinite, "its forecast is not a finite number", series: stream.id, timestamp: last,
        remedy: "look for values of extreme size, or use --normalize standard@series")
    }
    return Forecast.Series(
      id: stream.id, timestamps: stamps, values: values,
      intervals: network.calibration?.intervals(
        around: values, stream.normalizer, levels: request.levels) ?? [])
  }

  // MARK: What may come

  /// The place of an observation's series, which begins where it is new.
  private mutating func place(of observation: Observation) throws(ForecastingError) -> Int {
    if let place = places[observation.series] { return place }
    let scaling = network.scaling
    guard scaling.methodsBySeries.isEmpty || scaling.series[observation.series] != nil else {
      throw ForecastingError(
        .unknownSeries,
        "the model was not fitted to it and scales every series by its own history",
        series: observation.series, timestamp: observation.timestamp,
        remedy: "give its history with --from, or fit the model with a scale for all: --normalize"
          + " standard@panel")
    }
    guard observation.timestamp.isIndex == network.cutoff.isIndex,
      network.frequency.isAnchored(observation.timestamp)
    else { throw offGrid(observation) }
    // Nothing may change where the value is refused.
    let normalizer = scaling.normalizer(of: observation.series, values: [])
    try check(observation, normalizer, isFirst: true)
    return begin(observation.series, normalizer)
  }

  private mutating func begin(_ id: String, _ normalizer: Normalizer) -> Int {
    streams.append(SeriesStream(id: id, normalizer: normalizer, states: emptyStates()))
    places[id] = streams.count - 1
    return streams.count - 1
  }

  private func emptyStates() -> [RecurrentState<Float>] {
    network.members.map { _ in RecurrentState(zerosFor: shape) }
  }

  /// Steps from the last stamp; 1 where none is left out.
  private func steps(to observation: Observation, in place: Int) throws(ForecastingError) -> Int {
    guard let last = streams[place].last else { return 1 }
    let stamp = observation.timestamp
    guard stamp.isIndex == last.isIndex, stamp > last else {
      throw ForecastingError(
        .outOfOrder, "the stamp is not later than the last one, \(last)",
        series: observation.series, timestamp: stamp,
        remedy: "send the rows of a series in order of time, each once")
    }
    guard let steps = network.frequency.steps(from: last, to: stamp) else {
      throw offGrid(observation)
    }
    guard steps == 1 || fill != nil else {
      throw ForecastingError(
        .gap,
        "\(steps - 1) row\(steps == 2 ? " is" : "s are") missing between \(last) and this one",
        series: observation.series, timestamp: stamp,
        remedy: "send them, or let --fill ffill or --fill zero stand in")
    }
    return steps
  }

  /// The value, or what stands in for it.
  private func accepted(
    _ observation: Observation, in place: Int
  ) throws(ForecastingError) -> Double {
    try check(observation, streams[place].normalizer, isFirst: streams[place].lastValue.isNaN)
    guard observation.value.isNaN else { return observation.value }
    return fill == .zero ? 0 : streams[place].lastValue
  }

  private func check(
    _ observation: Observation, _ normalizer: Normalizer, isFirst: Bool
  ) throws(ForecastingError) {
    let value = observation.value
    if value.isNaN, fill == nil || isFirst && fill == .ffill {
      throw ForecastingError(
        .missingValue, "the value is missing", series: observation.series,
        timestamp: observation.timestamp,
        remedy: isFirst && fill == .ffill
          ? "begin the series with a value" : "send it, or let --fill ffill or --fill zero stand in"
      )
    }
    guard !value.isInfinite else {
      throw ForecastingError(
        .notFinite, "the value is infinite", series: observation.series,
        timestamp: observation.timestamp, remedy: "send a finite number")
    }
    let used = value.isNaN && fill == .zero ? 0 : value
    if !normalizer.accepts(used) {
      throw notPositive(used, observation.series, observation.timestamp)
    }
  }

  private func notPositive(
    _ value: Double, _ series: String, _ stamp: Timestamp
  ) -> ForecastingError {
    ForecastingError(
      .otherPanel, "\(value) is not positive, and the model works on logarithms", series: series,
      timestamp: stamp, remedy: "fit a model to data that hold such values")
  }

  private func offGrid(_ observation: Observation) -> ForecastingError {
    ForecastingError(
      .offGrid, "the stamp does not lie on the grid of the model’s frequency \(network.frequency)",
      series: observation.series, timestamp: observation.timestamp,
      remedy: "send a row for each step of \(network.frequency)")
  }
}

extension FittedModel {
  /// The network whose state a stream carries.
  ///
  /// - Throws: ``ForecastingError`` with `.recipe` and the reason where there is none.
  func streamedNetwork() throws(ForecastingError) -> RecurrentForecaster {
    let reason: String
    switch self {
    case .stateful(let forecaster): return forecaster.network
    case .recurrent(let forecaster):
      try forecaster.resolved.checkCarriesState()
      return forecaster
    case .ensemble:
      reason = "its members see series whose seasons are taken out anew with every value"
    case .pretrained, .tuned:
      reason =
        "the pretrained network sees each series standardised by its newest values as a whole, so"
        + " that a new one changes all that was seen before"
    case .encoderDecoder:
      reason = "its decoder asks for columns of the steps ahead with every forecast"
    case .coldStart:
      reason = "it forecasts series without a past, once"
    case .likelihood:
      reason = "its inputs are scaled by the newest values of each series, which every new one moves"
    case .baseline, .classical:
      reason = "it has no state that a network could carry, and reads a series in no time"
    }
    throw ForecastingError(
      .recipe, "\(name) cannot be streamed: \(reason)",
      remedy: "fit a model that carries its state: --model stateful")
  }
}
