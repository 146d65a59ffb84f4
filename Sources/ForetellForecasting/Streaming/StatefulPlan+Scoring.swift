internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

// What members make of the values that were held back.
extension StatefulPlan {
  /// The mean squared error of the members' mean output on the tail, on the network's scale.
  func loss(
    of members: [Parameters<Float>], _ readings: [SequenceReading], _ reader: SequenceReader,
    _ scaled: ScaledPanel
  ) throws -> Double {
    let outputs = try members.map { try reader.outputs(of: readings, parameters: $0) }
    var (sum, count) = (0.0, 0.0)
    for (place, reading) in readings.enumerated() {
      let range = history.range(of: reading.series)
      for (number, origin) in reading.origins.enumerated() {
        let normalizer = outputs[0][place][number].normalizer
        for ahead in 0..<min(resolved.network.outputSize, range.count - origin) {
          let value = scaled.storage[range.lowerBound + origin + ahead]
          guard !value.value.isNaN else { continue }
          let mean =
            outputs.reduce(0.0) { $0 + Double($1[place][number].outputs[ahead]) }
            / Double(members.count)
          let error = mean - normalizer.input(value) * scaled.scaling.gain.output
          sum += error * error
          count += 1
        }
      }
    }
    return count > 0 ? sum / count : .infinity
  }

  /// Every origin of the tail after which anything was observed, thinned to as many as are affordable.
  ///
  /// - Parameters:
  ///   - warmUp: values before the tail that are read first; nil reads from the beginning.
  ///   - whole: only origins with a whole horizon of values after them.
  func readings(
    ofTail held: Int, warmUp: Int? = nil, whole: Int = 1
  ) -> [SequenceReading] {
    var found: [(series: Int, start: Int, origin: Int)] = []
    for series in 0..<history.count where !history.isConstant(series) {
      let values = Array(history.values(of: series))
      let first = max(resolved.width, values.count - held)
      guard first <= values.count - whole else { continue }
      for origin in first...values.count - whole {
        let before = values[..<origin].lastIndex(where: \.isNaN).map { $0 + 1 } ?? 0
        let start = max(before, warmUp.map { first - $0 } ?? 0)
        let isFollowed = values[origin...].prefix(resolved.network.outputSize).contains {
          !$0.isNaN
        }
        if origin - start >= resolved.width, isFollowed { found.append((series, start, origin)) }
      }
    }
    let count = min(found.count, ValidationTail.mostWindows)
    let kept = (0..<count).map { found[$0 * found.count / count] }
    return Dictionary(grouping: kept) { [$0.series, $0.start] }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { key, parts in
        SequenceReading(series: key[0], start: key[1], origins: parts.map(\.origin))
      }
  }

  /// Forecasts on the original scale after each origin of the tail.
  func forecasts(
    by trained: TrainedMembers, ofTail held: Int, whole: Int
  ) throws -> (windows: [Window], forecasts: [[Double]], scaled: ScaledPanel) {
    let scaled = ScaledPanel(history, trained.scaling)
    let readings = readings(ofTail: held, whole: whole)
    let found = try StatefulInference(resolved, scaled: scaled)
      .forecasts(after: readings, members: trained.parameters)
    let windows = readings.flatMap { reading in
      reading.origins.map { Window(series: reading.series, origin: $0) }
    }
    return (windows, found.flatMap(\.self), scaled)
  }

  /// The scores of members on what was held back.
  func validation(of trained: TrainedMembers) throws -> Validation? {
    let horizon = min(resolved.recipe.horizon, resolved.validationSize)
    let (windows, forecasts, _) = try forecasts(
      by: trained, ofTail: resolved.validationSize, whole: horizon)
    guard !windows.isEmpty else { return nil }
    return Validation(
      windows, forecasts: forecasts.map { Array($0.prefix(horizon)) }, in: history,
      size: resolved.validationSize, seasonLength: resolved.seasonLength)
  }

  /// The errors of members on what they were not trained on.
  func calibration(of trained: TrainedMembers) throws -> Calibration? {
    let held = resolved.validationSize
    let horizon = min(resolved.recipe.horizon, held)
    let (windows, forecasts, scaled) = try forecasts(by: trained, ofTail: held, whole: 1)
    let errors = zip(windows, forecasts).map { window, forecast in
      let normalizer = scaled.normalizers[window.series]
      let actual = history.values(of: window.series).dropFirst(window.origin)
      return zip(actual, forecast).map { y, f in
        normalizer.normalize(y).value - normalizer.normalize(f).value
      }
    }
    return Calibration(
      errors: errors, horizon: horizon,
      origins: Set(windows.map(\.series)).count * max(1, held / max(1, horizon)))
  }
}
