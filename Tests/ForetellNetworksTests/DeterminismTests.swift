import ForetellNetworks
import ForetellRandom
import Testing

/// The same seed gives the same bits, whoever computes them.
@Suite struct DeterminismTests {
  private static func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

  /// 129 rows are eight shards of unequal size, and the parameters several blocks.
  private static func deep(_ cell: CellKind) throws -> RecurrentNetwork {
    try Samples.network(cell, hiddenSize: 33, layers: 2, dropout: 0.3, readout: .everyStep)
  }

  /// The same with outputs in three segments and a single layer.
  private static func segmented(_ cell: CellKind) throws -> RecurrentNetwork {
    try RecurrentNetwork(
      NetworkConfiguration(
        cell: cell, inputSize: 3, hiddenSize: 33, dropout: 0.3, outputSize: 6, segmentLength: 2))
  }

  @Test(arguments: CellKind.allCases, InstructionSet.available)
  func numberOfThreadsChangesNoBit(_ cell: CellKind, _ isa: InstructionSet) throws {
    for network in [try Self.deep(cell), try Self.segmented(cell)] {
      try checkThreads(network, isa)
    }
  }

  /// Eleven steps are two blocks where a shard has seventeen rows.
  private func checkThreads(_ network: RecurrentNetwork, _ isa: InstructionSet) throws {
    let batch = Samples.batch(network, steps: 11, rows: 129)
    let parameters = Samples.parameters(network)
    let training = Training(steps: 20, batchSize: 129)
    var reference: (loss: UInt64, gradient: [UInt32], trained: [UInt32])?
    for threads in 1...4 {
      let engine = Engine(threads: threads, instructionSet: isa)
      let (loss, gradient) = network.lossAndGradient(parameters, on: batch, engine: engine)
      let trainer = Samples.trainer(network, training, steps: 11, engine: engine)
      try trainer.train(on: RandomBatches(network: network), upTo: isa == .scalar ? 3 : 10)
      let found = (
        loss.bitPattern, Self.bits(gradient.values), Self.bits(trainer.state.parameters.values)
      )
      if let reference { #expect(reference == found, "\(threads) threads") }
      reference = reference ?? found
    }
    #expect(reference?.trained != Self.bits(parameters.values))
  }

  @Test(arguments: [Readout.lastStep, .everyStep])
  func rowsOfAPredictionAreIndependent(_ readout: Readout) throws {
    for cell in CellKind.allCases {
      let network = try Samples.network(cell, hiddenSize: 17, layers: 2, readout: readout)
      let parameters = Samples.parameters(network)
      let (rows, steps) = (37, 4)
      let predictor = Predictor(network, steps: steps, rows: rows, engine: Samples.fast)
      let batch = Samples.batch(network, steps: steps, rows: rows)
      let before = predictor.outputs(for: batch.inputs, parameters: parameters)
      for changed in [0, 5, 15, 16, 36] {
        var inputs = batch.inputs
        for step in 0..<steps {
          for feature in 0..<3 { inputs[(step * rows + changed) * 3 + feature] = 100 }
        }
        let after = predictor.outputs(for: inputs, parameters: parameters)
        let moved = Set(
          after.indices.filter { after[$0].bitPattern != before[$0].bitPattern }
            .map { $0 / 2 % rows })
        #expect(moved == [changed])
      }
    }
  }

  @Test func trainingAgainGivesTheSameBits() throws {
    let network = try Self.deep(.lstm)
    let training = Training(steps: 10, batchSize: 19)
    let states = try (0..<2).map { _ in
      let trainer = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
      try trainer.train(on: RandomBatches(network: network), upTo: 10)
      return trainer.state
    }
    #expect(states[0] == states[1])
  }

  @Test(arguments: [
    Optimizer.sgd(learningRate: 0.01, momentum: 0.9), .rmsprop(learningRate: 0.001),
    .adam(learningRate: 0.001),
  ])
  func resumedTrainingEqualsTheUninterrupted(_ optimizer: Optimizer) throws {
    let network = try Self.deep(.gru)
    let training = Training(
      optimizer: optimizer, schedule: .cosine(), steps: 12, batchSize: 19)
    let whole = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
    try whole.train(on: RandomBatches(network: network), upTo: 12)
    let first = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
    try first.train(on: RandomBatches(network: network), upTo: 5)
    let second = Samples.trainer(
      network, training, steps: 4, from: first.state, engine: Samples.fast)
    try second.train(on: RandomBatches(network: network), upTo: 12)
    #expect(second.state == whole.state)
    #expect(second.state.step == 12)
    #expect(first.state != whole.state)
  }

  private struct Cancelled: Error {}

  @Test func trainingCancelledByItsReportCanGoOn() throws {
    let network = try Self.deep(.lstm)
    let training = Training(steps: 8, batchSize: 19)
    let trainer = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
    var reports = 0
    #expect(throws: Cancelled.self) {
      try trainer.train(on: RandomBatches(network: network), upTo: 8) { _ in
        reports += 1
        if reports == 3 { throw Cancelled() }
      }
    }
    #expect(reports == 3)
    #expect(trainer.state.step == 3)
    try trainer.train(on: RandomBatches(network: network), upTo: 8)
    let whole = Samples.trainer(network, training, steps: 4, engine: Samples.fast)
    try whole.train(on: RandomBatches(network: network), upTo: 8)
    #expect(trainer.state == whole.state)
  }
}
