internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellWindowing

/// One encoder–decoder in training.
actor EncoderDecoderMember: CrewMember {
  private let trainer: EncoderDecoderTrainer
  private let gatherer: EncoderDecoderGatherer
  private let index: WindowIndex
  private let random: RandomStream
  private var batch: EncoderDecoderBatch<Float>

  init(
    _ resolved: ResolvedEncoderDecoder, number: Int, index: WindowIndex,
    gatherer: EncoderDecoderGatherer, engine: Engine, flowInterval: Int? = nil
  ) throws {
    let random = RandomStream(seed: resolved.recipe.seed).stream("member").stream(number)
    let network = try EncoderDecoder(resolved.network)
    trainer = EncoderDecoderTrainer(
      network, training: resolved.training, teacherForcing: resolved.recipe.teacherForcing,
      steps: resolved.steps, horizon: resolved.recipe.horizon,
      from: TrainingState(
        network.initialParameters(random: random.stream("parameters")),
        optimizer: resolved.training.optimizer),
      random: random, engine: engine)
    trainer.flowInterval = flowInterval
    self.gatherer = gatherer
    self.index = index
    self.random = random.stream("windows")
    batch = EncoderDecoderBatch(
      resolved.network, steps: resolved.steps, horizon: resolved.recipe.horizon,
      rows: resolved.training.batchSize, loss: resolved.training.loss)
  }

  var parameters: Parameters<Float> { trainer.state.parameters }

  func lowerRate(by factor: Double) { trainer.lowerRate(by: factor) }

  func advance(to step: Int, tally: ProgressTally, phase: FittingProgress.Phase) throws {
    while trainer.state.step < step {
      try Task.checkCancellation()
      let first = trainer.state.step * batch.past.rows
      for row in 0..<batch.past.rows {
        gatherer.fill(
          &batch, row: row, with: index.window(drawnBy: random[uniformAt: first + row]))
      }
      tally.count(loss: try loss(), phase: phase, flow: trainer.takeFlow())
    }
  }

  private func loss() throws(ForecastingError) -> Double {
    do throws(NetworkError) {
      return try trainer.step(on: batch).loss
    } catch {
      throw ForecastingError(.diverged, error.message, remedy: error.remedy)
    }
  }
}
