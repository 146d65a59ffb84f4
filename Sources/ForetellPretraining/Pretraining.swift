internal import ForetellFiles
public import ForetellForecasting
public import ForetellNetworks
internal import ForetellRandom

/// Pretrains one network as its plan says, from the start or from a checkpoint, to the same bits.
public final class Pretraining {
  public let plan: PretrainingPlan
  private let engine: Engine
  private let network: RecurrentNetwork
  private let trainer: Trainer
  private let batches: SyntheticBatches
  private var averaged: AveragedParameters

  /// - Parameter checkpoint: a file to go on from, where it exists and is of this plan; else from the start.
  /// - Throws: `NetworkError`, `FileError`.
  public init(_ plan: PretrainingPlan, engine: Engine, checkpoint: String? = nil) throws {
    self.plan = plan
    self.engine = engine
    let random = RandomStream(seed: plan.seed).stream(plan.shape.seasonClass.rawValue)
    let network = try RecurrentNetwork(plan.shape.network(readout: .everyStep))
    self.network = network
    let kept = try checkpoint.flatMap {
      try PretrainingCheckpoint(path: $0, plan: plan, network: network)
    }
    let start = network.initialParameters(random: random.stream("parameters"))
    averaged = kept?.averaged ?? AveragedParameters(start)
    trainer = Trainer(
      network, training: plan.training, steps: plan.shape.trainingSteps,
      from: kept?.state ?? TrainingState(start, optimizer: plan.training.optimizer),
      random: random, engine: engine)
    batches = SyntheticBatches(plan, random: random.stream("training"), engine: engine)
  }

  /// Steps taken.
  public var step: Int { trainer.state.step }

  /// The average over the last steps, which is what is kept in the end.
  public var parameters: Parameters<Float> { averaged.parameters }

  /// Trains until `limit` steps have been taken, at most the plan's.
  ///
  /// - Returns: the mean loss of these steps; NaN where there were none.
  public func train(upTo limit: Int) throws -> Double {
    var (sum, count) = (0.0, 0)
    try trainer.train(on: batches, upTo: min(limit, plan.training.steps)) { loss in
      averaged.update(with: trainer.state.parameters)
      sum += loss
      count += 1
    }
    return sum / Double(count)
  }

  /// Writes all that is needed to go on.
  public func writeCheckpoint(to path: String) throws {
    try PretrainingCheckpoint(state: trainer.state, averaged: averaged)
      .write(to: path, plan: plan)
  }

  /// The mean loss on synthetic series that are never trained on, of the averaged parameters or of others.
  public func validationLoss(
    of parameters: Parameters<Float>? = nil, batches count: Int = 4
  ) throws -> Double {
    let source = validationBatches
    var batch = Batch<Float>(
      network.configuration, steps: plan.shape.trainingSteps, rows: plan.training.batchSize)
    var sum = 0.0
    for step in 0..<count {
      source.fill(&batch, step: step)
      sum +=
        network.lossAndGradient(
          parameters ?? averaged.parameters, on: batch, loss: plan.training.loss, engine: engine
        ).loss
    }
    return sum / Double(count)
  }

  /// The network as it stands, its intervals calibrated on series that are never trained on.
  public func finished() throws -> PretrainedNetwork {
    let calibration = try SyntheticCalibration(
      shape: plan.shape, parameters: averaged.parameters, batches: validationBatches,
      rows: plan.training.batchSize, engine: engine)
    return try PretrainedNetwork(
      shape: plan.shape, parameters: averaged.parameters, tail: calibration.tail,
      record: PretrainingRecord(
        steps: step, batchSize: plan.training.batchSize, seed: plan.seed,
        validationLoss: try validationLoss(), plan: try plan.digest,
        parameters: CRC32.hexadecimal(of: averaged.parameters.values)))
  }

  private var validationBatches: SyntheticBatches {
    let random = RandomStream(seed: plan.seed).stream("validation")
    return SyntheticBatches(plan, random: random, engine: engine)
  }
}
