internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellWindowing

/// One network in training.
actor Member: CrewMember {
  private let trainer: Trainer
  private let source: Source

  /// Windows drawn at random, or sequences that are gone through.
  private enum Source {
    case windows(SampledWindows)
    case sequences(SequenceBatches)
  }

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
    source = .windows(
      SampledWindows(
        gatherer: WindowGatherer(
          scaled: scaled, shape: resolved.shape, readout: resolved.network.readout,
          ends: index.ends),
        index: index, random: random.stream("windows")))
  }

  /// A member whose state goes on from batch to batch.
  init(
    _ resolved: ResolvedRecipe, random: RandomStream, engine: Engine, source: SequenceBatches,
    flowInterval: Int? = nil
  ) throws {
    let network = try RecurrentNetwork(resolved.network)
    trainer = Trainer(
      network, training: resolved.training, steps: resolved.steps,
      from: TrainingState(
        network.initialParameters(random: random.stream("parameters")),
        optimizer: resolved.training.optimizer),
      random: random, engine: engine)
    trainer.flowInterval = flowInterval
    self.source = .sequences(source)
  }

  var parameters: Parameters<Float> { trainer.state.parameters }

  func lowerRate(by factor: Double) { trainer.lowerRate(by: factor) }

  func advance(to step: Int, tally: ProgressTally, phase: FittingProgress.Phase) throws {
    func report(_ loss: Double) throws {
      try Task.checkCancellation()
      tally.count(loss: loss, phase: phase, flow: trainer.takeFlow())
    }
    do {
      switch source {
      case .windows(let source): try trainer.train(on: source, upTo: step, report: report)
      case .sequences(let source): try trainer.train(through: source, upTo: step, report: report)
      }
    } catch let error as NetworkError where error.code == .nonFiniteLoss {
      throw explained(error)
    }
  }

  /// The error with what the batch shows of its cause: which series, which value.
  private func explained(_ error: NetworkError) -> any Error {
    let (training, step) = (trainer.training, trainer.state.step)
    guard case .windows(let source) = source else {
      return ForecastingError(
        .diverged, error.message,
        remedy: "lower the learning rate of \(training.optimizer.learningRate) with"
          + " --learning-rate, or look for values of extreme size in the data")
    }
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
