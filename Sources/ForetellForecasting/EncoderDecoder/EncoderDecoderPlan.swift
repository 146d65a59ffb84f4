internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

/// One stage of fitting: a recipe, the history, how much of it is held back, and where that runs.
///
/// What the networks see is made by the encoder of `resolved`, which has learned from no more than is not held back.
struct EncoderDecoderPlan: Sendable {
  let resolved: ResolvedEncoderDecoder
  let history: Panel
  /// Values at the end of every series that choose the number of steps, and are not trained on.
  let held: Int
  private let columns: EncodedCovariates
  private let conditions: FittingConditions
  private let tally: ProgressTally

  init(
    _ resolved: ResolvedEncoderDecoder, _ conditions: FittingConditions, history: Panel,
    holdingBack held: Int, _ tally: ProgressTally
  ) throws(ForecastingError) {
    self.resolved = resolved
    self.history = history
    self.held = held
    self.conditions = conditions
    self.tally = tally
    columns = try resolved.encoder.encoded(history, horizon: 0)
  }

  /// Trains all members up to a number of steps, or to the best one where something is held back that can be scored.
  func train(
    upTo limit: Int, schedule: LearningRateSchedule? = nil
  ) async throws -> TrainedMembers {
    var resolved = resolved
    resolved.training.schedule = schedule ?? resolved.training.schedule
    let index = WindowIndex(
      trainingOn: history, shape: resolved.shape, holdingBack: held,
      weights: resolved.recipe.sampling)
    guard index.count > 0 else { throw history.withoutWindow(of: resolved.shape.length) }
    let gatherer = gatherer(index)
    let engines = try conditions.engines(for: resolved.members)
    let members = try (0..<resolved.members).map { number in
      try EncoderDecoderMember(
        resolved, number: number, index: index, gatherer: gatherer,
        engine: engines[number % engines.count],
        flowInterval: number == 0 ? conditions.flowInterval : nil)
    }
    let crew = Crew(
      members: members, lanes: engines.count, tally: tally,
      phase: held > 0 ? .validating : .training)
    let tail = tail()
    guard !tail.isEmpty else {
      try await crew.advance(to: limit)
      return await crew.trained(
        steps: limit, gatherer.scaled.scaling, resolved.training.schedule)
    }
    // Those whose mean forecast of the tail is nearest on the scale of the series.
    let scaled = gatherer.scaled
    let inference = try inference(scaled, windows: tail.count)
    let horizon = resolved.recipe.horizon
    return try await crew.best(upTo: limit, resolved.training, scaled.scaling) { members in
      loss(
        inference.forecasts(of: tail, members: members, horizon: horizon), of: tail, scaled)
    }
  }

  /// The mean size of the errors on the scale of the series.
  private func loss(_ forecasts: [[Double]], of tail: [Window], _ scaled: ScaledPanel) -> Double {
    var (sum, count) = (0.0, 0)
    for (window, forecast) in zip(tail, forecasts) {
      for error in errors(of: forecast, after: window, scaled) where !error.isNaN {
        (sum, count) = (sum + abs(error), count + 1)
      }
    }
    // Forecasts that are no numbers are the worst there can be.
    return count > 0 ? sum / Double(count) : .infinity
  }

  /// The windows held back after which anything was observed; their targets are the tail's.
  ///
  /// A series that is constant before the tail is none of the network's.
  private func tail() -> [Window] {
    guard held > 0 else { return [] }
    let shape = WindowShape(steps: resolved.steps, horizon: min(held, resolved.recipe.horizon))
    let index = WindowIndex(validatingOn: history, shape: shape, tail: held)
    let count = min(index.count, ValidationTail.mostWindows)
    let past = history.prefix(dropping: held)
    return (0..<count).map { index[$0 * index.count / count] }.filter { window in
      let targets = history.values(of: window.series).dropFirst(window.origin).prefix(shape.horizon)
      return !past.isConstant(window.series) && !targets.allSatisfy(\.isNaN)
    }
  }

