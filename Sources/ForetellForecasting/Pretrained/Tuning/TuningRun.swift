internal import ForetellNetworks
internal import ForetellRandom

/// The networks of a committee on their way from their pretrained parameters, each on windows of its own.
final class TuningRun {
  private struct Way {
    let network: PretrainedNetwork
    let trainer: Trainer
    let batches: TuningBatches
    var averaged: AveragedParameters
  }

  private let committee: PretrainedCommittee
  private var ways: [Way] = []

  init(
    _ committee: PretrainedCommittee, on series: TuningSeries, _ training: Training,
    random: RandomStream, engine: Engine, flowInterval: Int? = nil
  ) throws {
    self.committee = committee
    for (number, network) in committee.networks.enumerated() {
      let random = number == 0 ? random : random.stream(number)
      ways.append(
        Way(
          network: network,
          trainer: Trainer(
            try RecurrentNetwork(network.shape.network(readout: .everyStep)), training: training,
            steps: network.shape.trainingSteps,
            from: TrainingState(network.parameters, optimizer: training.optimizer),
            random: random, engine: engine),
          batches: TuningBatches(
            series: series, random: random.stream("windows"), engine: engine),
          averaged: AveragedParameters(network.parameters, decay: 0.98)))
    }
    // Networks of a committee are of one shape: one shows how it goes.
    ways.first?.trainer.flowInterval = flowInterval
  }

  /// Trains each network until so many steps have been taken; what `report` throws ends it.
  ///
  /// - Parameter report: called with the mean loss once for each step that all have taken.
  func train(upTo limit: Int, report: (Double) throws -> Void) throws {
    while let step = ways.first?.trainer.state.step, step < limit {
      var sum = 0.0
      for index in ways.indices {
        let trainer = ways[index].trainer
        try trainer.train(on: ways[index].batches, upTo: step + 1) { loss in
          ways[index].averaged.update(with: trainer.state.parameters)
          sum += loss
        }
      }
      try report(sum / Double(ways.count))
    }
  }

  /// What the newest look at the flow of the gradient has shown, once.
  func takeFlow() -> GradientFlow? { ways.first?.trainer.takeFlow() }

  /// The networks as they stand: averages of their last steps, rounded to eight bits as the shipped ones are, so
  /// that a model file holds them to the bit.
  func tuned() throws -> PretrainedCommittee {
    let whole = try ways.map { way in
      try PretrainedNetwork(
        shape: way.network.shape, parameters: way.averaged.parameters, tail: way.network.tail,
        record: way.network.record)
    }
    return try PretrainedWeights(whole).committee(committee.shape.seasonClass) ?? committee
  }
}
