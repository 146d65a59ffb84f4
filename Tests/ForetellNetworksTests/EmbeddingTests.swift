import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Foundation
import Testing

/// Categorical inputs of a plain recurrent network.
@Suite struct EmbeddingTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let cell: CellKind
    let inputs: Int
    let layers: Int
    var segmentLength: Int?

    var testDescription: String {
      "\(cell) F \(inputs) ×\(layers)\(segmentLength == nil ? "" : " in segments")"
    }

    var configuration: NetworkConfiguration {
      NetworkConfiguration(
        cell: cell, inputSize: inputs, hiddenSize: 5, layers: layers, outputSize: 2,
        readout: segmentLength == nil ? .everyStep : .lastStep, hasSkip: inputs > 0,
        segmentLength: segmentLength,
        embeddings: [Embedding(categories: 4, width: 3), Embedding(categories: 2, width: 1)])
    }

    static let all = CellKind.allCases.flatMap { cell in
      [0, 3].flatMap { inputs in
        [1, 2].map { Shape(cell: cell, inputs: inputs, layers: $0) }
          + [Shape(cell: cell, inputs: inputs, layers: 1, segmentLength: 1)]
      }
    }
  }

  private static let (rows, steps) = (19, 9)

  private static func batch<S>(_ configuration: NetworkConfiguration, of type: S.Type) -> Batch<S> {
    var batch = Batch<S>(configuration, steps: steps, rows: rows)
    let random = RandomStream(seed: 7)
    for i in batch.inputs.indices { batch.inputs[i] = S(4 * random[uniformAt: i] - 2) }
    let (aims, kinds) = (random.stream("targets"), random.stream("kinds"))
    for i in batch.targets.indices {
      (batch.targets[i], batch.weights[i]) = (S(aims[uniformAt: i]), i % 5 == 3 ? 0 : 1)
    }
    for i in batch.categories.indices {
      let rows = configuration.embeddings[i % configuration.embeddings.count].rows
      batch.categories[i] = Int32(kinds[uniformAt: i] * Double(rows))
    }
    return batch
  }

  @Test(arguments: Shape.all)
  func gradientIsTheSlopeOfTheLoss(_ shape: Shape) throws {
    let network = try RecurrentNetwork(shape.configuration)
    let parameters = try Samples.scatteredParameters(network)
    let batch = Self.batch(shape.configuration, of: Double.self)
    let epsilon = shape.cell == .rnnReLU ? 1e-5 : 2e-4
    let expected = try slopes(at: parameters, epsilon: epsilon) {
      network.lossAndGradient($0, on: batch, engine: Samples.scalar).loss
    }
    let exact = network.lossAndGradient(parameters, on: batch, engine: Samples.scalar)
    let single = try Parameters(
      layout: network.layout, values: parameters.values.map(Float.init))
    let found = network.lossAndGradient(
      single, on: Self.batch(shape.configuration, of: Float.self), engine: Samples.fast)
    for view in network.layout.views {
      #expect(relativeError(exact.gradient[view], expected[view.range]) <= 1e-6, "\(view.name)")
      #expect(relativeError(found.gradient[view], expected[view.range]) <= 1e-4, "\(view.name)")
    }
  }

  /// A network that is given a row of its table as numbers computes the same.
  @Test func aCategoryIsTheRowOfItsTable() throws {
    let shape = Shape(cell: .gru, inputs: 3, layers: 2)
    let network = try RecurrentNetwork(shape.configuration)
    var wide = shape.configuration
    (wide.inputSize, wide.embeddings, wide.hasSkip) = (7, [], false)
    let plain = try RecurrentNetwork(wide)
    var parameters = Samples.parameters(network)
    let skip = try #require(network.layout.views.first { $0.name == "skip.weight" })
    parameters[skip] = ArraySlice(repeating: 0, count: skip.count)
    let tables = [
      Array(try #require(parameters["embeddings.0.weight"])),
      Array(try #require(parameters["embeddings.1.weight"])),
    ]
    let shared = try Parameters(
      layout: plain.layout, values: Array(parameters.values.prefix(plain.layout.count)))
    let batch = Self.batch(shape.configuration, of: Float.self)
    var inputs: [Float] = []
    for row in 0..<Self.steps * Self.rows {
      let (a, b) = (Int(batch.categories[2 * row]), Int(batch.categories[2 * row + 1]))
      inputs += batch.inputs[3 * row..<3 * row + 3]
      inputs += tables[0][3 * a..<3 * a + 3]
      inputs.append(tables[1][b])
    }
    let found = Predictor(network, steps: Self.steps, rows: Self.rows, engine: Samples.fast)
      .outputs(for: batch.inputs, categories: batch.categories, parameters: parameters)
    let expected = Predictor(plain, steps: Self.steps, rows: Self.rows, engine: Samples.fast)
      .outputs(for: inputs, parameters: shared)
    #expect(found == expected)
  }

  @Test(arguments: InstructionSet.available)
  func agreesWithPyTorch(_ isa: InstructionSet) throws {
    let golden = try ForetellTestSupport.golden(
      "lstm-embedding.json", as: EmbeddingGolden.self, beside: #filePath)
    let network = try RecurrentNetwork(
      NetworkConfiguration(
        cell: .lstm, inputSize: golden.inputSize, hiddenSize: golden.hidden, layers: golden.layers,
        outputSize: golden.outputSize, readout: .everyStep,
        embeddings: golden.tables.map { Embedding(categories: $0[0] - 1, width: $0[1]) }))
    let parameters = try Parameters(
      layout: network.layout,
      values: try network.layout.views.flatMap { try #require(golden.parameters[$0.name]) })
    var batch = Batch<Float>(network.configuration, steps: golden.time, rows: golden.batch)
    (batch.inputs, batch.categories) = (golden.inputs, golden.categories)
    (batch.targets, batch.weights) = (golden.targets, golden.weights)
    let engine = Engine(threads: 2, instructionSet: isa)
    let outputs = Predictor(network, steps: golden.time, rows: golden.batch, engine: engine)
      .outputs(for: batch.inputs, categories: batch.categories, parameters: parameters)
    #expect(relativeError(outputs, golden.outputs) <= 1e-5)
    let (loss, gradient) = network.lossAndGradient(parameters, on: batch, engine: engine)
    #expect(abs(loss - golden.loss) <= 1e-5 * golden.loss)
    let training = Training(
      optimizer: .adam(learningRate: 1e-2), steps: 10, batchSize: golden.batch, clipNorm: 0.5)
    let trainer = Trainer(
      network, training: training, steps: golden.time,
      from: TrainingState(parameters, optimizer: training.optimizer), random: .init(seed: 0),
      engine: engine)
    for _ in 0..<10 { try trainer.step(on: batch) }
    for view in network.layout.views {
      let (slope, after) = (golden.gradients[view.name], golden.after[view.name])
      #expect(relativeError(gradient[view], try #require(slope)) <= 1e-5, "\(view.name)")
      let error = relativeError(trainer.state.parameters[view], try #require(after))
      #expect(error <= 1e-5, "\(view.name) after ten steps")
    }
  }

  @Test func numberOfThreadsChangesNoBit() throws {
    let network = try RecurrentNetwork(Shape(cell: .lstm, inputs: 3, layers: 2).configuration)
    var batch = Batch<Float>(network.configuration, steps: 5, rows: 129)
    for i in batch.inputs.indices { batch.inputs[i] = Float(i % 7) / 7 }
    for i in batch.categories.indices { batch.categories[i] = Int32(i / 2 % 3) }
    for i in batch.weights.indices { batch.weights[i] = 1 }
    let parameters = Samples.parameters(network)
    let gradients = (1...4).map { threads in
      let engine = Engine(threads: threads, instructionSet: Samples.fast.instructionSet)
      return network.lossAndGradient(parameters, on: batch, engine: engine).gradient.values
    }
    #expect(Set(gradients.map { $0.map(\.bitPattern) }).count == 1)
  }

  @Test func aStepAtATimeGivesTheBitsOfTheWhole() throws {
    let configuration = Shape(cell: .lstm, inputs: 0, layers: 2).configuration
    let network = try RecurrentNetwork(configuration)
    let parameters = Samples.parameters(network)
    let categories = Self.batch(configuration, of: Float.self).categories
    let whole = Predictor(network, steps: Self.steps, rows: Self.rows, engine: Samples.fast)
      .outputs(for: [], categories: categories, parameters: parameters)
    let stepper = NetworkStepper(
      network, parameters: parameters, rows: Self.rows, engine: Samples.fast)
    var state = stepper.initialState()
    var outputs = [Float](repeating: 0, count: 2 * Self.rows)
    for step in 0..<Self.steps {
      let count = 2 * Self.rows
      let now = Array(categories[step * count..<(step + 1) * count])
      try stepper.step([], categories: now, carrying: &state, into: &outputs)
      #expect(outputs == Array(whole[step * count..<(step + 1) * count]))
    }
  }

  @Test func widthFollowsTheRule() {
    #expect([1, 2, 7, 100, 10_000].map(Embedding.width(forCategories:)) == [2, 2, 5, 21, 50])
  }

  @Test func unknownBeginsAtZeroAndTheOthersNearLengthOne() throws {
    let table = Embedding(categories: 500, width: 16)
    let network = try RecurrentNetwork(
      NetworkConfiguration(inputSize: 0, hiddenSize: 4, outputSize: 1, embeddings: [table]))
    let values = Array(try #require(Samples.parameters(network)["embeddings.0.weight"]))
    #expect(values.prefix(16).allSatisfy { $0 == 0 })
    let squares = values.reduce(0) { $0 + $1 * $1 } / 500
    #expect(abs(squares - 1) < 0.05)
  }

  @Test func aConfigurationWithoutEmbeddingsIsWrittenAsBefore() throws {
    var configuration = NetworkConfiguration(inputSize: 1, hiddenSize: 4, outputSize: 1)
    let plain = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
    #expect(!plain.contains("embeddings"))
    configuration.embeddings = [Embedding(categories: 7)]
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(NetworkConfiguration.self, from: data) == configuration)
  }

  @Test func tablesWithoutCategoriesAreRefused() {
    #expect(throws: NetworkError.self) {
      try RecurrentNetwork(
        NetworkConfiguration(
          hiddenSize: 4, outputSize: 1, embeddings: [Embedding(categories: 0, width: 1)]))
    }
    #expect(throws: NetworkError.self) {
      try RecurrentNetwork(NetworkConfiguration(inputSize: 0, hiddenSize: 4, outputSize: 1))
    }
  }
}

/// What PyTorch computed; see scripts/make_decoder_goldens.py.
private struct EmbeddingGolden: Decodable {
  let batch, time, inputSize, hidden, layers, outputSize: Int
  let tables: [[Int]]
  let inputs, targets, weights, outputs: [Float]
  let categories: [Int32]
  let parameters, gradients, after: [String: [Float]]
  let loss: Double
}
