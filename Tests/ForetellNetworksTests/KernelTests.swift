import Foundation
import ForetellNetworks
import ForetellTestSupport
import Testing

/// Every instruction set against the scalar specification.
@Suite struct KernelTests {
  private static let vectors = InstructionSet.available.filter { $0 != .scalar }

  /// Sizes below, at and beyond a register, a tile and a shard.
  struct Size: Sendable, CustomTestStringConvertible {
    let hidden: Int
    let rows: Int
    var testDescription: String { "H \(hidden), B \(rows)" }

    static let all = [1, 3, 17, 33].flatMap { hidden in
      [1, 7, 129].map { Size(hidden: hidden, rows: $0) }
    }
  }

  /// Sums of up to 129 terms over 11 steps, two blocks of them with 17 rows a shard, formed in another order: relative errors of 10⁻⁶ for
  /// outputs and loss, 10⁻⁵ for the gradient, and 10⁻⁴ for each array of it, some of which are a
  /// single number that is left of a cancellation.
  @Test(arguments: CellKind.allCases, Size.all)
  func agreesWithScalar(_ cell: CellKind, _ size: Size) throws {
    for readout in Readout.allCases {
      for output in OutputActivation.allCases {
        let network = try Samples.network(
          cell, hiddenSize: size.hidden, layers: 2, output: output, readout: readout)
        let batch = Samples.batch(network, steps: 11, rows: size.rows)
        let parameters = Samples.parameters(network)
        let expected = network.lossAndGradient(parameters, on: batch, engine: Samples.scalar)
        let outputs = Predictor(network, steps: 11, rows: size.rows, engine: Samples.scalar)
          .outputs(for: batch.inputs, parameters: parameters)
        for isa in Self.vectors {
          let engine = Engine(threads: 1, instructionSet: isa)
          let found = network.lossAndGradient(parameters, on: batch, engine: engine)
          #expect(abs(found.loss - expected.loss) <= 1e-6 * expected.loss, "\(isa)")
          let whole = relativeError(found.gradient.values, expected.gradient.values)
          #expect(whole <= 1e-5, "\(isa), \(readout), \(output)")
          for view in network.layout.views {
            let error = relativeError(found.gradient[view], expected.gradient[view])
            #expect(error <= 1e-4, "\(view.name) on \(isa), \(readout), \(output)")
          }
          let forward = Predictor(network, steps: 11, rows: size.rows, engine: engine)
            .outputs(for: batch.inputs, parameters: parameters)
          #expect(relativeError(forward, outputs) <= 1e-6, "\(isa), \(readout), \(output)")
        }
      }
    }
  }

  // MARK: Elementary functions

  /// A dense grid over all magnitudes of both signs, and the places where something changes.
  private static let grid: [Float] = {
    let sizes = stride(from: UInt32(0), through: Float.greatestFiniteMagnitude.bitPattern, by: 6007)
      .map { Float(bitPattern: $0) }
    let fine = (0..<200_000).map { Float($0) * 1e-4 }
    let edges: [Float] = [
      0, .leastNonzeroMagnitude, .leastNormalMagnitude, 4e-4, 7.9053, 7.90531110763549805, 9, 87.3,
      87.33, 88.3, 88.73, 104, .greatestFiniteMagnitude,
    ]
    return (sizes + fine + edges).flatMap { [$0, -$0] }
  }()

  /// Distance in units in the last place of the exact value; of values below 10⁻³⁶, where the
  /// vector paths do without the subnormal numbers, in units of 10⁻³⁸.
  private static func ulps(_ found: Float, _ exact: Double) -> Double {
    let unit = abs(exact) < 1e-36 ? 1e-38 : Double(Float(abs(exact)).ulp)
    return abs(Double(found) - exact) / unit
  }

  private static func worst(
    _ found: [Float], _ inputs: [Float], _ exact: (Double) -> Double
  ) -> (ulps: Double, at: Float) {
    zip(found, inputs).reduce((0, 0)) { worst, pair in
      let error = ulps(pair.0, exact(Double(pair.1)))
      return error > worst.0 ? (error, pair.1) : worst
    }
  }

  @Test(arguments: InstructionSet.available)
  func tanhIsWithinFiveUnitsInTheLastPlace(_ isa: InstructionSet) {
    let inputs = Self.grid
    let found = Engine(threads: 1, instructionSet: isa).tanh(inputs)
    let worst = Self.worst(found, inputs) { Foundation.tanh($0) }
    #expect(worst.ulps <= 5, "at \(worst.at) on \(isa)")
    #expect(found.allSatisfy { abs($0) <= 1 })
  }

  @Test(arguments: InstructionSet.available)
  func sigmoidIsWithinFourUnitsInTheLastPlace(_ isa: InstructionSet) {
    let inputs = Self.grid
    let found = Engine(threads: 1, instructionSet: isa).sigmoid(inputs)
    // 1/(1 + eˣ) of a positive x beside 1: the exact value in double.
    let worst = Self.worst(found, inputs) { 1 / (1 + Foundation.exp(-$0)) }
    #expect(worst.ulps <= 4, "at \(worst.at) on \(isa)")
    #expect(found.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  /// Every float32 of ±[1, 2), where both functions bend.
  @Test(arguments: vectors)
  func boundsHoldForAllNumbersOfARange(_ isa: InstructionSet) {
    let engine = Engine(threads: 1, instructionSet: isa)
    let range = Float(1).bitPattern..<Float(2).bitPattern
    var worst = (tanh: 0.0, sigmoid: 0.0)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 16) {
      let sizes = (start..<min(range.upperBound, start + 1 << 16)).map { Float(bitPattern: $0) }
      for inputs in [sizes, sizes.map { -$0 }] {
        worst.tanh = max(
          worst.tanh, Self.worst(engine.tanh(inputs), inputs) { Foundation.tanh($0) }.ulps)
        worst.sigmoid = max(
          worst.sigmoid,
          Self.worst(engine.sigmoid(inputs), inputs) { 1 / (1 + Foundation.exp(-$0)) }.ulps)
      }
    }
    #expect(worst.tanh > 0 && worst.tanh <= 5, "\(worst.tanh)")
    #expect(worst.sigmoid > 0 && worst.sigmoid <= 4, "\(worst.sigmoid)")
  }

  @Test(arguments: InstructionSet.available)
  func specialValuesAreWhatTheMathematicsSays(_ isa: InstructionSet) {
    let engine = Engine(threads: 1, instructionSet: isa)
    // Enough of them to fill a register and leave a rest.
    let inputs = [Float](repeating: 0.5, count: 17) + [0, -0.0, .infinity, -.infinity, .nan]
    let tanh = engine.tanh(inputs).suffix(5).map { $0 }
    #expect(tanh[0] == 0 && tanh[0].sign == .plus)
    #expect(tanh[1] == 0 && tanh[1].sign == .minus)
    #expect(abs(tanh[2] - 1) <= 2 * Float(1).ulp && abs(tanh[3] + 1) <= 2 * Float(1).ulp)
    #expect(tanh[4].isNaN)
    let sigmoid = engine.sigmoid(inputs).suffix(5).map { $0 }
    #expect(sigmoid[0] == 0.5 && sigmoid[1] == 0.5)
    #expect(sigmoid[2] == 1 && sigmoid[3] <= .leastNormalMagnitude)
    #expect(sigmoid[4].isNaN)
    for position in 0..<22 {
      var spoiled = [Float](repeating: 0.5, count: 22)
      spoiled[position] = .nan
      #expect(engine.tanh(spoiled).filter(\.isNaN).count == 1)
    }
  }
}
