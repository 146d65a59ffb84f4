import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Foundation
import Testing

/// Layers that look more than one step back.
///
/// Their gradients and goldens are in ``StackTests`` and ``GoldenTests``.
@Suite struct DilationTests {
  private static func network(
    _ cell: CellKind, _ dilations: [[Int]], readout: Readout = .everyStep,
    isResidual: Bool = false
  ) throws -> RecurrentNetwork {
    var configuration = NetworkConfiguration(
      cell: cell, inputSize: 3, hiddenSize: 9, layers: dilations.reduce(0) { $0 + $1.count },
      outputSize: 2, readout: readout, isResidual: isResidual)
    configuration.dilations = dilations
    return try RecurrentNetwork(configuration)
  }

  /// A layer of dilation d is d plain ones, each over every d-th step.
  @Test(arguments: CellKind.allCases, [2, 3, 7, 12])
  func aDilatedLayerIsPlainOnesInterleaved(_ cell: CellKind, _ dilation: Int) throws {
    let (steps, rows) = (11, 19)
    let dilated = try Self.network(cell, [[dilation]])
    let plain = try Samples.network(cell, hiddenSize: 9, readout: .everyStep)
    let parameters = Samples.parameters(plain)
    let batch = Samples.batch(plain, steps: steps, rows: rows)
    func chain<T>(_ first: Int, of values: [T], width: Int) -> [T] {
      stride(from: first, to: steps, by: dilation).flatMap {
        values[$0 * rows * width..<($0 + 1) * rows * width]
      }
    }
    for isa in InstructionSet.available {
      let engine = Engine(threads: 2, instructionSet: isa)
      let outputs = Predictor(dilated, steps: steps, rows: rows, engine: engine)
        .outputs(for: batch.inputs, parameters: parameters)
      for first in 0..<min(dilation, steps) {
        let inputs = chain(first, of: batch.inputs, width: 3)
        let predictor = Predictor(
          plain, steps: inputs.count / (3 * rows), rows: rows, engine: engine)
        let expected = predictor.outputs(for: inputs, parameters: parameters)
        #expect(
          relativeError(chain(first, of: outputs, width: 2), expected) <= 1e-6, "\(isa) \(first)")
      }
    }
  }

  /// Looking one step back by name is what a stack does anyway, to the bit.
  @Test(arguments: CellKind.allCases)
  func aDilationOfOneIsNone(_ cell: CellKind) throws {
    let named = try Self.network(cell, [[1], [1]], isResidual: true)
    var configuration = named.configuration
    configuration.dilations = []
    let plain = try RecurrentNetwork(configuration)
    let parameters = Samples.parameters(plain)
    let batch = Samples.batch(plain, steps: 6, rows: 37)
    let found = [named, plain].map {
      $0.lossAndGradient(parameters, on: batch, engine: Samples.fast)
    }
    #expect(found[0].loss == found[1].loss)
    #expect(found[0].gradient == found[1].gradient)
    #expect(
      named.trainingBytes(steps: 6, rows: 37) == plain.trainingBytes(steps: 6, rows: 37))
  }

  /// What a shorter window misses at its beginning leaves no trace: all states are zero there.
  @Test(arguments: CellKind.allCases)
  func aWindowThatBeginsLaterIsTheShorterOne(_ cell: CellKind) throws {
    let (steps, missing, rows) = (11, 4, 19)
    let network = try Self.network(cell, [[1, 3], [4]], readout: .lastStep, isResidual: true)
    let parameters = Samples.parameters(network)
    let short = Samples.batch(network, steps: steps - missing, rows: rows)
    let mask = (0..<steps * rows).map { $0 >= missing * rows }
    for isa in InstructionSet.available {
      let engine = Engine(threads: 2, instructionSet: isa)
      let found = Predictor(network, steps: steps, rows: rows, engine: engine).outputs(
        for: [Float](repeating: .nan, count: missing * rows * 3) + short.inputs, mask: mask,
        parameters: parameters)
      let expected = Predictor(network, steps: steps - missing, rows: rows, engine: engine)
        .outputs(for: short.inputs, parameters: parameters)
      #expect(relativeError(found, expected) <= 1e-6, "\(isa)")
    }
  }

  /// An absent step holds the state of d steps ago.
  @Test func anAbsentStepHoldsTheStateOfItsChain() throws {
    let (steps, rows) = (7, 3)
    let network = try Self.network(.gru, [[3]])
    let parameters = Samples.parameters(network)
    let batch = Samples.batch(network, steps: steps, rows: rows)
    let mask = (0..<steps * rows).map { $0 / rows != 4 }
    let outputs = Predictor(network, steps: steps, rows: rows, engine: Samples.fast)
      .outputs(for: batch.inputs, mask: mask, parameters: parameters)
    let width = rows * 2
    #expect(outputs[4 * width..<5 * width] == outputs[width..<2 * width])
    #expect(outputs[5 * width..<6 * width] != outputs[2 * width..<3 * width])
  }

  @Test(arguments: CellKind.allCases)
  func wideStepsTakeNoMoreThanTheirStates(_ cell: CellKind) throws {
    func bytes(_ dilations: [[Int]]) throws -> Int {
      try Self.network(cell, dilations).trainingBytes(steps: 48, rows: 128)
    }
    let (plain, dilated) = (try bytes([[1, 1]]), try bytes([[4, 12]]))
    #expect(plain < dilated && dilated < 2 * plain)
  }

  @Test func dilationsAreWrittenAndOldNetworksRead() throws {
    let network = try Self.network(.lstm, [[1, 2], [4]], isResidual: true)
    let text = try JSONEncoder().encode(network.configuration)
    #expect(
      try JSONDecoder().decode(NetworkConfiguration.self, from: text) == network.configuration)
    let plain = NetworkConfiguration(hiddenSize: 4, outputSize: 2)
    let old = try JSONEncoder().encode(plain)
    #expect(!String(decoding: old, as: UTF8.self).contains("dilations"))
    #expect(try JSONDecoder().decode(NetworkConfiguration.self, from: old) == plain)
  }

  @Test func whatCannotBeDilatedIsRefused() throws {
    func message(layers: Int, _ dilations: [[Int]], segments: Int? = nil) -> String? {
      var configuration = NetworkConfiguration(
        hiddenSize: 4, layers: layers, outputSize: 6, segmentLength: segments)
      configuration.dilations = dilations
      do throws(NetworkError) {
        _ = try RecurrentNetwork(configuration)
        return nil
      } catch { return error.message }
    }
    #expect(message(layers: 3, [[1, 2], [4]]) == nil)
    #expect(
      message(layers: 2, [[1, 2], [4]])
        == "there are 3 dilations in 2 blocks for 2 layers")
    #expect(message(layers: 2, [[1, 2], []]) != nil)
    #expect(message(layers: 1, [[0]]) == "a dilation is 0")
    #expect(message(layers: 1, [[70_000]]) == "a dilation is 70000")
    #expect(message(layers: 1, [[1]], segments: 2) == nil)
    #expect(
      message(layers: 1, [[2]], segments: 2)
        == "segments are decoded one step after the last, and a dilated layer has several last states"
    )
    let network = try Self.network(.gru, [[2]])
    var state = RecurrentState<Float>(zerosFor: network, rows: 2)
    let batch = Samples.batch(network, steps: 4, rows: 2)
    #expect(throws: NetworkError.self) {
      try network.lossAndGradient(
        Samples.parameters(network), on: batch, from: &state, engine: Samples.fast)
    }
  }
}
