import ForetellNetworks
import ForetellRandom
import Testing

@Suite struct NetworkErrorTests {
  private static let training = Training(
    optimizer: .adam(learningRate: 1e-2), steps: 10, batchSize: 7)

  /// Targets whose squared error, or its gradient, leaves the numbers.
  @Test(arguments: [Float.nan, .infinity, -.infinity, 3e38], InstructionSet.available)
  func nonFiniteLossLeavesTheParametersAsTheyWere(
    _ target: Float, _ isa: InstructionSet
  ) throws {
    let network = try Samples.network(.lstm, hiddenSize: 5)
    let trainer = Samples.trainer(
      network, Self.training, steps: 3, engine: Engine(threads: 1, instructionSet: isa))
    let good = Samples.batch(network, steps: 3, rows: 7)
    try trainer.step(on: good)
    let before = trainer.state
    var bad = good
    bad.targets[0] = target
    bad.weights[0] = 1
    bad.targets[1] = -target
    bad.weights[1] = 1
    do {
      try trainer.step(on: bad)
      // Finite after all: then so is what was learned from it.
      let isFinite = trainer.state.parameters.values.allSatisfy { $0.isFinite }
      #expect(target.isFinite && isFinite)
    } catch {
      #expect(error.code == .nonFiniteLoss)
      #expect(error.description.contains("step 2"))
      #expect(trainer.state == before)
      try trainer.step(on: good)
      let isFinite = trainer.state.parameters.values.allSatisfy { $0.isFinite }
      #expect(isFinite)
    }
  }

  /// A finite loss can have a gradient that single precision cannot hold.
  @Test(arguments: InstructionSet.available)
  func gradientThatOverflowsLeavesTheParametersAsTheyWere(_ isa: InstructionSet) throws {
    let network = try Samples.network(.rnnReLU, inputSize: 1, hiddenSize: 4, outputSize: 1)
    var parameters = Parameters<Float>(zerosFor: network.layout)
    for view in network.layout.views {
      parameters[view] = Array(repeating: 1e13, count: view.count)[...]
    }
    let trainer = Samples.trainer(
      network, Self.training, steps: 1,
      from: TrainingState(parameters, optimizer: Self.training.optimizer),
      engine: Engine(threads: 1, instructionSet: isa))
    var batch = Batch<Float>(network.configuration, steps: 1, rows: 7)
    for i in batch.inputs.indices {
      (batch.inputs[i], batch.targets[i], batch.weights[i]) = (1, 0, 1)
    }
    let before = trainer.state
    #expect(throws: NetworkError.self) { try trainer.step(on: batch) }
    #expect(trainer.state == before)
  }

  @Test func batchWithoutWeightHasNoLossAndNoGradient() throws {
    let network = try Samples.network(.gru, hiddenSize: 5)
    var batch = Samples.batch(network, steps: 3, rows: 7)
    for i in batch.weights.indices { (batch.weights[i], batch.targets[i]) = (0, .nan) }
    let found = network.lossAndGradient(
      Samples.parameters(network), on: batch, engine: Samples.fast)
    #expect(found.loss == 0)
    #expect(found.gradient.values.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [
    NetworkConfiguration(inputSize: 0, hiddenSize: 4, outputSize: 1),
    NetworkConfiguration(inputSize: 65_537, hiddenSize: 4, outputSize: 1),
    NetworkConfiguration(hiddenSize: 0, outputSize: 1),
    NetworkConfiguration(hiddenSize: -1, outputSize: 1),
    NetworkConfiguration(hiddenSize: 16_385, outputSize: 1),
    NetworkConfiguration(hiddenSize: 4, layers: 0, outputSize: 1),
    NetworkConfiguration(hiddenSize: 4, layers: 65, outputSize: 1),
    NetworkConfiguration(hiddenSize: 4, outputSize: 0),
    NetworkConfiguration(hiddenSize: 4, outputSize: .max),
    NetworkConfiguration(hiddenSize: 4, dropout: 1, outputSize: 1),
    NetworkConfiguration(hiddenSize: 4, dropout: -0.1, outputSize: 1),
    NetworkConfiguration(hiddenSize: 4, dropout: .nan, outputSize: 1),
  ])
  func impossibleSizesAreRefused(_ configuration: NetworkConfiguration) {
    let error = #expect(throws: NetworkError.self) { try RecurrentNetwork(configuration) }
    #expect(error?.code == .configuration)
    #expect(error?.remedy?.isEmpty == false)
  }

  @Test func parametersOfAnotherCountAreRefused() throws {
    let network = try Samples.network(.lstm, hiddenSize: 5)
    for count in [0, network.layout.count - 1, network.layout.count + 1] {
      let error = #expect(throws: NetworkError.self) {
        try Parameters<Float>(
          layout: network.layout, values: Array(repeating: 0, count: count))
      }
      #expect(error?.code == .parameters)
    }
  }

  @Test func unobservedTargetsDoNotMatter() throws {
    let network = try Samples.network(.lstm, hiddenSize: 5, readout: .everyStep)
    let batch = Samples.batch(network, steps: 3, rows: 7)
    var other = batch
    for i in other.targets.indices where other.weights[i] == 0 { other.targets[i] = .infinity }
    let parameters = Samples.parameters(network)
    let (one, two) = (
      network.lossAndGradient(parameters, on: batch, engine: Samples.fast),
      network.lossAndGradient(parameters, on: other, engine: Samples.fast)
    )
    #expect(one.loss == two.loss && one.gradient == two.gradient)
  }
}
