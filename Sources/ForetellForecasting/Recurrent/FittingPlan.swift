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
    let instructionSet = try InstructionSet.preferred()
    let index = WindowIndex(
      trainingOn: history, shape: resolved.shape, holdingBack: held,
      weights: resolved.recipe.sampling)
    guard index.count > 0 else { throw missingOrTooShort() }
    let scaled = scaledPanel(index, holdingBack: held)
    let lanes = min(resolved.members, max(1, conditions.threads ?? Engine.processorCount))
    let threads = max(1, (conditions.threads ?? Engine.processorCount) / lanes)
    let engines = (0..<lanes).map { _ in
      Engine(threads: threads, instructionSet: instructionSet)
    }
    let members = try (0..<resolved.members).map { number in
      try Member(
        resolved, number: number, index: index, scaled: scaled, engine: engines[number % lanes],
        start: start.indices.contains(number) ? start[number] : nil,
        // Members differ in their seed alone: one shows how it goes.
        flowInterval: number == 0 ? conditions.flowInterval : nil)
    }
    let crew = Crew(members: members, lanes: lanes, tally: tally, phase: phase)
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
    let training = resolved.training
    var plateau = Plateau(training.schedule)
    var best = (loss: Double.infinity, steps: 0, parameters: [Parameters<Float>]())
    var step = 0
    while step < limit {
      step = min(limit, step + max(1, training.validationInterval))
      try await crew.advance(to: step)
      let parameters = await crew.parameters()
      let loss = tail.loss(of: parameters)
      tally.note(validationLoss: loss)
      if loss < best.loss || best.parameters.isEmpty { best = (loss, step, parameters) }
      if let patience = training.patience,
        step - best.steps >= patience * training.validationInterval
      {
        break
      }
      if let factor = plateau?.look(at: loss, step: step) { await crew.lowerRate(by: factor) }
    }
    return TrainedMembers(
      parameters: best.parameters, steps: best.steps, scaling: scaled.scaling,
      schedule: plateau?.replay ?? training.schedule)
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

  private func missingOrTooShort() -> ForecastingError {
    if let missing = history.firstMissing {
      return ForecastingError(
        .missingValue, "a value is missing, and no window without one is left to train on",
        series: history.ids[missing.series],
        timestamp: history.timestamp(of: missing.series, at: missing.position),
        remedy: "fill it with --fill ffill, linear or zero")
    }
    return ForecastingError(
      .tooShort, "no series gives a window of \(resolved.shape.length) values to train on",
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
