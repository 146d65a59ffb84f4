import ForetellNetworks
import ForetellRandom
import Testing

/// Next value of a first-order recursion: y = 0.8·x of the newest input, at every readout.
private struct AutoregressiveBatches: BatchSource {
  func fill(_ batch: inout Batch<Float>, step: Int) {
    let random = RandomStream(seed: 4).stream(step)
    for i in batch.inputs.indices { batch.inputs[i] = Float(2 * random[uniformAt: i] - 1) }
    for readout in 0..<batch.readouts {
      let at = batch.readouts == 1 ? batch.steps - 1 : readout
      for row in 0..<batch.rows {
        let place = readout * batch.rows + row
        batch.targets[place] = 0.8 * batch.inputs[at * batch.rows + row]
        batch.weights[place] = 1
      }
    }
  }
}

/// The sign seen `lag` steps ago; what came before the window is not asked for.
private struct CopyBatches: BatchSource {
  let lag: Int

  func fill(_ batch: inout Batch<Float>, step: Int) {
    let random = RandomStream(seed: 6).stream(step)
    for i in batch.inputs.indices { batch.inputs[i] = random[uniformAt: i] < 0.5 ? -1 : 1 }
    for readout in 0..<batch.readouts {
      let at = (batch.readouts == 1 ? batch.steps - 1 : readout) - lag
      for row in 0..<batch.rows {
        let place = readout * batch.rows + row
        batch.weights[place] = at >= 0 ? 1 : 0
        batch.targets[place] = at >= 0 ? batch.inputs[at * batch.rows + row] : .nan
      }
    }
  }
}

/// A network that cannot learn these does not remember.
@Suite struct LearningTests {
  /// The loss on a batch that training has not seen.
  private static func lossAfterTraining(
    _ cell: CellKind, _ readout: Readout, on source: some BatchSource, steps: Int, updates: Int
  ) throws -> Double {
    let network = try Samples.network(
      cell, inputSize: 1, hiddenSize: 16, outputSize: 1, readout: readout)
    let training = Training(
      optimizer: .adam(learningRate: 1e-2), schedule: .cosine(), steps: updates, batchSize: 32)
    let trainer = Samples.trainer(network, training, steps: steps, engine: Samples.fast)
    try trainer.train(on: source, upTo: updates)
    var unseen = Batch<Float>(network.configuration, steps: steps, rows: 129)
    source.fill(&unseen, step: 1_000_000)
    return network.lossAndGradient(trainer.state.parameters, on: unseen, engine: Samples.fast).loss
  }

  /// From a variance of 0.21 to a mean squared error below 10⁻³.
  @Test(arguments: CellKind.allCases, Readout.allCases)
  func learnsAFirstOrderRecursion(_ cell: CellKind, _ readout: Readout) throws {
    let loss = try Self.lossAfterTraining(
      cell, readout, on: AutoregressiveBatches(), steps: 6, updates: 400)
    #expect(loss <= 1e-3)
  }

  /// From a variance of 1 to a mean squared error below 0.02.
  @Test(
    arguments: [CellKind.rnn, .lstm, .gru, .gruResetBefore], Readout.allCases)
  func repeatsWhatItSawThreeStepsAgo(_ cell: CellKind, _ readout: Readout) throws {
    let loss = try Self.lossAfterTraining(
      cell, readout, on: CopyBatches(lag: 3), steps: 8, updates: 800)
    #expect(loss <= 0.02)
  }
}
