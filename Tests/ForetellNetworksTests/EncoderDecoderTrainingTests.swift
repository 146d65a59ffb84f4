import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Foundation
import Testing

@Suite struct EncoderDecoderTrainingTests {
  private static let goldens = [
    "encoder-decoder-lstm", "encoder-decoder-gru", "encoder-decoder-rnn",
  ]

  @Test(arguments: goldens, InstructionSet.available)
  func agreesWithPyTorch(_ name: String, _ isa: InstructionSet) throws {
    let golden = try ForetellTestSupport.golden(
      "\(name).json", as: EncoderDecoderGolden.self, beside: #filePath)
    let network = try EncoderDecoder(golden.configuration)
    let parameters = try Parameters(
      layout: network.layout,
      values: try network.layout.views.flatMap { try #require(golden.parameters[$0.name]) })
    let batch = golden.filledBatch()
    let engine = Engine(threads: 2, instructionSet: isa)
    // Fed with the true values, as a teacher would.
    let outputs = EncoderDecoderPredictor(
      network, steps: golden.time, rows: golden.batch, engine: engine
    ).outputs(for: batch, parameters: parameters) { step, row, _ in
      golden.teacher[step * golden.batch + row]
    }
    #expect(relativeError(outputs, golden.outputs) <= 1e-5)
    let (loss, gradient) = network.lossAndGradient(parameters, on: batch, engine: engine)
    #expect(abs(loss - golden.loss) <= 1e-5 * golden.loss)
    let training = Training(
      optimizer: .adam(learningRate: 1e-2), steps: 10, batchSize: golden.batch, clipNorm: 0.5)
    let trainer = EncoderDecoderTrainer(
      network, training: training, steps: golden.time, horizon: golden.horizon,
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

  private static let shape = EncoderDecoderTests.Shape(
    cell: .lstm, layers: 2, feedback: 0, dropout: 0.3, isNormalized: true,
    variationalDropout: VariationalDropout(inputs: 0.2, states: 0.3))

  private static func trainer(
    threads: Int, rows: Int = 129, from state: TrainingState? = nil
  ) throws -> EncoderDecoderTrainer {
    let network = try EncoderDecoder(shape.configuration)
    let training = Training(steps: 8, batchSize: rows)
    let start = TrainingState(
      network.initialParameters(random: RandomStream(seed: 3)), optimizer: training.optimizer)
    return EncoderDecoderTrainer(
      network, training: training, teacherForcing: .linear(from: 1, to: 0), steps: 6,
      horizon: EncoderDecoderTests.horizon, from: state ?? start, random: RandomStream(seed: 9),
      engine: Engine(threads: threads, instructionSet: Samples.fast.instructionSet))
  }

  private static func train(_ trainer: EncoderDecoderTrainer, upTo limit: Int) throws {
    while trainer.state.step < limit {
      try trainer.step(
        on: EncoderDecoderTests.batch(
          shape.configuration, steps: 6, rows: trainer.training.batchSize,
          seed: UInt64(trainer.state.step)))
    }
  }

  @Test func numberOfThreadsChangesNoBit() throws {
    let states = try (1...4).map { threads in
      let trainer = try Self.trainer(threads: threads)
      try Self.train(trainer, upTo: 8)
      return trainer.state
    }
    #expect(Set(states).count == 1)
    #expect(states[0].parameters != (try Self.trainer(threads: 1)).state.parameters)
  }

  /// Masks depend on the step alone: two runs whose parameters differ by a little see losses that differ by the
  /// gradient times that little.
  @Test(arguments: CellKind.allCases)
  func variationalGradientIsTheSlope(_ cell: CellKind) throws {
    let shape = EncoderDecoderTests.Shape(
      cell: cell, layers: 2, feedback: nil,
      variationalDropout: VariationalDropout(inputs: 0.3, states: 0.4))
    let network = try EncoderDecoder(shape.configuration)
    let start = network.initialParameters(random: RandomStream(seed: 3))
    let batch: EncoderDecoderBatch<Float> = EncoderDecoderTests.batch(
      shape.configuration, steps: shape.steps)
    let training = Training(
      optimizer: .sgd(learningRate: 1), steps: 9, batchSize: EncoderDecoderTests.rows,
      clipNorm: nil)
    func step(_ parameters: Parameters<Float>) throws -> (loss: Double, after: Parameters<Float>) {
      let trainer = EncoderDecoderTrainer(
        network, training: training, steps: shape.steps, horizon: EncoderDecoderTests.horizon,
        from: TrainingState(parameters, optimizer: training.optimizer),
        random: RandomStream(seed: 9), engine: Samples.fast)
      return (try trainer.step(on: batch).loss, trainer.state.parameters)
    }
    let (masked, after) = try step(start)
    #expect(masked != network.lossAndGradient(start, on: batch, engine: Samples.fast).loss)
    let gradient = zip(start.values, after.values).map { Double($0 - $1) }
    let square = gradient.reduce(0) { $0 + $1 * $1 }
    let epsilon = 2e-3 / square.squareRoot()
    func loss(_ shift: Double) throws -> Double {
      let moved = zip(start.values, gradient).map { Float(Double($0) + shift * $1) }
      return try step(try Parameters(layout: network.layout, values: moved)).loss
    }
    let slope = try (loss(epsilon) - loss(-epsilon)) / (2 * epsilon)
    #expect(abs(slope / square - 1) <= 2e-3, "\(slope) \(square)")
  }

  @Test func resumedTrainingEqualsTheUninterrupted() throws {
    let whole = try Self.trainer(threads: 1, rows: 19)
    try Self.train(whole, upTo: 8)
    let first = try Self.trainer(threads: 1, rows: 19)
    try Self.train(first, upTo: 3)
    let second = try Self.trainer(threads: 1, rows: 19, from: first.state)
    try Self.train(second, upTo: 8)
    #expect(second.state == whole.state)
  }

  @Test func shapeAndParametersAreAllThatIsToBeKept() throws {
    let network = try EncoderDecoder(Self.shape.configuration)
    let parameters = network.initialParameters(random: RandomStream(seed: 3))
    let read = try EncoderDecoder(
      JSONDecoder().decode(
        EncoderDecoderConfiguration.self, from: JSONEncoder().encode(network.configuration)))
    #expect(read == network)
    #expect(try Parameters(layout: read.layout, values: parameters.values) == parameters)
    #expect(throws: NetworkError.self) {
      try Parameters(layout: read.layout, values: Array(parameters.values.dropLast()))
    }
  }

  /// What is to come is the last value seen plus what is known of the step: both roads must be learned.
  @Test func learnsFromThePastAndFromWhatIsKnown() throws {
    let configuration = EncoderDecoderConfiguration(
      cell: .gru, past: .init(numeric: 1), future: .init(numeric: 1), hiddenSize: 12, feedback: 0)
    let network = try EncoderDecoder(configuration)
    let training = Training(
      optimizer: .adam(learningRate: 5e-3), steps: 400, batchSize: 32)
    let trainer = EncoderDecoderTrainer(
      network, training: training, teacherForcing: .linear(from: 1, to: 0.5), steps: 5, horizon: 3,
      from: TrainingState(
        network.initialParameters(random: RandomStream(seed: 3)), optimizer: training.optimizer),
      random: RandomStream(seed: 9), engine: Samples.fast)
    func batch(_ seed: Int) -> EncoderDecoderBatch<Float> {
      var batch = EncoderDecoderBatch<Float>(configuration, steps: 5, horizon: 3, rows: 32)
      let random = RandomStream(seed: 17).stream(seed)
      for i in batch.past.inputs.indices {
        batch.past.inputs[i] = Float(random[uniformAt: i]) - 0.5
      }
      let known = random.stream("known")
      for row in 0..<32 {
        let last = batch.past.inputs[4 * 32 + row]
        for step in 0..<3 {
          let place = step * 32 + row
          let z = Float(known[uniformAt: place]) - 0.5
          batch.future.inputs[2 * place] = z
          batch.future.inputs[2 * place + 1] =
            step == 0 ? last : batch.future.targets[place - 32]
          (batch.future.targets[place], batch.future.weights[place]) = (last + z, 1)
        }
      }
      return batch
    }
    for step in 0..<400 { try trainer.step(on: batch(step)) }
    let test = batch(100_000)
    let outputs = EncoderDecoderPredictor(network, steps: 5, rows: 32, engine: Samples.fast)
      .outputs(for: test, parameters: trainer.state.parameters)
    let errors = zip(outputs, test.future.targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    // The targets' variance is 1/6, and 1/12 is left to who knows only one of the two.
    #expect(errors / 96 < 0.01)
  }

  @Test func theFlowOfBothHalvesIsSeenAndChangesNothing() throws {
    let trainers = try [nil, 3].map { interval in
      let trainer = try Self.trainer(threads: 1, rows: 19)
      trainer.flowInterval = interval
      try Self.train(trainer, upTo: 8)
      return trainer
    }
    #expect(trainers[0].state == trainers[1].state)
    #expect(trainers[0].takeFlow() == nil)
    let flow = try #require(trainers[1].takeFlow())
    #expect(flow.step == 6 && trainers[1].takeFlow() == nil)
    let parts: [GradientFlow.Part?] = [.encoder, .encoder, .decoder, .decoder]
    #expect(flow.layers.map { $0.part } == parts)
    let horizon = EncoderDecoderTests.horizon
    #expect(flow.layers.map { $0.states.count } == [6, 6, horizon, horizon])
    #expect(flow.layers.allSatisfy { $0.states.allSatisfy { $0 > 0 } && $0.parameters > 0 })
    #expect(flow.head > 0 && flow.summary.contains("encoder layer 1: ‖∂L/∂h‖"))
  }

  /// What comes back to the encoder's last state is what the decoder hands over.
  @Test func theFlowOfTheEncoderIsThatOfItsWeights() throws {
    let trainer = try Self.trainer(threads: 1, rows: 19)
    trainer.flowInterval = 1
    let batch = EncoderDecoderTests.batch(Self.shape.configuration, steps: 6, rows: 19, seed: 0)
    let before = trainer.state.parameters
    try trainer.step(on: batch)
    let flow = try #require(trainer.takeFlow())
    let network = trainer.network
    var total = 0.0
    for layer in flow.layers { total += layer.parameters * layer.parameters }
    let norm = (total + flow.head * flow.head).squareRoot()
    let again = EncoderDecoderTrainer(
      network, training: trainer.training, teacherForcing: .linear(from: 1, to: 0), steps: 6,
      horizon: EncoderDecoderTests.horizon,
      from: TrainingState(before, optimizer: trainer.training.optimizer),
      random: RandomStream(seed: 9), engine: Samples.fast)
    let whole = try again.step(on: batch).norm
    #expect(norm <= whole * (1 + 1e-6) && norm > 0.5 * whole)
  }
}

/// What PyTorch computed; see scripts/make_decoder_goldens.py.
private struct EncoderDecoderGolden: Decodable {
  let cell: CellKind
  let batch, time, horizon, inputSize, known, feedback, hidden, layers, outputSize: Int
  let pastTables, futureTables: [[Int]]
  let past, future, teacher, targets, weights, outputs: [Float]
  let pastCategories, futureCategories: [Int32]
  let parameters, gradients, after: [String: [Float]]
  let loss: Double

  var configuration: EncoderDecoderConfiguration {
    func tables(_ sizes: [[Int]]) -> [Embedding] {
      sizes.map { Embedding(categories: $0[0] - 1, width: $0[1]) }
    }
    return EncoderDecoderConfiguration(
      cell: cell, past: .init(numeric: inputSize, embeddings: tables(pastTables)),
      future: .init(numeric: known, embeddings: tables(futureTables)), hiddenSize: hidden,
      layers: layers, outputSize: outputSize, feedback: feedback == 0 ? nil : 0)
  }

  func filledBatch() -> EncoderDecoderBatch<Float> {
    var filled = EncoderDecoderBatch<Float>(
      configuration, steps: time, horizon: horizon, rows: batch)
    (filled.past.inputs, filled.past.categories) = (past, pastCategories)
    filled.future.inputs = []
    for row in 0..<horizon * batch {
      filled.future.inputs += future[row * known..<(row + 1) * known]
      filled.future.inputs += teacher[row * feedback..<(row + 1) * feedback]
    }
    filled.future.categories = futureCategories
    (filled.future.targets, filled.future.weights) = (targets, weights)
    return filled
  }
}