  private func gatherer(_ index: WindowIndex) -> EncoderDecoderGatherer {
    let scaling = Scaling(resolved.normalization, fittedTo: history, holdingBack: held)
    let scaled = ScaledPanel(history, scaling)
    let plain = EncoderDecoderGatherer(resolved, scaled: scaled, columns: columns, ends: index.ends)
    let rows = min(index.count, 512)
    var batch = EncoderDecoderBatch<Float>(
      resolved.network, steps: resolved.steps, horizon: resolved.recipe.horizon, rows: rows)
    for row in 0..<rows { plain.fill(&batch, row: row, with: index[row * index.count / rows]) }
    // What goes in comes out again: one gain for both.
    let weight = batch.future.weights.reduce(0.0) { $0 + Double($1) }
    let size = batch.future.targets.reduce(0.0) { $0 + Double(abs($1)) } / max(1, weight)
    let gain = size > 1e-12 && size.isFinite ? 1 / size : 1
    return EncoderDecoderGatherer(
      resolved, scaled: ScaledPanel(scaled, gain: Scaling.Gain(input: gain, output: gain)),
      columns: columns, ends: index.ends)
  }

  private func inference(
    _ scaled: ScaledPanel, windows: Int
  ) throws -> EncoderDecoderInference {
    let ends = (0..<history.count).map { history.range(of: $0).count }
    return try EncoderDecoderInference(
      resolved,
      gatherer: EncoderDecoderGatherer(resolved, scaled: scaled, columns: columns, ends: ends),
      windows: windows, threads: conditions.threads)
  }

  private func errors(
    of forecast: [Double], after window: Window, _ scaled: ScaledPanel
  ) -> [Double] {
    let normalizer = scaled.normalizers[window.series]
    let actual = history.values(of: window.series).dropFirst(window.origin)
    return zip(actual, forecast).map { y, f in
      normalizer.normalize(y).value - normalizer.normalize(f).value
    }
  }
}

extension EncoderDecoderPlan {
  func forecaster(
    _ trained: TrainedMembers, _ validation: Validation? = nil, _ calibration: Calibration? = nil
  ) -> EncoderDecoderForecaster {
    EncoderDecoderForecaster(
      resolved: resolved, frequency: history.frequency, cutoff: history.lastTimestamp,
      validation: validation, calibration: calibration, trainedSteps: trained.steps,
      members: trained.parameters, scaling: trained.scaling)
  }

  /// The scores of members on what was held back, beside the baselines.
  func validation(of trained: TrainedMembers) throws -> Validation? {
    let windows = tail()
    guard !windows.isEmpty else { return nil }
    let horizon = min(resolved.recipe.horizon, held)
    let inference = try inference(ScaledPanel(history, trained.scaling), windows: windows.count)
    return Validation(
      windows,
      forecasts: inference.forecasts(of: windows, members: trained.parameters, horizon: horizon),
      in: history, size: held, seasonLength: resolved.seasonLength)
  }

  /// The errors of members on what they were not trained on: every origin in the tail, the last ones for as many
  /// steps as are left.
  func calibration(of trained: TrainedMembers) throws -> Calibration? {
    let horizon = min(resolved.recipe.horizon, held)
    let past = history.prefix(dropping: held)
    let all = (0..<history.count).filter { !past.isConstant($0) }.flatMap { series in
      let values = history.values(of: series)
      let first = max(resolved.steps, values.count - held)
      return (first..<max(first, values.count)).compactMap { origin -> Window? in
        let place = values.startIndex + origin
        return values[place - resolved.steps..<place].contains(where: \.isNaN)
          ? nil : Window(series: series, origin: origin)
      }
    }
    guard horizon > 0, !all.isEmpty else { return nil }
    let count = min(all.count, ValidationTail.mostWindows)
    let windows = (0..<count).map { all[$0 * all.count / count] }
    let scaled = ScaledPanel(history, trained.scaling)
    let inference = try inference(scaled, windows: windows.count)
    let forecasts = inference.forecasts(
      of: windows, members: trained.parameters, horizon: horizon)
    return Calibration(
      errors: zip(windows, forecasts).map { errors(of: $1, after: $0, scaled) },
      horizon: horizon,
      origins: Set(windows.map(\.series)).count * max(1, held / horizon))
  }
}
