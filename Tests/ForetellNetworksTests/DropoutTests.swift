import ForetellNetworks
import ForetellRandom
import Testing

/// Dropout, seen through a network that passes its mask on: layer 0 gives ones, layer 1 copies what
/// it is given, and so does the head.
@Suite struct DropoutTests {
  private static let hidden = 32
  private static let rows = 256

  /// - Parameter isDecoded: whether a decoder of two segments stands in the place of layer 1.
  private static func copier(
    dropout: Double, isDecoded: Bool = false
  ) throws -> (RecurrentNetwork, Parameters<Float>) {
    let network = try RecurrentNetwork(
      NetworkConfiguration(
        cell: .rnnReLU, hiddenSize: hidden, layers: isDecoded ? 1 : 2, dropout: dropout,
        outputSize: isDecoded ? 2 * hidden : hidden, segmentLength: isDecoded ? hidden : nil))
    var parameters = Parameters<Float>(zerosFor: network.layout)
    let identity = (0..<hidden * hidden).map { Float($0 / hidden == $0 % hidden ? 1 : 0) }
    for view in network.layout.views {
      switch view.name {
      case "recurrent.bias_ih_l0": parameters[view] = Array(repeating: 1, count: hidden)[...]
      case "recurrent.weight_ih_l1", "head.weight": parameters[view] = identity[...]
      default: break
      }
    }
    return (network, parameters)
  }

  /// The mean of (mask − target)² at each of a few steps, which leave the parameters as they are.
  private static func losses(
    dropout: Double, target: Float, steps: Int = 3, seed: UInt64 = 1, isDecoded: Bool = false
  ) throws -> [Double] {
    let (network, parameters) = try copier(dropout: dropout, isDecoded: isDecoded)
    let training = Training(optimizer: .sgd(learningRate: 0), steps: 10, batchSize: rows)
    let trainer = Samples.trainer(
      network, training, steps: 1, from: TrainingState(parameters, optimizer: training.optimizer),
      seed: seed, engine: Samples.fast)
    var batch = Batch<Float>(network.configuration, steps: 1, rows: rows)
    for i in batch.targets.indices { (batch.targets[i], batch.weights[i]) = (target, 1) }
    return try (0..<steps).map { _ in try trainer.step(on: batch).loss }
  }

  @Test(arguments: [0.1, 0.5, 0.8], [false, true])
  func expectationIsKeptAndItsShareIsZero(_ dropout: Double, _ isDecoded: Bool) throws {
    let count = Double(Self.hidden * Self.rows)
    let error = 5 * (dropout / (1 - dropout) / count).squareRoot()
    let squares = try Self.losses(dropout: dropout, target: 0, isDecoded: isDecoded)
    let deviations = try Self.losses(dropout: dropout, target: 1, isDecoded: isDecoded)
    for (square, deviation) in zip(squares, deviations) {
      // E(m − 1)² = E m² − 2·E m + 1
      let mean = (square - deviation + 1) / 2
      #expect(abs(mean - 1) <= error)
      // A kept element is 1/(1 − p), so E m² = kept/(1 − p)².
      let kept = square * (1 - dropout) * (1 - dropout)
      #expect(abs(kept - (1 - dropout)) <= error * (1 - dropout))
    }
  }

  @Test func everyStepAndSeedDropsOthers() throws {
    let one = try Self.losses(dropout: 0.5, target: 0, steps: 5)
    #expect(Set(one).count >= 4)
    #expect(try Self.losses(dropout: 0.5, target: 0, steps: 5, seed: 2) != one)
    #expect(try Self.losses(dropout: 0.5, target: 0, steps: 5) == one)
  }

  @Test func noDropoutLeavesAllAsItIs() throws {
    #expect(try Self.losses(dropout: 0, target: 0) == [1, 1, 1])
  }

  @Test func gradientsAndPredictionsAreWithoutDropout() throws {
    let (network, parameters) = try Self.copier(dropout: 0.5)
    let inputs = [Float](repeating: 0, count: Self.rows)
    let outputs = Predictor(network, steps: 1, rows: Self.rows, engine: Samples.fast)
      .outputs(for: inputs, parameters: parameters)
    #expect(outputs.allSatisfy { $0 == 1 })
    var batch = Batch<Float>(network.configuration, steps: 1, rows: Self.rows)
    for i in batch.weights.indices { batch.weights[i] = 1 }
    #expect(network.lossAndGradient(parameters, on: batch, engine: Samples.fast).loss == 1)
  }

  /// Only what was kept has a gradient, scaled as it was forward: the mean gradient of the head's
  /// diagonal is that of ŷ = m·w.
  @Test(arguments: [false, true])
  func gradientPassesThroughTheSameMask(_ isDecoded: Bool) throws {
    let (network, parameters) = try Self.copier(dropout: 0.5, isDecoded: isDecoded)
    let training = Training(
      optimizer: .sgd(learningRate: 1), steps: 1, batchSize: Self.rows, clipNorm: nil)
    let trainer = Samples.trainer(
      network, training, steps: 1, from: TrainingState(parameters, optimizer: training.optimizer),
      engine: Samples.fast)
    var batch = Batch<Float>(network.configuration, steps: 1, rows: Self.rows)
    for i in batch.weights.indices { batch.weights[i] = 1 }
    let loss = try trainer.step(on: batch).loss
    // L = Σ m²·b²/n with b the biases of layer 0, which the decoder has too, so Σ b·dL/db = 2·L.
    let bias = try #require(trainer.state.parameters["recurrent.bias_ih_l0"])
    let slope = bias.reduce(0.0) { $0 + Double(1 - $1) }
    #expect(abs(slope - 2 * loss) <= 1e-5 * loss)
  }
}
