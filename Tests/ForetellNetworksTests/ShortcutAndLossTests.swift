import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Foundation
import Testing

/// Residual layers, the skip from input to output, and losses beside the squared error.
@Suite struct ShortcutAndLossTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let cell: CellKind
    let readout: Readout
    let layers: Int
    let isResidual: Bool
    let hasSkip: Bool
    let loss: Loss

    var testDescription: String {
      "\(cell) \(readout) ×\(layers)\(isResidual ? " residual" : "")\(hasSkip ? " skip" : "") \(loss)"
    }

    var configuration: NetworkConfiguration {
      NetworkConfiguration(
        cell: cell, inputSize: 3, hiddenSize: 5, layers: layers, outputSize: 2, readout: readout,
        isResidual: isResidual, hasSkip: hasSkip)
    }

    static let all = [CellKind.lstm, .gru, .rnn].flatMap { cell in
      Readout.allCases.flatMap { readout in
        [1, 3].flatMap { layers in
          [Loss.meanSquaredError, .meanAbsoluteError, .pinball(quantile: 0.3)].flatMap { loss in
            [(true, false), (false, true), (true, true)].map { isResidual, hasSkip in
              Shape(
                cell: cell, readout: readout, layers: layers, isResidual: isResidual,
                hasSkip: hasSkip, loss: loss)
            }
          }
        }
      }
    }
  }

  private static let (rows, steps) = (19, 4)

  /// Targets far above or below any output, so that no difference steps over a kink.
  private static func batch<S>(_ configuration: NetworkConfiguration, of type: S.Type) -> Batch<S> {
    var batch = Batch<S>(configuration, steps: steps, rows: rows)
    let random = RandomStream(seed: 7)
    for i in batch.inputs.indices { batch.inputs[i] = S(4 * random[uniformAt: i] - 2) }
    let aims = random.stream("targets")
    for i in batch.targets.indices {
      batch.targets[i] = S(aims[uniformAt: i] < 0.4 ? -6 : 6)
      batch.weights[i] = i % 5 == 3 ? 0 : S(0.5 + aims[uniformAt: i + 100_000])
      if batch.weights[i] == 0 { batch.targets[i] = .nan }
    }
    return batch
  }

  @Test(arguments: Shape.all)
  func gradientIsTheSlopeOfTheLoss(_ shape: Shape) throws {
    let network = try RecurrentNetwork(shape.configuration)
    let engine = Engine(threads: 1, instructionSet: .scalar)
    let parameters = try Samples.scatteredParameters(network)
    let batch = Self.batch(shape.configuration, of: Double.self)
    let expected = try parameters.values.indices.map { index in
      func loss(_ shift: Double) throws -> Double {
        var values = parameters.values
        values[index] += shift
        let moved = try Parameters(layout: network.layout, values: values)
        return network.lossAndGradient(moved, on: batch, loss: shape.loss, engine: engine).loss
      }
      let epsilon = 2e-4
      let near = try loss(epsilon) - loss(-epsilon)
      let far = try loss(2 * epsilon) - loss(-2 * epsilon)
      return (8 * near - far) / (12 * epsilon)
    }
    let exact = network.lossAndGradient(parameters, on: batch, loss: shape.loss, engine: engine)
    for view in network.layout.views {
      let error = relativeError(exact.gradient[view], expected[view.range])
      // What is left of the differences' own rounding in the small gradients of the lowest layer.
      #expect(error <= 2e-6, "\(view.name) in double")
    }
    let single = try Parameters(layout: network.layout, values: parameters.values.map(Float.init))
    for isa in InstructionSet.available {
      let found = network.lossAndGradient(
        single, on: Self.batch(shape.configuration, of: Float.self), loss: shape.loss,
        engine: Engine(threads: 2, instructionSet: isa))
      #expect(abs(found.loss - exact.loss) <= 1e-5 * exact.loss, "\(isa)")
      for view in network.layout.views {
        let error = relativeError(found.gradient[view], expected[view.range])
        #expect(error <= 1e-4, "\(view.name) in float on \(isa)")
      }
    }
  }

  @Test func pinballIsLeastAtItsQuantile() throws {
    // One output without inputs that matter: the bias finds the 30 % point of 1 … 100.
    let configuration = NetworkConfiguration(
      cell: .rnn, inputSize: 1, hiddenSize: 1, outputSize: 1)
    let network = try RecurrentNetwork(configuration)
    var batch = Batch<Float>(configuration, steps: 1, rows: 100)
    for row in 0..<100 { (batch.targets[row], batch.weights[row]) = (Float(row + 1), 1) }
    func slope(at bias: Float) throws -> Float {
      var values = [Float](repeating: 0, count: network.layout.count)
      values[values.count - 1] = bias
      let parameters = try Parameters(layout: network.layout, values: values)
      let found = network.lossAndGradient(
        parameters, on: batch, loss: .pinball(quantile: 0.3), engine: Samples.fast)
      return found.gradient.values[values.count - 1]
    }
    let (below, above) = (try slope(at: 29.5), try slope(at: 31.5))
    #expect(below < 0 && above > 0)
    let middle = try slope(at: 30.5)
    #expect(abs(middle) < 1e-6)
  }

  @Test(arguments: InstructionSet.available, CellKind.allCases)
  func aNumberThatIsNoneStaysVisible(_ isa: InstructionSet, _ cell: CellKind) throws {
    for loss in [Loss.meanSquaredError, .meanAbsoluteError, .pinball(quantile: 0.2)] {
      try checkNaN(isa, cell, loss)
    }
  }

  private func checkNaN(_ isa: InstructionSet, _ cell: CellKind, _ loss: Loss) throws {
    let network = try Samples.network(cell, hiddenSize: 5, outputSize: 3, readout: .everyStep)
    var batch = Samples.batch(network, steps: 3, rows: 7)
    batch.inputs[4] = .nan
    let found = network.lossAndGradient(
      Samples.parameters(network), on: batch, loss: loss,
      engine: Engine(threads: 1, instructionSet: isa))
    #expect(found.loss.isNaN)
    let spoiled = found.gradient.values.filter(\.isNaN)
    #expect(!spoiled.isEmpty)
  }

  @Test func shortcutsBeginAsIfTheyWereNotThere() throws {
    var configuration = NetworkConfiguration(hiddenSize: 4, outputSize: 2, readout: .everyStep)
    let plain = try RecurrentNetwork(configuration)
    configuration.hasSkip = true
    let skipping = try RecurrentNetwork(configuration)
    let random = RandomStream(seed: 5)
    let start = skipping.initialParameters(random: random)
    #expect(start["skip.weight"]?.allSatisfy { $0 == 0 } == true)
    #expect(
      Array(start.values.dropLast(2)) == plain.initialParameters(random: random).values)
  }

  @Test func newFieldsAreWrittenOnlyWhereTheyAreUsed() throws {
    let encoder = JSONEncoder()
    var configuration = NetworkConfiguration(hiddenSize: 4, layers: 2, outputSize: 2)
    var training = Training()
    var texts = [
      String(decoding: try encoder.encode(configuration), as: UTF8.self),
      String(decoding: try encoder.encode(training), as: UTF8.self),
    ]
    #expect(texts.allSatisfy { !$0.contains("Residual") && !$0.contains("loss") })
    (configuration.isResidual, configuration.hasSkip) = (true, true)
    training.loss = .pinball(quantile: 0.48)
    texts = [
      String(decoding: try encoder.encode(configuration), as: UTF8.self),
      String(decoding: try encoder.encode(training), as: UTF8.self),
    ]
    let decoder = JSONDecoder()
    #expect(
      try decoder.decode(NetworkConfiguration.self, from: Data(texts[0].utf8)) == configuration)
    #expect(try decoder.decode(Training.self, from: Data(texts[1].utf8)) == training)
  }

  @Test(arguments: [0.0, 1, -0.1, .nan])
  func impossibleQuantilesAreRefused(_ quantile: Double) {
    #expect(throws: NetworkError.self) { try Loss.pinball(quantile: quantile).validate() }
  }
}
