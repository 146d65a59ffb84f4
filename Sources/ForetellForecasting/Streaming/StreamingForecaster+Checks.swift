internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries

// What may come, and what is wrong with what may not.
extension StreamingForecaster {
  /// The place of an observation's series, which begins where it is new.
  mutating func place(of observation: Observation) throws(ForecastingError) -> Int {
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

  mutating func begin(_ id: String, _ normalizer: Normalizer) -> Int {
    streams.append(SeriesStream(id: id, normalizer: normalizer, states: emptyStates()))
    places[id] = streams.count - 1
    return streams.count - 1
  }

  func emptyStates() -> [RecurrentState<Float>] {
    network.members.map { _ in RecurrentState(zerosFor: shape) }
  }

  /// Rows that are filled in between two at the most.
  private static var longestFill: Int { 100_000 }

  /// Steps from the last stamp; 1 where none is left out.
  func steps(to observation: Observation, in place: Int) throws(ForecastingError) -> Int {
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
    guard steps <= Self.longestFill else {
      throw ForecastingError(
        .gap,
        "\(steps - 1) rows are missing between \(last) and this one, too many to be filled in",
        series: observation.series, timestamp: stamp,
        remedy: "correct the stamp, or begin anew after the gap")
    }
    return steps
  }

  /// The value, or what stands in for it.
  func accepted(
    _ observation: Observation, in place: Int
  ) throws(ForecastingError) -> Double {
    try check(observation, streams[place].normalizer, isFirst: streams[place].lastValue.isNaN)
    guard observation.value.isNaN else { return observation.value }
    return fill == .zero ? 0 : streams[place].lastValue
  }

  func check(
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

  func notPositive(
    _ value: Double, _ series: String, _ stamp: Timestamp
  ) -> ForecastingError {
    ForecastingError(
      .otherPanel, "\(value) is not positive, and the model works on logarithms", series: series,
      timestamp: stamp, remedy: "fit a model to data that hold such values")
  }

  func offGrid(_ observation: Observation) -> ForecastingError {
    ForecastingError(
      .offGrid, "the stamp does not lie on the grid of the model’s frequency \(network.frequency)",
      series: observation.series, timestamp: observation.timestamp,
      remedy: "send a row for each step of \(network.frequency)")
  }
}
