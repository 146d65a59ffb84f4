import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Testing

/// Exact backpropagation through time, held against central differences of the loss.
@Suite struct GradientTests {
  /// A network and a batch of odd, non-square sizes, with some targets unobserved.
  struct Shape: Sendable, CustomTestStringConvertible {
    let cell: CellKind
    let output: OutputActivation
    let readout: Readout
    let layers: Int
    var segmentLength: Int?
    /// Ten rows a shard make blocks of twelve steps; more of them than one block only where it is meant.
    var steps = 4

    var testDescription: String {
      "\(cell) \(output) \(readout) ×\(layers)" + (segmentLength == nil ? "" : " in segments")
        + " T \(steps)"
    }

    var configuration: NetworkConfiguration {
      NetworkConfiguration(
        cell: cell, inputSize: 3, hiddenSize: 5, layers: layers,
        outputSize: segmentLength.map { 3 * $0 } ?? 2, output: output, readout: readout,
        hasSkip: segmentLength == 2, segmentLength: segmentLength)
    }

    /// Decoded in three segments of one and of two outputs, the latter beside a skip.
    static let segmented: [Shape] = CellKind.allCases.flatMap { cell in
      (1...2).map { length in
        Shape(cell: cell, output: .linear, readout: .lastStep, layers: 1, segmentLength: length)
      }
    }

    /// A block of twelve steps and one of three.
    static let long: [Shape] = CellKind.allCases.flatMap { cell in
      Readout.allCases.map {
        Shape(cell: cell, output: .linear, readout: $0, layers: 2, steps: 15)
      }
    }

    static let all: [Shape] =
      segmented + long
      + CellKind.allCases.flatMap { cell in
        OutputActivation.allCases.flatMap { output in
          Readout.allCases.flatMap { readout in
            (1...3).map { Shape(cell: cell, output: output, readout: readout, layers: $0) }
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
      // What is not observed must not matter, whatever stands there.
      if batch.weights[i] == 0 { batch.targets[i] = .nan }
    }
    return batch
  }

  private static func parameters(_ network: RecurrentNetwork) throws -> Parameters<Double> {
    let start = network.initialParameters(random: RandomStream(seed: 3))
    return try Parameters(layout: network.layout, values: start.values.map(Double.init))
  }

  /// `(8·(L(θ+ε) − L(θ−ε)) − L(θ+2ε) + L(θ−2ε)) / 12ε`, in double precision on the scalar kernels.
  private static func numericalGradient(
    _ network: RecurrentNetwork, _ shape: Shape, _ parameters: Parameters<Double>, engine: Engine
  ) throws -> [Double] {
    let batch = batch(shape, of: Double.self)
    // A rectifier has kinks, so its neighbourhood must be small; the others profit from a wider one.
    let epsilon = network.configuration.cell == .rnnReLU ? 1e-5 : 2e-4
    return try parameters.values.indices.map { index in
      func loss(_ shift: Double) throws -> Double {
        var values = parameters.values
        values[index] += shift
        let moved = try Parameters(layout: network.layout, values: values)
        return network.lossAndGradient(moved, on: batch, engine: engine).loss
      }
      let near = try loss(epsilon) - loss(-epsilon)
      let far = try loss(2 * epsilon) - loss(-2 * epsilon)
      return (8 * near - far) / (12 * epsilon)
    }
  }

  @Test(arguments: Shape.all)
  func gradientIsTheSlopeOfTheLoss(_ shape: Shape) throws {
    let network = try RecurrentNetwork(shape.configuration)
    let scalar = Engine(threads: 1, instructionSet: .scalar)
    let parameters = try Self.parameters(network)
    let expected = try Self.numericalGradient(network, shape, parameters, engine: scalar)
    let exact = network.lossAndGradient(
      parameters, on: Self.batch(shape, of: Double.self), engine: scalar)
    for view in network.layout.views {
      let error = relativeError(exact.gradient[view], expected[view.range])
      #expect(error <= 1e-7, "\(view.name) in double")
    }
    let single = try Parameters(
      layout: network.layout, values: parameters.values.map(Float.init))
    for isa in InstructionSet.available {
      let found = network.lossAndGradient(
        single, on: Self.batch(shape, of: Float.self),
        engine: Engine(threads: 2, instructionSet: isa))
      for view in network.layout.views {
        let error = relativeError(found.gradient[view], expected[view.range])
        #expect(error <= 1e-4, "\(view.name) in float on \(isa)")
      }
    }
  }
}
