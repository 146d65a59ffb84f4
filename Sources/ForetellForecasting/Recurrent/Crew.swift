internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries
internal import ForetellWindowing
internal import Synchronization

/// One network in training.
actor Member {
  private let trainer: Trainer
  private let source: SampledWindows

  init(
    _ resolved: ResolvedRecipe, number: Int, index: WindowIndex, scaled: ScaledPanel,
    engine: Engine
  ) throws {
    let random = RandomStream(seed: resolved.recipe.seed).stream("member").stream(number)
    let network = try RecurrentNetwork(resolved.network)
    let start = TrainingState(
      network.initialParameters(random: random.stream("parameters")),
      optimizer: resolved.training.optimizer)
    trainer = Trainer(
      network, training: resolved.training, steps: resolved.steps, from: start, random: random,
      engine: engine)
    source = SampledWindows(
      gatherer: WindowGatherer(
        scaled: scaled, shape: resolved.shape, readout: resolved.network.readout,
        ends: index.ends),
      index: index, random: random.stream("windows"))
  }

  var parameters: Parameters<Float> { trainer.state.parameters }

  func advance(to step: Int, tally: ProgressTally, phase: FittingProgress.Phase) throws {
    try trainer.train(on: source, upTo: step) { loss in
      try Task.checkCancellation()
      tally.count(loss: loss, phase: phase)
    }
  }
}

/// All members of a model, dealt out to as many lanes as there may be threads.
struct Crew: Sendable {
  let members: [Member]
  let lanes: Int
  let tally: ProgressTally
  let phase: FittingProgress.Phase

  /// Trains every member up to a step.
  ///
  /// Which lane a member runs in changes none of its bits.
  func advance(to step: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          for number in stride(from: lane, to: members.count, by: lanes) {
            try await members[number].advance(to: step, tally: tally, phase: phase)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  func parameters() async -> [Parameters<Float>] {
    var parameters: [Parameters<Float>] = []
    for member in members { parameters.append(await member.parameters) }
    return parameters
  }
}

/// Counts the steps of all members and passes on how far they are.
final class ProgressTally: Sendable {
  private let steps: Int
  private let report: @Sendable (FittingProgress) -> Void
  private let state = Mutex<(step: Int, validationLoss: Double?)>((0, nil))

  init(steps: Int, report: @escaping @Sendable (FittingProgress) -> Void) {
    self.steps = steps
    self.report = report
  }

  func count(loss: Double, phase: FittingProgress.Phase) {
    // Reported under the lock, or two threads could report their steps in the wrong order.
    state.withLock { state in
      state.step += 1
      report(
        FittingProgress(
          phase: phase, step: state.step, steps: steps, loss: loss,
          validationLoss: state.validationLoss))
    }
  }

  func note(validationLoss: Double) { state.withLock { $0.validationLoss = validationLoss } }
}

/// The windows held back, cut once and scored at every look.
struct ValidationTail {
  /// More windows than these would take longer than the training between two looks.
  static let mostWindows = 2048

  private let batch: Batch<Float>
  private let predictor: Predictor

  /// Whether nothing was observed that could be scored.
  var isEmpty: Bool { !batch.weights.contains { $0 > 0 } }

  /// Windows whose targets at every step fit into 256 MB.
  static func affordableWindows(_ resolved: ResolvedRecipe) -> Int {
    max(1, 1 << 26 / (resolved.steps * resolved.network.outputSize))
  }

  init(_ resolved: ResolvedRecipe, scaled: ScaledPanel, held: Int, threads: Int?) throws {
    let index = WindowIndex(validatingOn: scaled.panel, shape: resolved.shape, tail: held)
    let rows = min(index.count, Self.mostWindows, Self.affordableWindows(resolved))
    var configuration = resolved.network
    configuration.readout = .lastStep
    var batch = Batch<Float>(configuration, steps: resolved.steps, rows: rows)
    // Inputs as they were trained on; the targets of the last step alone.
    let gatherer = WindowGatherer(
      scaled: scaled, shape: resolved.shape, readout: resolved.network.readout, ends: index.ends)
    var trained = Batch<Float>(resolved.network, steps: resolved.steps, rows: rows)
    for row in 0..<rows {
      gatherer.fill(&trained, row: row, with: index[row * index.count / rows])
    }
    batch.inputs = trained.inputs
    batch.targets = Array(trained.targets.suffix(batch.targets.count))
    batch.weights = Array(trained.weights.suffix(batch.weights.count))
    self.batch = batch
    predictor = Predictor(
      try RecurrentNetwork(configuration), steps: resolved.steps, rows: rows,
      engine: Engine(
        threads: rows > 32 ? threads : 1, instructionSet: try InstructionSet.preferred()))
  }

  /// The mean squared error of the members' mean output.
  func loss(of members: [Parameters<Float>]) -> Double {
    var mean = [Double](repeating: 0, count: batch.targets.count)
    for member in members {
      let outputs = predictor.outputs(for: batch.inputs, parameters: member)
      for index in mean.indices { mean[index] += Double(outputs[index]) / Double(members.count) }
    }
    var (sum, weight) = (0.0, 0.0)
    for index in mean.indices where batch.weights[index] > 0 {
      let error = mean[index] - Double(batch.targets[index])
      sum += error * error
      weight += 1
    }
    return weight > 0 ? sum / weight : 0
  }
}
