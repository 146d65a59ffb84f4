import FoundationEssentials
import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Testing

/// States that are handed in, handed out and carried on.
@Suite struct StateTests {
  /// Two layers of odd sizes, with what else there is: residual, skip, segments.
  static let configurations: [NetworkConfiguration] = CellKind.allCases.flatMap { cell in
    [
      NetworkConfiguration(
        cell: cell, inputSize: 3, hiddenSize: 5, layers: 2, outputSize: 2, readout: .everyStep,
        isResidual: true, hasSkip: true),
      NetworkConfiguration(cell: cell, inputSize: 2, hiddenSize: 7, outputSize: 3),
      NetworkConfiguration(
        cell: cell, inputSize: 3, hiddenSize: 5, outputSize: 6, segmentLength: 2),
    ]
  }

  /// Random everywhere.
  static func state<S>(
    _ network: RecurrentNetwork, rows: Int, of type: S.Type = S.self
  ) throws -> RecurrentState<S> {
    let zeros = RecurrentState<S>(zerosFor: network, rows: rows)
    let random = RandomStream(seed: 5)
    return try RecurrentState(
      of: network.configuration, rows: rows,
      hidden: zeros.hidden.indices.map { S(2 * random[uniformAt: $0] - 1) },
      cell: zeros.cell.indices.map { S(3 * random[uniformAt: 10_000 + $0] - 1.5) })
  }

  private static func double(_ batch: Batch<Float>, _ network: RecurrentNetwork) -> Batch<Double> {
    var result = Batch<Double>(network.configuration, steps: batch.steps, rows: batch.rows)
    result.inputs = batch.inputs.map(Double.init)
    result.targets = batch.targets.map(Double.init)
    result.weights = batch.weights.map(Double.init)
    return result
  }

  /// Nineteen rows are two shards; fifteen steps a block of twelve and one of three.
  @Test(arguments: configurations)
  func gradientFromGivenStatesIsTheSlopeOfTheLoss(_ shape: NetworkConfiguration) throws {
    let network = try RecurrentNetwork(shape)
    let single = Samples.batch(network, steps: 15, rows: 19)
    let batch = Self.double(single, network)
    let parameters = try Samples.scatteredParameters(network)
    let start = try Self.state(network, rows: 19, of: Double.self)
    func loss(_ values: [Double]) throws -> Double {
      var state = start
      return try network.lossAndGradient(
        Parameters(layout: network.layout, values: values), on: batch, from: &state,
        engine: Samples.scalar
      ).loss
    }
    let epsilon = shape.cell == .rnnReLU ? 1e-6 : 2e-5
    let expected = try parameters.values.indices.map { index in
      var (up, down) = (parameters.values, parameters.values)
      up[index] += epsilon
      down[index] -= epsilon
      return try (loss(up) - loss(down)) / (2 * epsilon)
    }
    var state = start
    let exact = try network.lossAndGradient(
      parameters, on: batch, from: &state, engine: Samples.scalar)
    for view in network.layout.views {
      let error = relativeError(exact.gradient[view], expected[view.range])
      #expect(error <= 1e-6, "\(view.name) in double")
    }
    var floats = try Self.state(network, rows: 19, of: Float.self)
    let found = try network.lossAndGradient(
      Parameters(layout: network.layout, values: parameters.values.map(Float.init)), on: single,
      from: &floats, engine: Samples.fast)
    for view in network.layout.views {
      let error = relativeError(found.gradient[view], expected[view.range])
      #expect(error <= 1e-4, "\(view.name) in float")
    }
    #expect(relativeError(floats.hidden, state.hidden) <= 1e-5)
    #expect(floats.hidden != (try Self.state(network, rows: 19, of: Float.self)).hidden)
  }

  @Test(arguments: configurations)
  func zeroStatesAreNoStates(_ shape: NetworkConfiguration) throws {
    let network = try RecurrentNetwork(shape)
    let batch = Samples.batch(network, steps: 4, rows: 37)
    let parameters = Samples.parameters(network)
    var state = RecurrentState<Float>(zerosFor: network, rows: 37)
    let with = try network.lossAndGradient(
      parameters, on: batch, from: &state, engine: Samples.fast)
    let without = network.lossAndGradient(parameters, on: batch, engine: Samples.fast)
    #expect(with.loss == without.loss && with.gradient == without.gradient)
  }

