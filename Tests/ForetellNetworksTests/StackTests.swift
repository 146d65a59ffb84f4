import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Foundation
import Testing

/// Both directions, layer normalization, masks, and their combinations.
@Suite struct StackTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let cell: CellKind
    let direction: Direction
    let layers: Int
    let readout: Readout
    let isResidual: Bool
    let normalizes: Bool
    let isMasked: Bool
    /// Ten rows a shard make blocks of twelve steps.
    var steps = 4
    var dilations: [[Int]] = []

    var testDescription: String {
      "\(cell) \(direction) ×\(layers) \(readout)" + (isResidual ? " residual" : "")
        + (normalizes ? " normalized" : "") + (isMasked ? " masked" : "") + " T \(steps)"
        + (dilations.isEmpty ? "" : " dilated \(dilations)")
    }

    var configuration: NetworkConfiguration {
      var configuration = NetworkConfiguration(
        cell: cell, inputSize: 3, hiddenSize: 5, layers: layers, outputSize: 2, readout: readout,
        isResidual: isResidual, hasSkip: isResidual)
      configuration.direction = direction
      configuration.normalizesLayers = normalizes
      configuration.dilations = dilations
      return configuration
    }

    static let directions: [Direction] =
      [.forward] + Direction.Merging.allCases.map { .bidirectional(merging: $0) }

    /// Every cell in both directions, one and two layers.
    static let plain = CellKind.allCases.flatMap { cell in
      Direction.Merging.allCases.flatMap { merging in
        Readout.allCases.flatMap { readout in
          [1, 2].map {
            Shape(
              cell: cell, direction: .bidirectional(merging: merging), layers: $0,
              readout: readout, isResidual: false, normalizes: false, isMasked: $0 == 2, steps: 15)
          }
        }
      }
    }

    static let combined = [CellKind.lstm, .gru, .gruResetBefore].flatMap { cell in
      directions.flatMap { direction in
        Readout.allCases.flatMap { readout in
          [(true, false), (false, true), (true, true)].flatMap { isResidual, normalizes in
            [false, true].map {
              Shape(
                cell: cell, direction: direction, layers: 3, readout: readout,
                isResidual: isResidual, normalizes: normalizes, isMasked: $0)
            }
          }
        }
      }
    }.filter { (try? RecurrentNetwork($0.configuration)) != nil }

    static let masked = CellKind.allCases.flatMap { cell in
      Readout.allCases.map {
        Shape(
          cell: cell, direction: .forward, layers: 2, readout: $0, isResidual: false,
          normalizes: false, isMasked: true, steps: 15)
      }
    }

    /// Windows that no dilation divides; one that is longer than they are.
    static let dilated = CellKind.allCases.flatMap { cell in
      [Direction.forward, .bidirectional(merging: .concatenate)].flatMap { direction in
        Readout.allCases.flatMap { readout in
          [([[1, 2], [3]], 7), ([[3], [2, 4, 1]], 11), ([[5], [9]], 8)].flatMap {
            dilations, steps in
            [false, true].map { isRich in
              Shape(
                cell: cell, direction: direction, layers: dilations.reduce(0) { $0 + $1.count },
                readout: readout, isResidual: isRich || steps == 11, normalizes: isRich,
                isMasked: isRich, steps: steps, dilations: dilations)
            }
          }
        }
      }
    }
  }

  private static let rows = 19

  private static func batch<S>(_ shape: Shape, of type: S.Type) -> Batch<S> {
    var batch = Batch<S>(shape.configuration, steps: shape.steps, rows: rows)
    let random = RandomStream(seed: 7)
    for i in batch.inputs.indices { batch.inputs[i] = S(4 * random[uniformAt: i] - 2) }
    let aims = random.stream("targets")
    for i in batch.targets.indices {
      batch.targets[i] = S(aims[uniformAt: i])
      batch.weights[i] = i % 5 == 3 ? 0 : S(0.5 + aims[uniformAt: i + 100_000])
    }
    guard shape.isMasked else { return batch }
    // Holes anywhere, a row without any input among them; what stands there is no number.
    let holes = random.stream("holes")
    let mask = (0..<shape.steps * rows).map { (place: Int) -> Bool in
      place % rows != 4 && holes[uniformAt: place] > 0.3
    }
    for (place, isPresent) in mask.enumerated() where !isPresent {
      for feature in 0..<3 { batch.inputs[place * 3 + feature] = .nan }
    }
    batch.mask = mask
    return batch
  }

  @Test(arguments: Shape.plain + Shape.combined + Shape.masked + Shape.dilated)
  func gradientIsTheSlopeOfTheLoss(_ shape: Shape) throws {
    let network = try RecurrentNetwork(shape.configuration)
    let parameters = try Samples.scatteredParameters(network)
    let batch = Self.batch(shape, of: Double.self)
    let epsilon = shape.cell == .rnnReLU ? 1e-5 : 2e-4
    let exact = network.lossAndGradient(parameters, on: batch, engine: Samples.scalar)
    let largest = size(exact.gradient.values[...])
    for (number, view) in network.layout.views.enumerated() {
      // Along a few directions at random: a wrong term shows in each of them.
      for way in 0..<2 {
        let random = RandomStream(seed: 17).stream(number).stream(way)
        let direction = (0..<view.count).map { 2 * random[uniformAt: $0] - 1 }
        func loss(_ shift: Double) throws -> Double {
          var values = parameters.values
          for i in 0..<view.count { values[view.offset + i] += shift * direction[i] }
          let moved = try Parameters(layout: network.layout, values: values)
          return network.lossAndGradient(moved, on: batch, engine: Samples.scalar).loss
        }
        let near = try loss(epsilon) - loss(-epsilon)
        let far = try loss(2 * epsilon) - loss(-2 * epsilon)
        let slope = (8 * near - far) / (12 * epsilon)
        let found = zip(exact.gradient[view], direction).reduce(0) { $0 + $1.0 * $1.1 }
        // Where little is left of a cancellation, the whole gradient is the measure.
        let scale = max(size(exact.gradient[view]), 1e-3 * largest) * size(direction[...])
        #expect(abs(found - slope) <= 1e-6 * scale, "\(view.name) in double")
      }
    }
    let single = try Parameters(layout: network.layout, values: parameters.values.map(Float.init))
    for isa in InstructionSet.available {
      let found = network.lossAndGradient(
        single, on: Self.batch(shape, of: Float.self),
        engine: Engine(threads: 2, instructionSet: isa))
      #expect(abs(found.loss - exact.loss) <= 1e-5 * exact.loss, "\(isa)")
      for view in network.layout.views {
        let scale = max(size(exact.gradient[view]), 1e-3 * largest)
        let error = distance(found.gradient[view].map(Double.init)[...], exact.gradient[view])
        #expect(error <= 1e-4 * scale, "\(view.name) in float on \(isa)")
      }
    }
  }

  private func size(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private func distance(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// A reversed pass is a forward one over the window turned round.
  @Test(arguments: CellKind.allCases)
  func backwardInTimeIsForwardOverTheTurnedWindow(_ cell: CellKind) throws {
    let (steps, rows, hidden) = (7, 37, 9)
    let plain = try Samples.network(cell, hiddenSize: hidden, outputSize: 2)
    var configuration = plain.configuration
    configuration.direction = .bidirectional(merging: .sum)
    let both = try RecurrentNetwork(configuration)
    let reversed = Samples.parameters(plain)
    var values = Parameters<Float>(zerosFor: both.layout)
    for view in both.layout.views where !view.name.hasSuffix("l0") {
      let name = view.name.replacingOccurrences(of: "_reverse", with: "")
      values[view] = try #require(reversed[name])
    }
    let batch = Samples.batch(plain, steps: steps, rows: rows)
    let width = rows * 3
    let turned = (0..<steps).reversed().flatMap { (step: Int) -> ArraySlice<Float> in
      batch.inputs[step * width..<(step + 1) * width]
    }
    for isa in InstructionSet.available {
      let engine = Engine(threads: 2, instructionSet: isa)
      let found = Predictor(both, steps: steps, rows: rows, engine: engine)
        .outputs(for: batch.inputs, parameters: values)
      let expected = Predictor(plain, steps: steps, rows: rows, engine: engine)
        .outputs(for: turned, parameters: reversed)
      // The onward pass has no weights, so that its states are 0.
      #expect(relativeError(found, expected) <= 1e-6, "\(isa)")
    }
  }

  /// A hole leaves no trace: the window with it gives what the window without the step gives.
  @Test(arguments: CellKind.allCases, Shape.directions)
  func anAbsentStepIsAsIfItWereNotThere(_ cell: CellKind, _ direction: Direction) throws {
    var configuration = NetworkConfiguration(
      cell: cell, inputSize: 3, hiddenSize: 9, layers: 2, outputSize: 2)
    configuration.direction = direction
    let network = try RecurrentNetwork(configuration)
    let (steps, rows) = (6, 19)
    let parameters = Samples.parameters(network)
    let short = Samples.batch(network, steps: steps - 2, rows: rows)
    let width = rows * 3
    var inputs = Array(short.inputs[..<(2 * width)])
    inputs += [Float](repeating: .nan, count: width)
    inputs += short.inputs[(2 * width)...] + [Float](repeating: 7, count: width)
    let mask = (0..<steps).flatMap { (step: Int) -> [Bool] in
      Array(repeating: step != 2 && step != 5, count: rows)
    }
    for isa in InstructionSet.available {
      let engine = Engine(threads: 2, instructionSet: isa)
      let found = Predictor(network, steps: steps, rows: rows, engine: engine)
        .outputs(for: inputs, mask: mask, parameters: parameters)
      let expected = Predictor(network, steps: steps - 2, rows: rows, engine: engine)
        .outputs(for: short.inputs, parameters: parameters)
      #expect(relativeError(found, expected) <= 1e-6, "\(isa)")
    }
  }

  @Test(arguments: CellKind.allCases, [[], [[2], [5]]])
  func numberOfThreadsChangesNoBit(_ cell: CellKind, _ dilations: [[Int]]) throws {
    var configuration = NetworkConfiguration(
      cell: cell, inputSize: 3, hiddenSize: 33, layers: 2, dropout: 0.2, outputSize: 2,
      readout: .everyStep)
    configuration.direction = .bidirectional(merging: .concatenate)
    configuration.normalizesLayers = true
    configuration.variationalDropout = VariationalDropout(inputs: 0.2, states: 0.3)
    configuration.dilations = dilations
    let network = try RecurrentNetwork(configuration)
    let training = Training(steps: 8, batchSize: 129)
    var states: [TrainingState] = []
    var flows: [[GradientFlow]] = []
    for threads in [1, 4] {
      let engine = Engine(threads: threads, instructionSet: .available.last ?? .scalar)
      let trainer = Samples.trainer(network, training, steps: 11, engine: engine)
      trainer.flowInterval = 3
      var seen: [GradientFlow] = []
      try trainer.train(on: RandomBatches(network: network), upTo: 8) { _ in
        if let flow = trainer.takeFlow() { seen.append(flow) }
      }
      states.append(trainer.state)
      flows.append(seen)
    }
    #expect(states[0] == states[1])
    #expect(flows[0] == flows[1])
    #expect(flows[0].map(\.step) == [0, 3, 6])
    #expect(states[0].parameters != Samples.parameters(network))
  }

  /// One mask for all steps: without a recurrent product, a network that sums what it sees forgets whole inputs.
  @Test func variationalMasksAreTheSameAtAllSteps() throws {
    let (width, rows, steps) = (16, 64, 5)
    var configuration = NetworkConfiguration(
      cell: .rnnReLU, inputSize: width, hiddenSize: width, outputSize: width, readout: .everyStep)
    configuration.variationalDropout = VariationalDropout(inputs: 0.5)
    let network = try RecurrentNetwork(configuration)
    var parameters = Parameters<Float>(zerosFor: network.layout)
    let identity = (0..<width * width).map { Float($0 / width == $0 % width ? 1 : 0) }
    for view in network.layout.views
    where ["recurrent.weight_ih_l0", "head.weight"].contains(view.name) {
      parameters[view] = identity[...]
    }
    let training = Training(optimizer: .sgd(learningRate: 0), steps: 9, batchSize: rows)
    var batch = Batch<Float>(configuration, steps: steps, rows: rows)
    for i in batch.inputs.indices { (batch.inputs[i], batch.weights[i]) = (1, 1) }
    func losses(_ batch: Batch<Float>, steps: Int) throws -> [Double] {
      let trainer = Samples.trainer(
        network, training, steps: steps,
        from: TrainingState(parameters, optimizer: training.optimizer), engine: Samples.fast)
      return try (0..<3).map { _ in try trainer.step(on: batch).loss }
    }
    // m is 0 or 2, so the mean square is about 2, and that of any one step equals that of all.
    let all = try losses(batch, steps: steps)
    var single = Batch<Float>(configuration, steps: 1, rows: rows)
    for i in single.inputs.indices { (single.inputs[i], single.weights[i]) = (1, 1) }
    let one = try losses(single, steps: 1)
    for (a, b) in zip(all, one) {
      #expect(abs(a - b) <= 1e-6 && abs(a - 2) < 0.3)
    }
    #expect(Set(all).count == 3)
  }

  /// Training with masks on states goes along the slope of the loss that it reports: two runs whose parameters differ by
  /// a little see losses that differ by the gradient times that little, for the masks depend on the step alone.
  @Test(arguments: CellKind.allCases, [[], [[3, 2]]])
  func variationalGradientIsTheSlope(_ cell: CellKind, _ dilations: [[Int]]) throws {
    var configuration = NetworkConfiguration(
      cell: cell, inputSize: 3, hiddenSize: 5, layers: 2, outputSize: 2, readout: .everyStep)
    configuration.variationalDropout = VariationalDropout(inputs: 0.3, states: 0.4)
    configuration.direction = .bidirectional(merging: .sum)
    configuration.dilations = dilations
    let network = try RecurrentNetwork(configuration)
    let start = Samples.parameters(network)
    let batch = Samples.batch(network, steps: 4, rows: 19)
    let training = Training(
      optimizer: .sgd(learningRate: 1), steps: 9, batchSize: 19, clipNorm: nil)
    func trainer(_ parameters: Parameters<Float>) -> Trainer {
      Samples.trainer(
        network, training, steps: 4, from: TrainingState(parameters, optimizer: training.optimizer),
        engine: Samples.fast)
    }
    let first = trainer(start)
    try first.step(on: batch)
    let gradient = zip(start.values, first.state.parameters.values).map { Double($0 - $1) }
    let square = gradient.reduce(0) { $0 + $1 * $1 }
    // Along the gradient, for which a float's losses are sharp enough.
    let epsilon = 2e-3 / square.squareRoot()
    func loss(_ shift: Double) throws -> Double {
      let moved = zip(start.values, gradient).map { Float(Double($0) + shift * $1) }
      return try trainer(try Parameters(layout: network.layout, values: moved)).step(on: batch).loss
    }
    let slope = try (loss(epsilon) - loss(-epsilon)) / (2 * epsilon)
    #expect(abs(slope / square - 1) <= 2e-3, "\(slope) \(square)")
  }

  // MARK: The flow of the gradient

  private struct Flow: Decodable {
    let inputs, targets: [Float]
    let parameters: [String: [Float]]
    let states: [[Double]]
    let norms: [Double]
    let head: Double
  }

  @Test(arguments: ["flow.json", "flow-dilated.json"], InstructionSet.available)
  func flowAgreesWithPyTorch(_ name: String, _ isa: InstructionSet) throws {
    let golden = try ForetellTestSupport.golden(name, as: Flow.self, beside: #filePath)
    let isDilated = name == "flow-dilated.json"
    var configuration = NetworkConfiguration(
      inputSize: 2, hiddenSize: 5, layers: 2, outputSize: 3, isResidual: isDilated)
    configuration.dilations = isDilated ? [[2], [3]] : []
    let network = try RecurrentNetwork(configuration)
    let parameters = try Parameters(
      layout: network.layout,
      values: network.layout.views.flatMap { try #require(golden.parameters[$0.name]) })
    var batch = Batch<Float>(network.configuration, steps: isDilated ? 7 : 6, rows: 4)
    batch.inputs = golden.inputs
    batch.targets = golden.targets
    for i in batch.weights.indices { batch.weights[i] = 1 }
    let flow = network.gradientFlow(
      parameters, on: batch, step: 3, engine: Engine(threads: 1, instructionSet: isa))
    #expect(flow.step == 3)
    for (layer, states) in golden.states.enumerated() {
      #expect(relativeError(flow.layers[layer].states, states) <= 1e-5)
      #expect(abs(flow.layers[layer].parameters / golden.norms[layer] - 1) <= 1e-5)
    }
    #expect(abs(flow.head / golden.head - 1) <= 1e-5)
  }

  /// Where the loss sees the last step alone, what is left is the quotient of the norms at both ends.
  @Test(arguments: [[], [[1], [7]], [[2], [3]]])
  func retainedIsWhatIsLeftAtTheFirstStep(_ dilations: [[Int]]) throws {
    for cell in [CellKind.gru, .rnn] {
      var configuration = NetworkConfiguration(
        cell: cell, inputSize: 3, hiddenSize: 9, layers: 2, outputSize: 2)
      configuration.dilations = dilations
      let network = try RecurrentNetwork(configuration)
      let flow = network.gradientFlow(
        Samples.parameters(network), on: Samples.batch(network, steps: 8, rows: 19),
        engine: Samples.fast)
      let top = flow.layers[1]
      // The farthest that the top layer's last step sees: 7, 7 and 6 steps back.
      let first = dilations == [[2], [3]] ? 1 : 0
      #expect(abs(top.retained / (top.states[first] / top.states[7]) - 1) <= 1e-9)
      #expect(flow.layers.allSatisfy { (0...7).contains($0.reach) })
    }
  }

  /// A rectified sum with a recurrent weight w: a gradient is w times as long a step farther back.
  @Test(arguments: [(0.05, "vanishing"), (1.0, "sound"), (3.0, "exploding")])
  func diagnosisFollowsTheRecurrentWeight(_ weight: Double, _ diagnosis: String) throws {
    let network = try RecurrentNetwork(
      NetworkConfiguration(cell: .rnnReLU, inputSize: 1, hiddenSize: 1, outputSize: 1))
    var parameters = Parameters<Float>(zerosFor: network.layout)
    for view in network.layout.views where view.shape.count == 2 {
      parameters[view] = [view.name.contains("hh") ? Float(weight) : 1]
    }
    var batch = Batch<Float>(network.configuration, steps: 11, rows: 1)
    for i in batch.inputs.indices { batch.inputs[i] = 1 }
    batch.weights[0] = 1
    let flow = network.gradientFlow(parameters, on: batch, engine: Samples.fast)
    var power = 1.0
    for _ in 0..<10 { power *= weight }
    #expect(abs(flow.layers[0].retained / power - 1) <= 1e-5)
    #expect(flow.diagnosis.rawValue == diagnosis)
    #expect((flow.warning == nil) == (diagnosis == "sound"))
    #expect(flow.layers[0].reach == (weight < 1 ? 1 : 10))
  }

  @Test func lookingAtTheFlowChangesNothing() throws {
    let network = try Samples.network(.gru, hiddenSize: 17, layers: 2, dropout: 0.3)
    let training = Training(steps: 6, batchSize: 19)
    let trainers = [nil, 2].map { interval in
      let trainer = Samples.trainer(network, training, steps: 5, engine: Samples.fast)
      trainer.flowInterval = interval
      return trainer
    }
    for trainer in trainers { try trainer.train(on: RandomBatches(network: network), upTo: 6) }
    #expect(trainers[0].state == trainers[1].state)
    #expect(trainers.map { $0.takeFlow()?.step } == [nil, 4])
    #expect(trainers[1].takeFlow() == nil)
  }

  // MARK: What cannot be

  @Test func whatDoesNotFitTogetherIsRefused() throws {
    func message(_ change: (inout NetworkConfiguration) -> Void) -> String? {
      var configuration = NetworkConfiguration(hiddenSize: 4, outputSize: 6)
      change(&configuration)
      do throws(NetworkError) {
        _ = try RecurrentNetwork(configuration)
        return nil
      } catch { return error.message }
    }
    #expect(message { $0.direction = .bidirectional(merging: .sum) } == nil)
    #expect(
      message { ($0.direction, $0.segmentLength) = (.bidirectional(merging: .sum), 2) }
        == "segments are decoded onward in time, which a backward layer has no state for")
    #expect(message { ($0.normalizesLayers, $0.segmentLength) = (true, 2) } != nil)
    for (merging, isRefused) in [(Direction.Merging.sum, true), (.concatenate, false)] {
      let found = message {
        ($0.direction, $0.isResidual, $0.layers) = (.bidirectional(merging: merging), true, 2)
      }
      #expect((found != nil) == isRefused)
    }
    for share in [1.0, -0.1, .nan] {
      #expect(message { $0.variationalDropout = VariationalDropout(states: share) } != nil)
    }
  }

  @Test func newFieldsAreWrittenOnlyWhereTheyAreUsed() throws {
    var configuration = NetworkConfiguration(hiddenSize: 4, outputSize: 2)
    let plain = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
    for word in ["direction", "normalizes", "variational"] { #expect(!plain.contains(word)) }
    configuration.direction = .bidirectional(merging: .average)
    configuration.normalizesLayers = true
    configuration.variationalDropout = VariationalDropout(inputs: 0.1, states: 0.2)
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(NetworkConfiguration.self, from: data) == configuration)
    #expect(
      try JSONDecoder().decode(NetworkConfiguration.self, from: Data(plain.utf8)).direction
        == .forward)
  }

  @Test func memoryIsCountedForBothDirections() throws {
    var configuration = NetworkConfiguration(hiddenSize: 64, outputSize: 12)
    let one = try RecurrentNetwork(configuration).trainingBytes(steps: 48, rows: 32)
    configuration.direction = .bidirectional(merging: .concatenate)
    let both = try RecurrentNetwork(configuration).trainingBytes(steps: 48, rows: 32)
    #expect(Double(both) / Double(one) > 1.9 && Double(both) / Double(one) < 2.1)
  }
}
