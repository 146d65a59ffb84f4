internal import ForetellNetworks
internal import ForetellRandom

/// A network on its way from its pretrained parameters.
final class TuningRun {
  private let network: PretrainedNetwork
  private let trainer: Trainer
  private let batches: TuningBatches
  private var averaged: AveragedParameters

  init(
    _ network: PretrainedNetwork, on series: TuningSeries, _ training: Training,
    random: RandomStream, engine: Engine
  ) throws {
    self.network = network
    averaged = AveragedParameters(network.parameters, decay: 0.98)
    trainer = Trainer(
      try RecurrentNetwork(network.shape.network(readout: .everyStep)), training: training,
      steps: network.shape.trainingSteps,
      from: TrainingState(network.parameters, optimizer: training.optimizer), random: random,
      engine: engine)
    batches = TuningBatches(series: series, random: random.stream("windows"), engine: engine)
  }

  /// Trains until so many steps have been taken; what `report` throws ends it.
  func train(upTo limit: Int, report: (Double) throws -> Void) throws {
    try trainer.train(on: batches, upTo: limit) { loss in
      averaged.update(with: trainer.state.parameters)
      try report(loss)
    }
  }

  /// The network as it stands: the average of its last steps, rounded to eight bits as the shipped ones are, so
  /// that a model file holds it to the bit.
  func tuned() throws -> PretrainedNetwork {
    let whole = try PretrainedNetwork(
      shape: network.shape, parameters: averaged.parameters, tail: network.tail,
      record: network.record)
    return try PretrainedWeights([whole]).network(network.shape.seasonClass) ?? whole
  }
}
