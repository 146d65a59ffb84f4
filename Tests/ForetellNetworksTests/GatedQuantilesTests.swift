import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Foundation
import Testing

/// The loss over several quantiles that lean on gated base forecasts.
@Suite struct GatedQuantilesTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let quantiles: GatedQuantiles
    let readout: Readout

    var testDescription: String {
      "\(quantiles.horizon) × \(quantiles.levels.count), \(quantiles.bases) \(quantiles.gate) \(readout)"
    }

    var configuration: NetworkConfiguration {
      NetworkConfiguration(
        inputSize: 3, hiddenSize: 4, layers: 2, outputSize: quantiles.outputSize, readout: readout,
        isResidual: true, hasSkip: true)
    }

    static let all = GatedQuantiles.Gate.allCases.flatMap { gate in
      [(1, 1), (5, 0), (13, 2), (17, 3)].map { horizon, bases in
        Shape(
          quantiles: GatedQuantiles(
            horizon: horizon, levels: [0.1, 0.5, 0.7], bases: bases, gate: gate),
          readout: horizon == 5 ? .lastStep : .everyStep)
      }
    }
  }

  /// Targets far above or below any output, so that no difference steps over a kink; what does not count is no
  /// number where it may be none.
  private static func batch<S>(_ shape: Shape, of type: S.Type) -> Batch<S> {
    var batch = Batch<S>(shape.configuration, steps: 3, rows: 19)
    let random = RandomStream(seed: 7)
    for i in batch.inputs.indices { batch.inputs[i] = S(4 * random[uniformAt: i] - 2) }
    let aims = random.stream("targets")
    let (width, horizon) = (shape.quantiles.outputSize, shape.quantiles.horizon)
    for i in batch.targets.indices {
      let column = i % width
      let u = aims[uniformAt: i]
      if column < horizon {
        batch.targets[i] = u < 0.4 ? -9 : 9
        batch.weights[i] = i % 5 == 3 ? 0 : S(0.5 + aims[uniformAt: i + 100_000])
        if batch.weights[i] == 0 { batch.targets[i] = .nan }
      } else if column >= shape.quantiles.levels.count * horizon {
        batch.targets[i] = S(2 * u - 1)
      }
    }
    return batch
  }

  @Test(arguments: Shape.all)
  func gradientIsTheSlopeOfTheLoss(_ shape: Shape) throws {
    let network = try RecurrentNetwork(shape.configuration)
    let loss = Loss.gatedQuantiles(shape.quantiles)
    let engine = Engine(threads: 1, instructionSet: .scalar)
    let parameters = try Samples.scatteredParameters(network)
    let batch = Self.batch(shape, of: Double.self)
    let expected = try parameters.values.indices.map { index in
      func value(_ shift: Double) throws -> Double {
        var values = parameters.values
        values[index] += shift
        let moved = try Parameters(layout: network.layout, values: values)
        return network.lossAndGradient(moved, on: batch, loss: loss, engine: engine).loss
      }
      let epsilon = 1e-3
      let near = try value(epsilon) - value(-epsilon)
      let far = try value(2 * epsilon) - value(-2 * epsilon)
      return (8 * near - far) / (12 * epsilon)
    }
    let exact = network.lossAndGradient(parameters, on: batch, loss: loss, engine: engine)
    for view in network.layout.views {
      let error = relativeError(exact.gradient[view], expected[view.range])
      #expect(error <= 1e-7, "\(view.name) in double: \(error)")
    }
    let single = try Parameters(layout: network.layout, values: parameters.values.map(Float.init))
    for isa in InstructionSet.available {
      let found = network.lossAndGradient(
        single, on: Self.batch(shape, of: Float.self), loss: loss,
        engine: Engine(threads: 2, instructionSet: isa))
      #expect(abs(found.loss - exact.loss) <= 1e-5 * exact.loss, "\(isa)")
      for view in network.layout.views {
        let error = relativeError(found.gradient[view], expected[view.range])
        #expect(error <= 1e-4, "\(view.name) in float on \(isa)")
      }
    }
  }

  /// By the definition, in plain Swift.
  @Test(arguments: Shape.all)
  func lossIsThatOfTheForecasts(_ shape: Shape) throws {
    let network = try RecurrentNetwork(shape.configuration)
    let single = try Parameters(
      layout: network.layout, values: Samples.scatteredParameters(network).values.map(Float.init))
    let batch = Self.batch(shape, of: Float.self)
    let (quantiles, width) = (shape.quantiles, shape.quantiles.outputSize)
    let outputs = Predictor(network, steps: 3, rows: 19, engine: Samples.fast)
      .outputs(for: batch.inputs, parameters: single)
    var (sum, total) = (0.0, 0.0)
    for row in 0..<outputs.count / width {
      let start = row * width
      let bases = Array(
        batch.targets[start + quantiles.levels.count * quantiles.horizon..<start + width])
      let own = outputs[start..<start + width]
      let forecasts = quantiles.forecasts(of: own, bases: bases)
      for step in 0..<quantiles.horizon where batch.weights[start + step] > 0 {
        // Sorting changes nothing where every output lies on the same side of the target.
        for (level, q) in quantiles.levels.enumerated() {
          let unsorted = outputs[start + level * quantiles.horizon + step]
          let shift =
            forecasts[step * quantiles.levels.count..<(step + 1) * quantiles.levels.count]
            .reduce(0, +) / Float(quantiles.levels.count)
          let mean =
            quantiles.levels.indices
            .map { outputs[start + $0 * quantiles.horizon + step] }.reduce(0, +)
            / Float(quantiles.levels.count)
          let error = Double(batch.targets[start + step] - (unsorted + shift - mean))
          sum += Double(batch.weights[start + step]) * max(q * error, (q - 1) * error)
        }
        total += Double(batch.weights[start + step])
      }
    }
    let found = network.lossAndGradient(
      single, on: batch, loss: .gatedQuantiles(quantiles), engine: Samples.fast)
    let expected = sum / total / Double(quantiles.levels.count)
    #expect(abs(found.loss - expected) <= 1e-5 * expected)
  }

  @Test(arguments: InstructionSet.available)
  func aNumberThatIsNoneStaysVisible(_ isa: InstructionSet) throws {
    let shape = Shape.all[2]
    let network = try RecurrentNetwork(shape.configuration)
    var batch = Self.batch(shape, of: Float.self)
    batch.inputs[4] = .nan
    let single = try Parameters(
      layout: network.layout, values: Samples.scatteredParameters(network).values.map(Float.init))
    let found = network.lossAndGradient(
      single, on: batch, loss: .gatedQuantiles(shape.quantiles),
      engine: Engine(threads: 1, instructionSet: isa))
    #expect(found.loss.isNaN)
  }

  @Test func forecastsDoNotCross() {
    let shape = GatedQuantiles(horizon: 2, levels: [0.2, 0.5, 0.8], bases: 1, gate: .sigmoid)
    // A level after the other, then the logits.
    let found = shape.forecasts(of: [3, 1, 1, 2, 2, 3, 0, 30], bases: [4, 10])
    #expect(found == [3, 4, 5, 11, 12, 13])
  }

  @Test func itIsWrittenAndRead() throws {
    let loss = Loss.gatedQuantiles(Shape.all[3].quantiles)
    let read = try JSONDecoder().decode(Loss.self, from: try JSONEncoder().encode(loss))
    #expect(read == loss)
    for levels in [[], [0.5, 1]] {
      let shape = GatedQuantiles(horizon: 1, levels: levels, bases: 0, gate: .sigmoid)
      #expect(throws: NetworkError.self) { try Loss.gatedQuantiles(shape).validate() }
    }
    #expect(throws: NetworkError.self) {
      try GatedQuantiles(horizon: 1, levels: [0.5], bases: 9, gate: .softmax).validate()
    }
  }

  @Test func theAverageForgetsTheStart() throws {
    let layout = ParameterLayout(NetworkConfiguration(hiddenSize: 1, outputSize: 1))
    func filled(_ value: Float) throws -> Parameters<Float> {
      try Parameters(layout: layout, values: Array(repeating: value, count: layout.count))
    }
    var averaged = AveragedParameters(try filled(5), decay: 0.9)
    averaged.update(with: try filled(1))
    #expect(abs(averaged.parameters.values[0] - 1.4) < 1e-6)
    averaged.update(with: try filled(0))
    #expect(abs(averaged.parameters.values[0] - 1.4 * 2 / 11) < 1e-6)
    for _ in 0..<500 { averaged.update(with: try filled(3)) }
    #expect(abs(averaged.parameters.values[0] - 3) < 1e-4 && averaged.step == 502)
  }
}
