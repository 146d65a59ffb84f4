import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Testing

/// Outputs decoded a segment at a time, against a plain network that takes one step more.
@Suite struct SegmentTests {
  private static let (inputs, rows) = (3, 19)

  private static func network(_ cell: CellKind, segments: Int) throws -> RecurrentNetwork {
    try RecurrentNetwork(
      NetworkConfiguration(
        cell: cell, inputSize: inputs, hiddenSize: 33, outputSize: 2 * segments, segmentLength: 2))
  }

  /// Even and odd T, since inference keeps two cell states in turn.
  @Test(arguments: CellKind.allCases, [4, 5])
  func aSegmentIsOneStepMoreWithItsVectorAsInput(_ cell: CellKind, _ steps: Int) throws {
    let network = try Self.network(cell, segments: 3)
    let plain = try Samples.network(cell, inputSize: Self.inputs, hiddenSize: 33)
    let parameters = Samples.parameters(network)
    let shared = try Parameters(
      layout: plain.layout, values: Array(parameters.values.prefix(plain.layout.count)))
    let batch = Samples.batch(network, steps: steps, rows: Self.rows)
    let positions = Array(try #require(parameters["decoder.position"]))
    for isa in InstructionSet.available {
      let engine = Engine(threads: 1, instructionSet: isa)
      let found = Predictor(network, steps: steps, rows: Self.rows, engine: engine)
        .outputs(for: batch.inputs, parameters: parameters)
      for segment in 0..<3 {
        let vector = positions[segment * Self.inputs..<(segment + 1) * Self.inputs]
        let longer = batch.inputs + (0..<Self.rows).flatMap { _ in vector }
        let expected = Predictor(plain, steps: steps + 1, rows: Self.rows, engine: engine)
          .outputs(for: longer, parameters: shared)
        let decoded: [Float] = (0..<Self.rows).flatMap { row -> [Float] in
          let start = row * 6 + 2 * segment
          return Array(found[start..<start + 2])
        }
        #expect(relativeError(decoded, expected) <= 1e-6, "segment \(segment) on \(isa)")
      }
    }
  }

  @Test func trainingSeesTheForecastsThatInferenceGives() throws {
    for cell in CellKind.allCases {
      let network = try Self.network(cell, segments: 2)
      let parameters = Samples.parameters(network)
      var batch = Samples.batch(network, steps: 5, rows: Self.rows)
      batch.targets = Predictor(network, steps: 5, rows: Self.rows, engine: Samples.fast)
        .outputs(for: batch.inputs, parameters: parameters)
      let found = network.lossAndGradient(parameters, on: batch, engine: Samples.fast)
      #expect(found.loss < 1e-12, "\(cell)")
    }
  }

  @Test func whatCannotBeCutIsRefused() throws {
    func message(_ configuration: NetworkConfiguration) -> String? {
      do throws(NetworkError) {
        _ = try RecurrentNetwork(configuration)
        return nil
      } catch { return error.message }
    }
    var configuration = NetworkConfiguration(hiddenSize: 4, outputSize: 7, segmentLength: 3)
    #expect(message(configuration) == "7 outputs do not make segments of 3")
    configuration.outputSize = 6
    #expect(message(configuration) == nil)
    configuration.layers = 2
    #expect(message(configuration) == "segments are decoded from the last state of a single layer")
    (configuration.layers, configuration.readout) = (1, .everyStep)
    #expect(message(configuration) != nil)
    (configuration.readout, configuration.segmentLength) = (.lastStep, 0)
    #expect(message(configuration) != nil)
  }
}
