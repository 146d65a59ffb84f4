import ForetellNetworks
import ForetellTestSupport
import Testing

/// What PyTorch computed; see scripts/make_network_goldens.py.
private struct Golden: Decodable {
  let cell: CellKind
  let batch: Int
  let time: Int
  let inputSize: Int
  let hidden: Int
  let layers: Int
  let outputSize: Int
  let readout: Readout
  let output: OutputActivation
  let optimizer: String
  let merging: Direction.Merging?
  let norm: Bool?
  let lengths: [Int]?
  let dilations: [[Int]]?
  let residual: Bool?
  let kind: String?
  let inputs: [Float]
  let targets: [Float]
  let weights: [Float]
  let parameters: [String: [Float]]
  let outputs: [Float]
  let loss: Double
  let gradients: [String: [Float]]
  let after: [String: [Float]]

  func network() throws -> RecurrentNetwork {
    var configuration = NetworkConfiguration(
      cell: cell, inputSize: inputSize, hiddenSize: hidden, layers: layers,
      outputSize: outputSize, output: output, readout: readout)
    if let merging { configuration.direction = .bidirectional(merging: merging) }
    configuration.normalizesLayers = norm ?? false
    configuration.dilations = dilations ?? []
    configuration.isResidual = residual ?? false
    return try RecurrentNetwork(configuration)
  }

  func parameters(of network: RecurrentNetwork) throws -> Parameters<Float> {
    let values = try network.layout.views.flatMap { try #require(parameters[$0.name]) }
    return try Parameters(layout: network.layout, values: values)
  }

  func filledBatch(_ network: RecurrentNetwork) -> Batch<Float> {
    var filled = Batch<Float>(network.configuration, steps: time, rows: batch, loss: madeLoss())
    filled.inputs = inputs
    filled.targets = targets
    filled.weights = weights
    if let lengths { filled.mask(lengths: lengths) }
    return filled
  }

  func madeLoss() -> Loss {
    switch kind {
    case "huber": .huber(delta: 0.7)
    case "binary": .binaryCrossEntropy
    case "categorical": .categoricalCrossEntropy
    case "quantiles": .quantiles(OrderedQuantiles(levels: [0.05, 0.3, 0.5, 0.8]))
    case let kind?:
      Likelihood(rawValue: kind).map { .negativeLogLikelihood($0) } ?? .meanSquaredError
    default: .meanSquaredError
    }
  }

  func madeOptimizer() -> Optimizer {
    switch optimizer {
    case "adam": .adam(learningRate: 1e-2)
    case "rmsprop": .rmsprop(learningRate: 1e-2)
    case "nesterov": .nesterov(learningRate: 1e-1, momentum: 0.9)
    case "adamw": .adamW(learningRate: 1e-2, weightDecay: 0.3)
    default: .sgd(learningRate: 1e-1, momentum: 0.9)
    }
  }
}

@Suite struct GoldenTests {
  static let names = [
    "rnn", "rnn-relu", "lstm", "lstm-every-step", "gru", "gru-every-step",
    "lstm-adamw", "rnn-nesterov", "bi-lstm", "bi-lstm-every-step", "bi-gru", "bi-gru-sum", "bi-rnn",
    "bi-rnn-average", "bi-lstm-norm", "gru-norm", "bi-lstm-lengths", "gru-lengths",
    "dilated-lstm", "dilated-gru", "dilated-rnn", "dilated-lstm-norm", "dilated-bi-lstm",
    "loss-huber", "loss-binary", "loss-categorical",
    "loss-quantiles", "loss-gaussian", "loss-student-t", "loss-negative-binomial",
  ]

  private static func golden(_ name: String) throws -> Golden {
    try ForetellTestSupport.golden("\(name).json", as: Golden.self, beside: #filePath)
  }

  @Test(arguments: names, InstructionSet.available)
  func forwardAgreesWithPyTorch(_ name: String, _ isa: InstructionSet) throws {
    let golden = try Self.golden(name)
    let network = try golden.network()
    let predictor = Predictor(
      network, steps: golden.time, rows: golden.batch,
      engine: Engine(threads: 2, instructionSet: isa))
    let outputs = predictor.outputs(
      for: golden.inputs, mask: golden.filledBatch(network).mask,
      parameters: try golden.parameters(of: network))
    #expect(relativeError(outputs, golden.outputs) <= 1e-5)
  }

  @Test(arguments: names, InstructionSet.available)
  func everyGradientAgreesWithPyTorch(_ name: String, _ isa: InstructionSet) throws {
    let golden = try Self.golden(name)
    let network = try golden.network()
    let (loss, gradient) = network.lossAndGradient(
      try golden.parameters(of: network), on: golden.filledBatch(network), loss: golden.madeLoss(),
      engine: Engine(threads: 2, instructionSet: isa))
    #expect(abs(loss - golden.loss) <= 1e-5 * golden.loss)
    for view in network.layout.views {
      let expected = try #require(golden.gradients[view.name])
      #expect(relativeError(gradient[view], expected) <= 1e-5, "\(view.name)")
    }
  }

  @Test(arguments: names, InstructionSet.available)
  func tenOptimizerStepsAgreeWithPyTorch(_ name: String, _ isa: InstructionSet) throws {
    let golden = try Self.golden(name)
    let network = try golden.network()
    let training = Training(
      optimizer: golden.madeOptimizer(), steps: 10, batchSize: golden.batch, clipNorm: 0.5,
      loss: golden.madeLoss())
    let trainer = Trainer(
      network, training: training, steps: golden.time,
      from: TrainingState(
        try golden.parameters(of: network), optimizer: training.optimizer),
      random: .init(seed: 0), engine: Engine(threads: 2, instructionSet: isa))
    for _ in 0..<10 { try trainer.step(on: golden.filledBatch(network)) }
    for view in network.layout.views {
      let expected = try #require(golden.after[view.name])
      let error = relativeError(trainer.state.parameters[view], expected)
      #expect(error <= 1e-5, "\(view.name)")
    }
  }
}
