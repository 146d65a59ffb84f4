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

    var hasUnits: Bool {
      if case .negativeLogLikelihood(_, hasUnits: true) = loss { true } else { false }
    }

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
        (.quantiles(OrderedQuantiles(levels: [0.4])), 3, .linear),
        (.quantiles(OrderedQuantiles(levels: [0.1, 0.2, 0.5, 0.6, 0.95])), 15, .linear),
        (.quantiles(OrderedQuantiles(levels: [0.7, 0.8, 0.9])), 3, .linear),
        (.negativeLogLikelihood(.gaussian), 6, .linear),
        (.negativeLogLikelihood(.gaussian, hasUnits: true), 2, .linear),
        (.negativeLogLikelihood(.studentT), 9, .linear),
        (.negativeLogLikelihood(.studentT, hasUnits: true), 3, .linear),
        (.negativeLogLikelihood(.negativeBinomial), 2, .linear),
        (.negativeLogLikelihood(.negativeBinomial, hasUnits: true), 6, .linear),
      ].map { Shape(loss: $0, outputs: $1, output: $2, readout: readout) }
    }
  }

  /// A target, or its unit where targets have some and the place is odd.
  private static func target(_ shape: Shape, at place: Int, _ uniform: Double) -> Double {
    if shape.hasUnits, place % 2 == 1 { return 0.3 + 9 * uniform }
    // Far above and below any output, so that no difference steps over a kink.
    if case .quantiles = shape.loss { return uniform < 0.5 ? -20 : 20 }
    switch shape.loss.domain(outputs: shape.outputs) {
    case .numbers: return 6 * uniform - 3
    case .binary: return uniform < 0.4 ? 0 : 1
    case .classes(let count): return (uniform * Double(count)).rounded(.down)
    case .counts: return (90 * uniform * uniform).rounded(.down)
    }
  }

  private static func weight(_ shape: Shape, at place: Int, _ uniform: Double) -> Double {
    let number = shape.hasUnits ? place / 2 : place
    return shape.hasUnits && place % 2 == 1 || number % 5 == 3 ? 0 : 0.5 + uniform
  }

  /// Some targets are not observed, and then no numbers.
  private static func batch<S>(_ shape: Shape, of type: S.Type) -> Batch<S> {
    var batch = Batch<S>(shape.configuration, steps: 4, rows: 19, loss: shape.loss)
    let random = RandomStream(seed: 7)
    for i in batch.inputs.indices { batch.inputs[i] = S(4 * random[uniformAt: i] - 2) }
    let aims = random.stream("targets")
    for i in batch.targets.indices {
      batch.targets[i] = S(target(shape, at: i, aims[uniformAt: i]))
      batch.weights[i] = S(weight(shape, at: i, aims[uniformAt: i + 100_000]))
      if batch.weights[i] == 0, !(shape.hasUnits && i % 2 == 1) { batch.targets[i] = .nan }
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
      #expect(abs(found.loss - exact.loss) <= 1e-5 * abs(exact.loss), "\(isa)")
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
    for i in batch.inputs.indices { batch.inputs[i] = Float(random[uniformAt: i]) }
    for i in batch.targets.indices {
      batch.targets[i] = Float(Self.target(shape, at: i, random[uniformAt: i + 100_000]))
      batch.weights[i] = Float(Self.weight(shape, at: i, 0.5))
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
    for pattern in 0..<8 {
      // The bias alone speaks: a sign for each output.
      var values = [Float](repeating: 0, count: network.layout.count)
      let bias = network.layout.views.first { $0.name == "head.bias" }
      for (i, place) in try #require(bias).range.enumerated() {
        values[place] = pattern >> (i % 3) & 1 == 0 ? 1e4 : -1e4
      }
      var batch = Batch<Float>(configuration, steps: 1, rows: 5, loss: shape.loss)
      for i in batch.targets.indices {
        batch.targets[i] = Float(Self.target(shape, at: i, Double(i % 5) / 5))
        batch.weights[i] = shape.hasUnits && i % 2 == 1 ? 0 : 1
      }
      let found = network.lossAndGradient(
        try Parameters(layout: network.layout, values: values), on: batch, loss: shape.loss,
        engine: Engine(threads: 1, instructionSet: isa))
      #expect(found.loss.isFinite)
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
      (.quantiles(OrderedQuantiles(levels: [0.2, 0.4])), 3, .linear),
      (.quantiles(OrderedQuantiles(levels: [0.2, 0.4])), 2, .sigmoid),
      (.negativeLogLikelihood(.studentT), 4, .linear),
      (.negativeLogLikelihood(.gaussian), 2, .sigmoid),
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

  @Test(arguments: [
    [], [0.5, 0.5], [0.6, 0.5], [0, 0.5], [0.5, .nan], Array(repeating: 0.5, count: 65),
  ])
  func impossibleLevelsAreRefused(_ levels: [Double]) {
    let loss = Loss.quantiles(OrderedQuantiles(levels: levels))
    #expect(throws: NetworkError.self) { try loss.validate() }
  }

  @Test func quantilesDoNotCross() {
    let random = RandomStream(seed: 4)
    for count in 1...9 {
      let shape = OrderedQuantiles(levels: (1...count).map { Double($0) / Double(count + 1) })
      for draw in 0..<200 {
        // Sizes from 10⁻⁴ to 10⁴ of both signs.
        let outputs = (0..<count).map { place -> Float in
          let u = random[uniformAt: draw * 10 + place]
          return Float(
            (u < 0.5 ? -1 : 1)
              * Foundation.pow(10, 8 * random[uniformAt: 5000 + draw * 10 + place] - 4))
        }
        let quantiles = shape.quantiles(of: outputs[...])
        let ascends = zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 }
        let isFinite = quantiles.allSatisfy { $0.isFinite }
        #expect(ascends && isFinite)
      }
    }
    let found = OrderedQuantiles(levels: [0.1, 0.5, 0.9]).quantiles(of: [0, 2, 0])
    let step = Float(Foundation.log(2.0))
    #expect(relativeError(found, [2 - step, 2, 2 + step]) < 1e-6)
  }

  /// The outputs' distribution, its logarithm by `Distribution`, against the kernel.
  @Test(arguments: Likelihood.allCases, [1, 7.5])
  func lossIsThatOfTheDistribution(_ likelihood: Likelihood, _ unit: Double) throws {
    let outputs = likelihood.outputSize
    let configuration = NetworkConfiguration(cell: .rnn, hiddenSize: 1, outputSize: outputs)
    let network = try RecurrentNetwork(configuration)
    let loss = Loss.negativeLogLikelihood(likelihood, hasUnits: true)
    for o in [[0.3, -0.2, 1], [-2, 1.5, 3], [4, -6, -5], [0.001, 12, 40]] as [[Float]] {
      for target in [0.0, 1, 3, 40, 1000] {
        var values = [Float](repeating: 0, count: network.layout.count)
        let bias = try #require(network.layout.views.first { $0.name == "head.bias" })
        values.replaceSubrange(bias.range, with: o.prefix(outputs))
        var batch = Batch<Double>(configuration, steps: 1, rows: 1, loss: loss)
        (batch.targets, batch.weights) = ([target, unit], [1, 0])
        let found = network.lossAndGradient(
          try Parameters(layout: network.layout, values: values.map(Double.init)), on: batch,
          loss: loss, engine: Samples.scalar)
        let law = likelihood.distribution(of: o.prefix(outputs), unit: unit)
        let expected = -law.logProbability(of: target)
        #expect(abs(found.loss - expected) <= 1e-9 * max(1, abs(expected)), "\(o) \(target)")
      }
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
