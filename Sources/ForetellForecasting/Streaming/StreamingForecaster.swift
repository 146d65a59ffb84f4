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
  ///   scales by series and knows this one neither from its fit nor from the history; and where what follows cannot be
  ///   forecast, `.notFinite` and `.horizon`.
  public mutating func update(with observation: Observation) throws -> Forecast.Series? {
    let before = places[observation.series].map { streams[$0] }
    do {
      return try read(observation)
    } catch {
      restore(observation.series, to: before)
      throw error
    }
  }

  /// Puts a series back to where it stood, which is nowhere where it is new.
  private mutating func restore(_ id: String, to before: SeriesStream?) {
    guard let place = places[id] else { return }
    if let before {
      streams[place] = before
    } else {
      // A new one was put behind all others.
      streams.removeLast()
      places[id] = nil
    }
  }

  private mutating func read(_ observation: Observation) throws -> Forecast.Series? {
    let place = try place(of: observation)
    let missing = try steps(to: observation, in: place) - 1
    let value = try accepted(observation, in: place)
    if missing > 0, fill == .zero, !streams[place].normalizer.accepts(0) {
      throw notPositive(0, observation.series, observation.timestamp)
    }
    // After a missing value at the end of the history there is none to go on with: the series begins anew.
    if fill == .zero || !streams[place].lastValue.isNaN {
      for _ in 0..<max(0, missing) {
        see(fill == .zero ? 0 : streams[place].lastValue, in: place)
        try step(place)
      }
    }
    see(value, in: place)
    streams[place].last = observation.timestamp
    guard let normalizer = try step(place) else { return nil }
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
          try step(place)
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
  private mutating func step(_ place: Int) throws(NetworkError) -> WindowNormalizer? {
    guard streams[place].recent.count == network.resolved.width else { return nil }
    let normalizer = network.scaling.write(streams[place].recent[...], into: &inputs, at: 0)
    for member in steppers.indices {
      try steppers[member].step(
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
}
