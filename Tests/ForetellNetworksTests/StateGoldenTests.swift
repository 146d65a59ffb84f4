import ForetellNetworks
import ForetellTestSupport
import Testing

/// What PyTorch computed from given states; see scripts/make_network_goldens.py.
private struct StateGolden: Decodable {
  let cell: CellKind
  let batch: Int
  let time: Int
  let inputSize: Int
  let hidden: Int
  let layers: Int
  let outputSize: Int
  let readout: Readout
  let optimizer: String
  let inputs, targets, outputs: [Float]
  let initialHidden, initialCell, finalHidden, finalCell: [Float]
  let parameters, gradients, after: [String: [Float]]
  let loss: Double
  let losses: [Double]

  func network() throws -> RecurrentNetwork {
    try RecurrentNetwork(
      NetworkConfiguration(
        cell: cell, inputSize: inputSize, hiddenSize: hidden, layers: layers,
        outputSize: outputSize, readout: readout))
  }

  func parameters(of network: RecurrentNetwork) throws -> Parameters<Float> {
    let values = try network.layout.views.flatMap { try #require(parameters[$0.name]) }
    return try Parameters(layout: network.layout, values: values)
  }

  func filledBatch(_ network: RecurrentNetwork) -> Batch<Float> {
    var filled = Batch<Float>(network.configuration, steps: time, rows: batch)
    filled.inputs = inputs
    filled.targets = targets
    for i in filled.weights.indices { filled.weights[i] = 1 }
    return filled
  }
}

@Suite struct StateGoldenTests {
  @Test(arguments: ["state-rnn", "state-lstm", "state-gru"], InstructionSet.available)
  func givenStatesAgreeWithPyTorch(_ name: String, _ isa: InstructionSet) throws {
    let golden = try golden("\(name).json", as: StateGolden.self)
    let network = try golden.network()
    let parameters = try golden.parameters(of: network)
    let engine = Engine(threads: 2, instructionSet: isa)
    let start = try RecurrentState(
      of: network.configuration, rows: golden.batch, hidden: golden.initialHidden,
      cell: golden.initialCell)
    var state = start
    let predictor = Predictor(network, steps: golden.time, rows: golden.batch, engine: engine)
    let outputs = try predictor.outputs(
      for: golden.inputs, from: &state, parameters: parameters)
    #expect(relativeError(outputs, golden.outputs) <= 1e-5)
    #expect(relativeError(state.hidden, golden.finalHidden) <= 1e-5)
    #expect(relativeError(state.cell, golden.finalCell) <= 1e-5)
    state = start
    let (loss, gradient) = try network.lossAndGradient(
      parameters, on: golden.filledBatch(network), from: &state, engine: engine)
    #expect(abs(loss - golden.loss) <= 1e-5 * golden.loss)
    #expect(relativeError(state.hidden, golden.finalHidden) <= 1e-5)
    for view in network.layout.views {
      let expected = try #require(golden.gradients[view.name])
      #expect(relativeError(gradient[view], expected) <= 1e-5, "\(view.name)")
    }
  }

  @Test(arguments: ["state-rnn", "state-lstm", "state-gru"], InstructionSet.available)
  func tenTruncatedStepsAgreeWithPyTorch(_ name: String, _ isa: InstructionSet) throws {
    let golden = try golden("\(name).json", as: StateGolden.self)
    let network = try golden.network()
    let training = Training(
      optimizer: golden.optimizer == "adam"
        ? .adam(learningRate: 1e-2) : .sgd(learningRate: 1e-1, momentum: 0.9),
      steps: 10, batchSize: golden.batch, clipNorm: 0.5)
    let trainer = Trainer(
      network, training: training, steps: golden.time,
      from: TrainingState(
        try golden.parameters(of: network), optimizer: training.optimizer),
      random: .init(seed: 0), engine: Engine(threads: 2, instructionSet: isa))
    for step in 0..<10 {
      let loss = try trainer.step(
        on: golden.filledBatch(network),
        restarts: (0..<golden.batch).map { step == 5 && $0 == 0 }
      ).loss
      #expect(abs(loss - golden.losses[step]) <= 1e-5 * loss)
    }
    for view in network.layout.views {
      let expected = try #require(golden.after[view.name])
      #expect(relativeError(trainer.state.parameters[view], expected) <= 1e-5, "\(view.name)")
    }
  }
}
