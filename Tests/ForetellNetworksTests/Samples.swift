import ForetellNetworks
import ForetellRandom

/// Random batches and parameters for tests, equal for equal seeds.
enum Samples {
  static func network(
    _ cell: CellKind, inputSize: Int = 3, hiddenSize: Int, layers: Int = 1, dropout: Double = 0,
    outputSize: Int = 2, output: OutputActivation = .linear, readout: Readout = .lastStep,
    initializer: Initializer = Initializer()
  ) throws -> RecurrentNetwork {
    try RecurrentNetwork(
      NetworkConfiguration(
        cell: cell, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, dropout: dropout,
        outputSize: outputSize, output: output, readout: readout, initializer: initializer))
  }

  /// Inputs in ±2, targets in 0 … 1, every fifth one not observed.
  static func batch(
    _ network: RecurrentNetwork, steps: Int, rows: Int, seed: UInt64 = 7
  ) -> Batch<Float> {
    var batch = Batch<Float>(network.configuration, steps: steps, rows: rows)
    let random = RandomStream(seed: seed)
    for i in batch.inputs.indices { batch.inputs[i] = Float(4 * random[uniformAt: i] - 2) }
    let aims = random.stream("targets")
    for i in batch.targets.indices {
      batch.targets[i] = Float(aims[uniformAt: i])
      batch.weights[i] = i % 5 == 3 ? 0 : 1
    }
    return batch
  }

  static func parameters(
    _ network: RecurrentNetwork, seed: UInt64 = 3
  ) -> Parameters<Float> {
    network.initialParameters(random: RandomStream(seed: seed))
  }

  /// Random everywhere, the skip too, which begins at zero.
  static func scatteredParameters(_ network: RecurrentNetwork) throws -> Parameters<Double> {
    let random = RandomStream(seed: 3)
    return try Parameters(
      layout: network.layout,
      values: (0..<network.layout.count).map { 1.2 * random[uniformAt: $0] - 0.6 })
  }

  static func trainer(
    _ network: RecurrentNetwork, _ training: Training, steps: Int, from state: TrainingState? = nil,
    seed: UInt64 = 11, engine: Engine
  ) -> Trainer {
    Trainer(
      network, training: training, steps: steps,
      from: state ?? TrainingState(parameters(network), optimizer: training.optimizer),
      random: RandomStream(seed: seed), engine: engine)
  }

  static let scalar = Engine(threads: 1, instructionSet: .scalar)
  /// The fastest there is, on one thread.
  static let fast = Engine(threads: 1, instructionSet: InstructionSet.available.last ?? .scalar)
}

/// A new random batch a step.
struct RandomBatches: BatchSource {
  let network: RecurrentNetwork

  func fill(_ batch: inout Batch<Float>, step: Int) {
    batch = Samples.batch(network, steps: batch.steps, rows: batch.rows, seed: UInt64(step))
  }
}
