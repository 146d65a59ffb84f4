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
    let lanes = min(resolved.members, max(1, conditions.threads ?? Engine.processorCount))
    let threads = max(1, (conditions.threads ?? Engine.processorCount) / lanes)
    let instructionSet = try InstructionSet.preferred()
    let engines = (0..<lanes).map { _ in
      Engine(threads: threads, instructionSet: instructionSet)
    }
    let members = try (0..<resolved.members).map { number in
      let random = RandomStream(seed: resolved.recipe.seed).stream("member").stream(number)
      let tracks = SequenceTracks(
        lengths: sequences.map(\.steps), rows: resolved.training.batchSize, steps: resolved.steps,
        random: random.stream("tracks"))
      return try Member(
        resolved, random: random, engine: engines[number % lanes],
        source: SequenceBatches(scaled: scaled, sequences: sequences, tracks: tracks))
    }
    let crew = Crew(members: members, lanes: lanes, tally: tally, phase: phase)
    guard held > 0 else {
      try await crew.advance(to: limit)
      return await crew.trained(steps: limit, scaled.scaling, resolved.training.schedule)
    }
    return try await bestMembers(crew, scaled: scaled, upTo: limit, held: held)
  }

  private func bestMembers(
    _ crew: Crew<Member>, scaled: ScaledPanel, upTo limit: Int, held: Int
  ) async throws -> TrainedMembers {
    let readings = readings(ofTail: held, warmUp: Self.warmUp)
    let reader = try SequenceReader(resolved, scaled: scaled)
    let training = resolved.training
    var plateau = Plateau(training.schedule)
    var best = (loss: Double.infinity, steps: 0, parameters: [Parameters<Float>]())
    var step = 0
    while step < limit {
      step = min(limit, step + max(1, training.validationInterval))
      try await crew.advance(to: step)
      let parameters = await crew.parameters()
      let loss = loss(of: parameters, readings, reader, scaled)
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

  /// The mean squared error of the members' mean output on the tail, on the network's scale.
  private func loss(
    of members: [Parameters<Float>], _ readings: [SequenceReading], _ reader: SequenceReader,
    _ scaled: ScaledPanel
  ) -> Double {
    let outputs = members.map { reader.outputs(of: readings, parameters: $0) }
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
    return count > 0 ? sum / count : 0
  }

  /// Every origin of the tail, thinned to as many as are affordable.
  ///
  /// - Parameters:
  ///   - warmUp: values before the tail that are read first; nil reads from the beginning.
  ///   - whole: only origins with a whole horizon of values after them.
  private func readings(
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
        if origin - start >= resolved.width { found.append((series, start, origin)) }
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

  /// Forecasts on the original scale after each origin of the tail.
  private func forecasts(
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
