import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Foundation
import Testing

/// Losses that are more than a function of a difference: their gradient, their extremes, their names in a file.
@Suite struct LossTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let loss: Loss
    let outputs: Int
    var output = OutputActivation.linear
    let readout: Readout

    var testDescription: String { "\(loss) of \(outputs) \(output) \(readout)" }

    var configuration: NetworkConfiguration {
      NetworkConfiguration(
        cell: readout == .lastStep ? .gru : .lstm, inputSize: 3, hiddenSize: 5, outputSize: outputs,
        output: output, readout: readout, hasSkip: true)
    }

    /// Every loss with widths below, at and beyond a register.
    static let all: [Shape] = Readout.allCases.flatMap { readout in
      [
        (Loss.huber(delta: 1.5), 3, OutputActivation.linear), (.huber(delta: 0.2), 1, .sigmoid),
        (.binaryCrossEntropy, 1, .sigmoid), (.binaryCrossEntropy, 3, .linear),
        (.categoricalCrossEntropy, 2, .softmax), (.categoricalCrossEntropy, 19, .softmax),
        (.categoricalCrossEntropy, 7, .linear), (.meanSquaredError, 19, .softmax),
      ].map { Shape(loss: $0, outputs: $1, output: $2, readout: readout) }
    }
  }

  private static func target(_ domain: TargetDomain, _ uniform: Double) -> Double {
    switch domain {
    case .numbers: 6 * uniform - 3
    case .binary: uniform < 0.4 ? 0 : 1
    case .classes(let count): (uniform * Double(count)).rounded(.down)
    case .counts: (9 * uniform * uniform).rounded(.down)
    }
  }

  /// Some targets are not observed, and then no numbers.
  private static func batch<S>(_ shape: Shape, of type: S.Type) -> Batch<S> {
    var batch = Batch<S>(shape.configuration, steps: 4, rows: 19, loss: shape.loss)
    let random = RandomStream(seed: 7)
    for i in batch.inputs.indices { batch.inputs[i] = S(4 * random[uniformAt: i] - 2) }
    let aims = random.stream("targets")
    let domain = shape.loss.domain(outputs: shape.outputs)
    for i in batch.targets.indices {
      batch.targets[i] = S(target(domain, aims[uniformAt: i]))
      batch.weights[i] = i % 5 == 3 ? 0 : S(0.5 + aims[uniformAt: i + 100_000])
      if batch.weights[i] == 0 { batch.targets[i] = .nan }
    }
    return batch
  }

  @Test(arguments: Shape.all)
  func gradientIsTheSlopeOfTheLoss(_ shape: Shape) throws {
    try shape.loss.validate(for: shape.configuration)
    let network = try RecurrentNetwork(shape.configuration)
    let engine = Engine(threads: 1, instructionSet: .scalar)
    let parameters = try Samples.scatteredParameters(network)
    let batch = Self.batch(shape, of: Double.self)
    let expected = try parameters.values.indices.map { index in
      func value(_ shift: Double) throws -> Double {
        var values = parameters.values
        values[index] += shift
        let moved = try Parameters(layout: network.layout, values: values)
        return network.lossAndGradient(moved, on: batch, loss: shape.loss, engine: engine).loss
      }
      let epsilon = 2e-4
      let near = try value(epsilon) - value(-epsilon)
      let far = try value(2 * epsilon) - value(-2 * epsilon)
      return (8 * near - far) / (12 * epsilon)
    }
    let exact = network.lossAndGradient(parameters, on: batch, loss: shape.loss, engine: engine)
    for view in network.layout.views {
      let error = relativeError(exact.gradient[view], expected[view.range])
      #expect(error <= 1e-5, "\(view.name) in double: \(error)")
    }
    let single = try Parameters(layout: network.layout, values: parameters.values.map(Float.init))
    for isa in InstructionSet.available {
      let found = network.lossAndGradient(
        single, on: Self.batch(shape, of: Float.self), loss: shape.loss,
        engine: Engine(threads: 2, instructionSet: isa))
      #expect(abs(found.loss - exact.loss) <= 1e-5 * exact.loss, "\(isa)")
      for view in network.layout.views {
        let error = relativeError(found.gradient[view], expected[view.range])
        #expect(error <= 1e-4, "\(view.name) in float on \(isa): \(error)")
      }
    }
  }

  @Test(arguments: Shape.all)
  func bitsDoNotDependOnThreads(_ shape: Shape) throws {
    let network = try RecurrentNetwork(shape.configuration)
    var batch = Batch<Float>(shape.configuration, steps: 3, rows: 65, loss: shape.loss)
    let random = RandomStream(seed: 2)
    let domain = shape.loss.domain(outputs: shape.outputs)
    for i in batch.inputs.indices { batch.inputs[i] = Float(random[uniformAt: i]) }
    for i in batch.targets.indices {
      batch.targets[i] = Float(Self.target(domain, random[uniformAt: i + 100_000]))
      batch.weights[i] = 1
    }
    let found = [1, 4].map { threads in
      network.lossAndGradient(
        Samples.parameters(network), on: batch, loss: shape.loss,
        engine: Engine(threads: threads, instructionSet: InstructionSet.available.last ?? .scalar))
    }
    #expect(found[0].loss == found[1].loss && found[0].gradient == found[1].gradient)
  }

  /// Outputs of ±10⁴ against each kind of target: nothing overflows.
  @Test(arguments: Shape.all, InstructionSet.available)
  func extremeOutputsGiveFiniteSlopes(_ shape: Shape, _ isa: InstructionSet) throws {
    var configuration = shape.configuration
    configuration.readout = .lastStep
    let network = try RecurrentNetwork(configuration)
    let domain = shape.loss.domain(outputs: shape.outputs)
    for pattern in 0..<8 {
      // The bias alone speaks: a sign for each output.
      var values = [Float](repeating: 0, count: network.layout.count)
      let bias = network.layout.views.first { $0.name == "head.bias" }
      for (i, place) in try #require(bias).range.enumerated() {
        values[place] = pattern >> (i % 3) & 1 == 0 ? 1e4 : -1e4
      }
      var batch = Batch<Float>(configuration, steps: 1, rows: 5, loss: shape.loss)
      for i in batch.targets.indices {
        batch.targets[i] = Float(Self.target(domain, Double(i % 5) / 5))
        batch.weights[i] = 1
      }
      let found = network.lossAndGradient(
        try Parameters(layout: network.layout, values: values), on: batch, loss: shape.loss,
        engine: Engine(threads: 1, instructionSet: isa))
      #expect(found.loss.isFinite && found.loss >= 0)
      let finite = found.gradient.values.allSatisfy { $0.isFinite }
      #expect(finite, "\(pattern)")
    }
  }

  @Test(arguments: Shape.all, InstructionSet.available)
  func aNumberThatIsNoneStaysVisible(_ shape: Shape, _ isa: InstructionSet) throws {
    let network = try RecurrentNetwork(shape.configuration)
    var batch = Self.batch(shape, of: Float.self)
    batch.inputs[4] = .nan
    let found = network.lossAndGradient(
      Samples.parameters(network), on: batch, loss: shape.loss,
      engine: Engine(threads: 1, instructionSet: isa))
    #expect(found.loss.isNaN)
  }

  @Test(arguments: InstructionSet.available)
  func aClassThereIsNoneOfIsSeen(_ isa: InstructionSet) throws {
    let configuration = NetworkConfiguration(hiddenSize: 3, outputSize: 5, output: .softmax)
    let network = try RecurrentNetwork(configuration)
    for target: Float in [-1, 5, 1e30, .nan] {
      var batch = Batch<Float>(configuration, steps: 2, rows: 3, loss: .categoricalCrossEntropy)
      for i in batch.weights.indices { batch.weights[i] = 1 }
      batch.targets[1] = target
      let found = network.lossAndGradient(
        Samples.parameters(network), on: batch, loss: .categoricalCrossEntropy,
        engine: Engine(threads: 1, instructionSet: isa))
      #expect(found.loss.isNaN)
      batch.weights[1] = 0
      #expect(
        network.lossAndGradient(
          Samples.parameters(network), on: batch, loss: .categoricalCrossEntropy,
          engine: Engine(threads: 1, instructionSet: isa)
        ).loss.isFinite)
    }
  }

  @Test(arguments: InstructionSet.available)
  func softmaxGivesProbabilities(_ isa: InstructionSet) throws {
    let network = try Samples.network(.gru, hiddenSize: 4, outputSize: 37, output: .softmax)
    let outputs = Predictor(
      network, steps: 2, rows: 3, engine: Engine(threads: 1, instructionSet: isa)
    ).outputs(
      for: (0..<18).map { Float($0) - 9 }, parameters: Samples.parameters(network))
    for row in 0..<3 {
      let sum = outputs[row * 37..<(row + 1) * 37].reduce(0, +)
      #expect(abs(sum - 1) < 1e-5)
    }
    #expect(outputs.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test(arguments: Shape.all)
  func itIsWrittenAndRead(_ shape: Shape) throws {
    let read = try JSONDecoder().decode(Loss.self, from: try JSONEncoder().encode(shape.loss))
    #expect(read == shape.loss)
  }

  @Test func whatMakesNoLossIsRefused() throws {
    for loss in [Loss.huber(delta: 0), .huber(delta: .nan), .huber(delta: .infinity)] {
      #expect(throws: NetworkError.self) { try loss.validate() }
    }
    for (loss, outputs, output) in [
      (Loss.binaryCrossEntropy, 1, OutputActivation.softmax),
      (.categoricalCrossEntropy, 3, .sigmoid), (.categoricalCrossEntropy, 1, .softmax),
    ] {
      #expect(throws: NetworkError.self) {
        try loss.validate(
          for: NetworkConfiguration(hiddenSize: 2, outputSize: outputs, output: output))
      }
    }
    #expect(throws: NetworkError.self) {
      try NetworkConfiguration(
        hiddenSize: 2, outputSize: 4, output: .softmax, segmentLength: 2
      ).validate()
    }
  }

  @Test func domainsFindTheFirstTargetOutside() {
    #expect(TargetDomain.binary.firstViolation(in: [0, 1, .nan, 0.5, 2]) == 3)
    #expect(TargetDomain.classes(3).firstViolation(in: [0, 2, 3]) == 2)
    #expect(TargetDomain.classes(3).firstViolation(in: [0, 1.5]) == 1)
    #expect(TargetDomain.counts.firstViolation(in: [0, 7, -1]) == 2)
    #expect(TargetDomain.counts.firstViolation(in: [0, 0.5]) == 1)
    #expect(TargetDomain.counts.firstViolation(in: [1e6, .nan]) == nil)
    #expect(TargetDomain.numbers.firstViolation(in: [-1, .infinity]) == 1)
  }
}