  /// The outputs of every step, as a whole, in pieces and step by step.
  @Test(arguments: configurations, InstructionSet.available)
  func sequenceInPiecesEqualsTheWhole(
    _ shape: NetworkConfiguration, _ isa: InstructionSet
  ) throws {
    let network = try RecurrentNetwork(shape)
    let engine = Engine(threads: 2, instructionSet: isa)
    let (rows, steps) = (37, 11)
    let batch = Samples.batch(network, steps: steps, rows: rows)
    let parameters = Samples.parameters(network)
    let start = try Self.state(network, rows: rows, of: Float.self)
    let width = rows * shape.inputSize
    func run(_ range: Range<Int>, _ state: inout RecurrentState<Float>) throws -> [Float] {
      let predictor = Predictor(network, steps: range.count, rows: rows, engine: engine)
      let part = Array(batch.inputs[range.lowerBound * width..<range.upperBound * width])
      return try predictor.outputs(for: part, from: &state, parameters: parameters)
    }
    var (whole, pieces, single) = (start, start, start)
    let expected = try run(0..<11, &whole)
    var found = [[Float]]()
    for range in [0..<4, 4..<5, 5..<11] { found.append(try run(range, &pieces)) }
    let stepper = NetworkStepper(network, parameters: parameters, rows: rows, engine: engine)
    var outputs = [Float](repeating: 0, count: rows * shape.outputSize)
    var stepped = [[Float]]()
    for step in 0..<steps {
      try stepper.step(
        Array(batch.inputs[step * width..<(step + 1) * width]), carrying: &single, into: &outputs)
      stepped.append(outputs)
    }
    let isRead = shape.readout == .everyStep
    #expect((isRead ? Array(found.joined()) : found[2]) == expected)
    #expect((isRead ? Array(stepped.joined()) : stepped[10]) == expected)
    #expect(whole == pieces && whole == single && whole != start)
  }

  @Test func rowsTakeTurnsOnOneStepper() throws {
    let network = try Samples.network(.gru, hiddenSize: 9, layers: 2)
    let parameters = Samples.parameters(network)
    let one = NetworkStepper(network, parameters: parameters, engine: Samples.fast)
    let two = NetworkStepper(network, parameters: parameters, rows: 2, engine: Samples.fast)
    let random = RandomStream(seed: 8)
    var (first, second, both) = (one.initialState(), one.initialState(), two.initialState())
    var (a, b, c) = (
      [Float](repeating: 0, count: 2), [Float](repeating: 0, count: 2),
      [Float](repeating: 0, count: 4)
    )
    for step in 0..<6 {
      let inputs = (0..<6).map { Float(random[uniformAt: step * 6 + $0]) }
      try one.step(Array(inputs[..<3]), carrying: &first, into: &a)
      try one.step(Array(inputs[3...]), carrying: &second, into: &b)
      try two.step(inputs, carrying: &both, into: &c)
      #expect(a + b == c)
    }
  }

  @Test func stateOfAnotherModelIsRefused() throws {
    let network = try Samples.network(.lstm, hiddenSize: 5)
    let others = [
      try Samples.network(.lstm, hiddenSize: 6), try Samples.network(.gru, hiddenSize: 5),
      try Samples.network(.lstm, hiddenSize: 5, layers: 2),
      try Samples.network(.lstm, inputSize: 2, hiddenSize: 5),
    ]
    let stepper = NetworkStepper(
      network, parameters: Samples.parameters(network), engine: Samples.fast)
    var outputs: [Float] = [0, 0]
    for other in others {
      var state = RecurrentState<Float>(zerosFor: other)
      let error = #expect(throws: NetworkError.self) {
        try stepper.step([0, 0, 0], carrying: &state, into: &outputs)
      }
      #expect(error?.code == .state)
      #expect(error?.message.contains("state of another model") == true)
      #expect(error?.remedy?.isEmpty == false)
    }
    var wide = RecurrentState<Float>(zerosFor: network, rows: 2)
    let error = #expect(throws: NetworkError.self) {
      try stepper.step([0, 0, 0], carrying: &wide, into: &outputs)
    }
    #expect(error?.message == "the state has 2 rows where there are 1")
    #expect(throws: NetworkError.self) {
      try RecurrentState<Float>(of: network.configuration, rows: 1, hidden: [1], cell: [1])
    }
  }

  @Test(arguments: CellKind.allCases)
  func storedStateComesBackToTheBit(_ cell: CellKind) throws {
    let network = try Samples.network(cell, hiddenSize: 5, layers: 2)
    let state = try Self.state(network, rows: 3, of: Float.self)
    let data = try JSONEncoder().encode(state)
    #expect(try JSONDecoder().decode(RecurrentState<Float>.self, from: data) == state)
    let text = String(decoding: data, as: UTF8.self)
    let broken = Data(text.replacing("\"rows\":3", with: "\"rows\":4").utf8)
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(RecurrentState<Float>.self, from: broken)
    }
  }

  @Test func restartedRowIsZeroAndNoOther() throws {
    let network = try Samples.network(.lstm, hiddenSize: 4, layers: 2)
    var state = try Self.state(network, rows: 3, of: Float.self)
    let before = state
    state.restart(1)
    for place in state.hidden.indices {
      let isRow = place / 4 % 3 == 1
      #expect(state.hidden[place] == (isRow ? 0 : before.hidden[place]))
      #expect(state.cell[place] == (isRow ? 0 : before.cell[place]))
    }
  }
}
