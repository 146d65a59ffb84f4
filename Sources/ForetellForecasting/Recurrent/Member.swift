internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellWindowing

/// One network in training.
actor Member {
  private let trainer: Trainer
  private let source: SampledWindows

  /// - Parameter start: parameters to begin with; those of another network are passed over.
  init(
    _ resolved: ResolvedRecipe, number: Int, index: WindowIndex, scaled: ScaledPanel,
    engine: Engine, start: Parameters<Float>?, flowInterval: Int? = nil
  ) throws {
    let random = RandomStream(seed: resolved.recipe.seed).stream("member").stream(number)
    let network = try RecurrentNetwork(resolved.network)
    let fitting = start?.layout == network.layout ? start : nil
    let state = TrainingState(
      fitting ?? network.initialParameters(random: random.stream("parameters")),
      optimizer: resolved.training.optimizer)
    trainer = Trainer(
      network, training: resolved.training, steps: resolved.steps, from: state, random: random,
      engine: engine)
    trainer.flowInterval = flowInterval
    source = SampledWindows(
      gatherer: WindowGatherer(
        scaled: scaled, shape: resolved.shape, readout: resolved.network.readout,
        ends: index.ends),
      index: index, random: random.stream("windows"))
  }

  var parameters: Parameters<Float> { trainer.state.parameters }

  func lowerRate(by factor: Double) { trainer.lowerRate(by: factor) }

  func advance(to step: Int, tally: ProgressTally, phase: FittingProgress.Phase) throws {
    do {
      try trainer.train(on: source, upTo: step) { loss in
        try Task.checkCancellation()
        tally.count(loss: loss, phase: phase, flow: trainer.takeFlow())
      }
    } catch let error as NetworkError where error.code == .nonFiniteLoss {
      throw explained(error)
    }
  }

  /// The error with what the batch shows of its cause: which series, which value.
  private func explained(_ error: NetworkError) -> any Error {
    let (training, step) = (trainer.training, trainer.state.step)
    var batch = Batch<Float>(
      trainer.network.configuration, steps: source.gatherer.shape.steps, rows: training.batchSize,
      loss: training.loss)
    source.fill(&batch, step: step)
    let windows = (0..<batch.rows).map { source.window($0, of: batch.rows, step: step) }
    guard let divergence = Divergence(batch, windows: windows) else { return error }
    return divergence.explaining(
      error, in: source.gatherer, rate: training.optimizer.learningRate)
  }
}
