internal import ForetellNetworks
internal import ForetellSeries
internal import ForetellWindowing

/// Members trained on the same history.
struct TrainedMembers: Sendable {
  let parameters: [Parameters<Float>]
  let steps: Int
  let scaling: Scaling
  /// How the learning rate changed, for whoever trains again without a look.
  let schedule: LearningRateSchedule
}

/// A recipe, the history it is fitted to, and where that runs.
struct FittingPlan: Sendable {
  let resolved: ResolvedRecipe
  let history: Panel
  private let conditions: FittingConditions
  private let tally: ProgressTally

  init(_ resolved: ResolvedRecipe, _ conditions: FittingConditions, history: Panel) {
    self.resolved = resolved
    self.history = history
    self.conditions = conditions
    let phases = resolved.validationSize > 0 && resolved.recipe.refitsOnAllData ? 2 : 1
    tally = ProgressTally(
      steps: phases * resolved.members * resolved.training.steps, report: conditions.report)
  }

  /// Trains all members up to a number of steps, or to the best one where something is held back.
  ///
  /// Members advance side by side from one look at the tail to the next, because it is their mean
  /// forecast that is to be good.
  ///
  /// - Parameters:
  ///   - start: what the members begin with; empty where they begin anew.
  ///   - schedule: in the place of the recipe's.
  func train(
    holdingBack held: Int, upTo limit: Int, phase: FittingProgress.Phase,
    startingFrom start: [Parameters<Float>] = [], schedule: LearningRateSchedule? = nil
  ) async throws -> TrainedMembers {
    var resolved = resolved
    resolved.training.schedule = schedule ?? resolved.training.schedule
    let index = WindowIndex(
      trainingOn: history, shape: resolved.shape, holdingBack: held,
      weights: resolved.recipe.sampling)
    guard index.count > 0 else { throw history.withoutWindow(of: resolved.shape.length) }
    let scaled = scaledPanel(index, holdingBack: held)
    let engines = try conditions.engines(for: resolved.members)
    let members = try (0..<resolved.members).map { number in
      try Member(
        resolved, number: number, index: index, scaled: scaled,
        engine: engines[number % engines.count],
        start: start.indices.contains(number) ? start[number] : nil,
        // Members differ in their seed alone: one shows how it goes.
        flowInterval: number == 0 ? conditions.flowInterval : nil)
    }
    let crew = Crew(members: members, lanes: engines.count, tally: tally, phase: phase)
    guard held > 0 else {
      try await crew.advance(to: limit)
      return await crew.trained(steps: limit, scaled.scaling, resolved.training.schedule)
    }
    return try await bestMembers(crew, scaled: scaled, upTo: limit, held: held)
  }

  /// How long all members take for a few steps.
  func secondsOfTraining(steps: Int) async throws -> Double {
    let begin = ContinuousClock.now
    _ = try await train(holdingBack: 0, upTo: steps, phase: .training)
    return (ContinuousClock.now - begin) / .seconds(1)
  }

  private func bestMembers(
    _ crew: Crew<Member>, scaled: ScaledPanel, upTo limit: Int, held: Int
  ) async throws -> TrainedMembers {
    let tail = try ValidationTail(
      resolved, scaled: scaled, held: held, threads: conditions.threads)
    guard !tail.isEmpty else {
      // Gaps left nothing to choose the number of steps by.
      try await crew.advance(to: limit)
      return await crew.trained(steps: limit, scaled.scaling, resolved.training.schedule)
    }
    return try await crew.best(upTo: limit, resolved.training, scaled.scaling) {
      tail.loss(of: $0)
    }
  }

  /// The panel on the network's scale, with the gains that its training windows give.
  private func scaledPanel(_ index: WindowIndex, holdingBack held: Int) -> ScaledPanel {
    let scaling = Scaling(resolved.normalization, fittedTo: history, holdingBack: held)
    let scaled = ScaledPanel(history, scaling)
    let gatherer = WindowGatherer(
      scaled: scaled, shape: resolved.shape, readout: resolved.network.readout, ends: index.ends)
    let count = min(index.count, 512, ValidationTail.affordableWindows(resolved))
    var batch = Batch<Float>(
      resolved.network, steps: resolved.steps, rows: count, loss: resolved.training.loss)
    for row in 0..<count {
      gatherer.fill(&batch, row: row, with: index[row * index.count / count])
    }
    var gain = Scaling.Gain(measuredOn: batch)
    // A sigmoid head gives its targets as they are.
    if resolved.network.output == .sigmoid { gain.output = 1 }
    return ScaledPanel(scaled, gain: gain)
  }

  /// The scores of members on what was held back.
  func validation(of trained: TrainedMembers) throws -> Validation? {
    // A recursive model is scored on whole horizons too, though it learns one step at a time.
    let horizon = min(resolved.recipe.horizon, resolved.validationSize)
    let shape = WindowShape(
      width: resolved.width, steps: resolved.steps, stride: resolved.recipe.stride,
      horizon: horizon)
    let tail = WindowIndex(validatingOn: history, shape: shape, tail: resolved.validationSize)
    guard tail.count > 0 else { return nil }
    let count = min(tail.count, ValidationTail.mostWindows)
    let windows = (0..<count).map { tail[$0 * tail.count / count] }
    let inference = try Inference(
      resolved, scaled: ScaledPanel(history, trained.scaling), windows: windows.count)
    let forecasts = inference.forecastsInBatches(
      of: windows, members: trained.parameters, horizon: horizon)
    return Validation(
      windows, forecasts: forecasts, in: history, size: resolved.validationSize,
      seasonLength: resolved.seasonLength)
  }

  func forecaster(
    _ trained: TrainedMembers, validation: Validation? = nil, calibration: Calibration? = nil
  ) -> RecurrentForecaster {
    RecurrentForecaster(
      resolved: resolved, frequency: history.frequency, cutoff: history.lastTimestamp,
      validation: validation, calibration: calibration, trainedSteps: trained.steps,
      members: trained.parameters, scaling: trained.scaling)
  }
}

extension Panel {
  /// Why no window of some length is left to train on.
  func withoutWindow(of length: Int) -> ForecastingError {
    if let missing = firstMissing {
      return ForecastingError(
        .missingValue, "a value is missing, and no window without one is left to train on",
        series: ids[missing.series],
        timestamp: timestamp(of: missing.series, at: missing.position),
        remedy: "fill it with --fill ffill, linear or zero")
    }
    return ForecastingError(
      .tooShort, "no series gives a window of \(length) values to train on",
      remedy: "lower --input-size, or use --model seasonal-naive")
  }
}

extension Scaling.Gain {
  /// Inputs to a root mean square of 1, observed targets to a mean size of 1; 1 where all are zero.
  init(measuredOn batch: Batch<Float>) {
    let squares = batch.inputs.reduce(0.0) { $0 + Double($1) * Double($1) }
    let rootMeanSquare = (squares / Double(max(1, batch.inputs.count))).squareRoot()
    let sizes = zip(batch.targets, batch.weights).reduce(0.0) { $0 + Double(abs($1.0) * $1.1) }
    let meanSize = sizes / max(1, batch.weights.reduce(0.0) { $0 + Double($1) })
    input = rootMeanSquare > 1e-12 && rootMeanSquare.isFinite ? 1 / rootMeanSquare : 1
    output = meanSize > 1e-12 && meanSize.isFinite ? 1 / meanSize : 1
  }
}
