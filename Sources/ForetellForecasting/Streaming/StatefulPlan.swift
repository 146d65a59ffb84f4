internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellRandom
internal import ForetellSeries
internal import ForetellWindowing

/// A stateful recipe, the history it is fitted to, and where that runs.
struct StatefulPlan: Sendable {
  let resolved: ResolvedRecipe
  let history: Panel
  private let conditions: FittingConditions
  private let tally: ProgressTally

  /// Values before the tail that a look at it reads first: a memory is warm long before.
  private static let warmUp = 512

  init(_ resolved: ResolvedRecipe, _ conditions: FittingConditions, history: Panel) {
    self.resolved = resolved
    self.history = history
    self.conditions = conditions
    let phases = resolved.validationSize > 0 && resolved.recipe.refitsOnAllData ? 2 : 1
    tally = ProgressTally(
      steps: phases * resolved.members * resolved.training.steps, report: conditions.report)
  }

  /// Trains all members up to a number of steps, or to the best one where something is held back.
  func train(
    holdingBack held: Int, upTo limit: Int, phase: FittingProgress.Phase,
    schedule: LearningRateSchedule? = nil
  ) async throws -> TrainedMembers {
    var resolved = resolved
    resolved.training.schedule = schedule ?? resolved.training.schedule
    let sequences = TrainingSequence.all(in: history, width: resolved.width, holdingBack: held)
    guard !sequences.isEmpty else {
      throw ForecastingError(
        .tooShort,
        "no series has \(resolved.width + 1) values without a gap between them to train on",
        remedy: "lower --input-size, or fill gaps with --fill ffill, linear or zero")
    }
    let scaled = scaledPanel(sequences, holdingBack: held)
    let engines = try conditions.engines(for: resolved.members)
    let members = try (0..<resolved.members).map { number in
      let random = RandomStream(seed: resolved.recipe.seed).stream("member").stream(number)
      let tracks = SequenceTracks(
        lengths: sequences.map(\.steps), rows: resolved.training.batchSize, steps: resolved.steps,
        random: random.stream("tracks"))
      return try Member(
        resolved, random: random, engine: engines[number % engines.count],
        source: SequenceBatches(scaled: scaled, sequences: sequences, tracks: tracks),
        flowInterval: number == 0 ? conditions.flowInterval : nil)
    }
    let crew = Crew(members: members, lanes: engines.count, tally: tally, phase: phase)
    let readings = held > 0 ? readings(ofTail: held, warmUp: Self.warmUp) : []
    guard !readings.isEmpty else {
      // Nothing is held back, or gaps left nothing to choose the number of steps by.
      try await crew.advance(to: limit)
      return await crew.trained(steps: limit, scaled.scaling, resolved.training.schedule)
    }
    let reader = try SequenceReader(resolved, scaled: scaled)
    return try await crew.best(upTo: limit, self.resolved.training, scaled.scaling) {
      try loss(of: $0, readings, reader, scaled)
    }
  }

  /// The panel on the network's scale, with the gains that its first batches give.
  private func scaledPanel(
    _ sequences: [TrainingSequence], holdingBack held: Int
  ) -> ScaledPanel {
    let scaling = Scaling(resolved.normalization, fittedTo: history, holdingBack: held)
    let scaled = ScaledPanel(history, scaling)
    let rows = min(64, ValidationTail.affordableWindows(resolved))
    let source = SequenceBatches(
      scaled: scaled, sequences: sequences,
      tracks: SequenceTracks(
        lengths: sequences.map(\.steps), rows: rows, steps: resolved.steps))
    var batch = Batch<Float>(resolved.network, steps: resolved.steps, rows: rows)
    var restarts = [Bool](repeating: false, count: rows)
    source.fill(&batch, restarts: &restarts, step: 0)
    var gain = Scaling.Gain(measuredOn: batch)
    if resolved.network.output == .sigmoid { gain.output = 1 }
    return ScaledPanel(scaled, gain: gain)
  }

  func forecaster(
    _ trained: TrainedMembers, validation: Validation? = nil, calibration: Calibration? = nil
  ) -> StatefulForecaster {
    StatefulForecaster(
      network: RecurrentForecaster(
        resolved: resolved, frequency: history.frequency, cutoff: history.lastTimestamp,
        validation: validation, calibration: calibration, trainedSteps: trained.steps,
        members: trained.parameters, scaling: trained.scaling))
  }
}
