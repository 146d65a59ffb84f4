import ForetellNetworks
import ForetellRandom
import ForetellTestSupport
import Foundation
import Testing

@Suite struct EncoderDecoderTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let cell: CellKind
    let layers: Int
    let feedback: Int?
    /// One step is one to many.
    var steps = 6
    var hasShortcuts = false
    var dropout = 0.0
    var isNormalized = false
    var variationalDropout: VariationalDropout?

    var testDescription: String {
      "\(cell) ×\(layers) T \(steps)\(feedback.map { " feeds back \($0)" } ?? " direct")"
        + (hasShortcuts ? " with shortcuts" : "") + (isNormalized ? " normalized" : "")
    }

    var configuration: EncoderDecoderConfiguration {
      var configuration = EncoderDecoderConfiguration(
        cell: cell,
        past: .init(numeric: 2, embeddings: [Embedding(categories: 3, width: 2)]),
        future: .init(
          numeric: 3,
          embeddings: [Embedding(categories: 4, width: 3), Embedding(categories: 2, width: 1)]),
        hiddenSize: 5, layers: layers, dropout: dropout, outputSize: 2, feedback: feedback,
        isResidual: hasShortcuts, hasSkip: hasShortcuts)
      configuration.normalizesLayers = isNormalized
      configuration.variationalDropout = variationalDropout
      return configuration
    }

    static let all =
      CellKind.allCases.flatMap { cell in
        [
          Shape(cell: cell, layers: 1, feedback: nil), Shape(cell: cell, layers: 2, feedback: 1),
          Shape(cell: cell, layers: 1, feedback: 0, steps: 1),
        ]
      }
      + [CellKind.lstm, .gru].map { cell in
        Shape(cell: cell, layers: 2, feedback: nil, steps: 9, hasShortcuts: true)
      }
      + CellKind.allCases.flatMap { cell in
        [
          Shape(cell: cell, layers: 1, feedback: 1, isNormalized: true),
          Shape(cell: cell, layers: 3, feedback: nil, hasShortcuts: true, isNormalized: true),
        ]
      }
  }

  static let (rows, horizon) = (19, 4)

  static func batch<S>(
    _ configuration: EncoderDecoderConfiguration, steps: Int, rows: Int = rows, seed: UInt64 = 7,
    of type: S.Type = Float.self
  ) -> EncoderDecoderBatch<S> {
    var batch = EncoderDecoderBatch<S>(
      configuration, steps: steps, horizon: horizon, rows: rows)
    let random = RandomStream(seed: seed)
    func fill(_ part: inout Batch<S>, _ embeddings: [Embedding], _ random: RandomStream) {
      for i in part.inputs.indices { part.inputs[i] = S(4 * random[uniformAt: i] - 2) }
      let kinds = random.stream("kinds")
      for i in part.categories.indices {
        let rows = embeddings[i % embeddings.count].rows
        part.categories[i] = Int32(kinds[uniformAt: i] * Double(rows))
      }
    }
    fill(&batch.past, configuration.past.embeddings, random.stream("past"))
    fill(&batch.future, configuration.future.embeddings, random.stream("future"))
    let aims = random.stream("targets")
    for i in batch.future.targets.indices {
      batch.future.targets[i] = S(aims[uniformAt: i])
      batch.future.weights[i] = i % 5 == 3 ? 0 : S(0.5 + aims[uniformAt: i + 100_000])
      if batch.future.weights[i] == 0 { batch.future.targets[i] = .nan }
    }
    return batch
  }

  private static func scattered(_ network: EncoderDecoder) throws -> Parameters<Double> {
    let random = RandomStream(seed: 3)
    return try Parameters(
      layout: network.layout,
      values: (0..<network.layout.count).map { 1.2 * random[uniformAt: $0] - 0.6 })
  }

  @Test(arguments: Shape.all)
  func gradientIsTheSlopeOfTheLoss(_ shape: Shape) throws {
    let network = try EncoderDecoder(shape.configuration)
    let parameters = try Self.scattered(network)
    let batch = Self.batch(shape.configuration, steps: shape.steps, of: Double.self)
    let expected = try slopes(at: parameters, epsilon: shape.cell == .rnnReLU ? 1e-5 : 2e-4) {
      network.lossAndGradient($0, on: batch, engine: Samples.scalar).loss
    }
    let exact = network.lossAndGradient(parameters, on: batch, engine: Samples.scalar)
    let single = try Parameters(
      layout: network.layout, values: parameters.values.map(Float.init))
    let found = network.lossAndGradient(
      single, on: Self.batch(shape.configuration, steps: shape.steps), engine: Samples.fast)
    for view in network.layout.views {
      #expect(relativeError(exact.gradient[view], expected[view.range]) <= 2e-6, "\(view.name)")
      #expect(relativeError(found.gradient[view], expected[view.range]) <= 1e-4, "\(view.name)")
    }
    // The encoder is reached.
    #expect(exact.gradient["encoder.recurrent.weight_ih_l0"]?.contains { $0 != 0 } == true)
  }

  /// What is fed back counts as given: the gradient is that of a teacher who says what the network would say.
  @Test(arguments: CellKind.allCases)
  func noGradientFlowsThroughWhatIsFedBack(_ cell: CellKind) throws {
    let shape = Shape(cell: cell, layers: 2, feedback: 1)
    let network = try EncoderDecoder(shape.configuration)
    let parameters = network.initialParameters(random: RandomStream(seed: 3))
    var batch = Self.batch(shape.configuration, steps: shape.steps)
    let never = Teaching(probability: 0, random: RandomStream(seed: 1))
    let free = network.lossAndGradient(
      parameters, on: batch, teaching: never, engine: Samples.fast)
    let outputs = EncoderDecoderPredictor(
      network, steps: shape.steps, rows: Self.rows, engine: Samples.fast
    ).outputs(for: batch, parameters: parameters)
    var unobserved = batch
    for row in Self.rows..<Self.horizon * Self.rows {
      batch.future.inputs[row * 4 + 3] = outputs[(row - Self.rows) * 2 + 1]
      unobserved.future.inputs[row * 4 + 3] = .nan
    }
    let told = network.lossAndGradient(parameters, on: batch, engine: Samples.fast)
    #expect(abs(free.loss - told.loss) <= 1e-6 * told.loss)
    #expect(relativeError(free.gradient.values, told.gradient.values) <= 1e-6)
    // Where nothing was observed, the teacher has nothing to say.
    let silent = network.lossAndGradient(parameters, on: unobserved, engine: Samples.fast)
    #expect(silent.gradient == free.gradient)
  }

  @Test(arguments: Shape.all)
  func trainingSeesTheForecastsThatInferenceGives(_ shape: Shape) throws {
    let network = try EncoderDecoder(shape.configuration)
    let parameters = network.initialParameters(random: RandomStream(seed: 3))
    var batch = Self.batch(shape.configuration, steps: shape.steps)
    batch.future.targets = EncoderDecoderPredictor(
      network, steps: shape.steps, rows: Self.rows, engine: Samples.fast
    ).outputs(for: batch, parameters: parameters)
    let never = Teaching(probability: 0, random: RandomStream(seed: 1))
    let found = network.lossAndGradient(
      parameters, on: batch, teaching: never, engine: Samples.fast)
    #expect(found.loss < 1e-12)
  }

  @Test func halfAsOftenIsHalfOfTheTrueValues() throws {
    let teaching = Teaching(probability: 0.5, random: RandomStream(seed: 5))
    let shape = Shape(cell: .gru, layers: 1, feedback: 0)
    let network = try EncoderDecoder(shape.configuration)
    let parameters = network.initialParameters(random: RandomStream(seed: 3))
    let batch = Self.batch(shape.configuration, steps: 3)
    func loss(_ teaching: Teaching) -> Double {
      network.lossAndGradient(parameters, on: batch, teaching: teaching, engine: Samples.fast).loss
    }
    #expect(loss(teaching) == loss(teaching))
    #expect(loss(teaching) != loss(.always))
    #expect(loss(teaching) != loss(Teaching(probability: 0, random: teaching.random)))
    let falling = TeacherForcing.linear(from: 1, to: 0.2)
    #expect(falling.probability(at: 0, of: 101) == 1)
    #expect(abs(falling.probability(at: 50, of: 101) - 0.6) < 1e-12)
    #expect(abs(falling.probability(at: 100, of: 101) - 0.2) < 1e-12)
  }

  @Test func rowsOfAPredictionAreIndependent() throws {
    let shape = Shape(cell: .lstm, layers: 2, feedback: 0)
    let network = try EncoderDecoder(shape.configuration)
    let parameters = network.initialParameters(random: RandomStream(seed: 3))
    var batch = Self.batch(shape.configuration, steps: 6, rows: 37)
    let predictor = EncoderDecoderPredictor(network, steps: 6, rows: 37, engine: Samples.fast)
    let before = predictor.outputs(for: batch, parameters: parameters)
    for step in 0..<6 { batch.past.inputs[(step * 37 + 16) * 2] = 100 }
    let after = predictor.outputs(for: batch, parameters: parameters)
    let moved = Set(before.indices.filter { before[$0] != after[$0] }.map { $0 / 2 % 37 })
    #expect(moved == [16])
  }

  @Test func whatIsFedCanBeDrawn() throws {
    let shape = Shape(cell: .gru, layers: 1, feedback: 0)
    let network = try EncoderDecoder(shape.configuration)
    let parameters = network.initialParameters(random: RandomStream(seed: 3))
    let batch = Self.batch(shape.configuration, steps: 6)
    let predictor = EncoderDecoderPredictor(
      network, steps: 6, rows: Self.rows, engine: Samples.fast)
    let plain = predictor.outputs(for: batch, parameters: parameters)
    var steps: Set<Int> = []
    let same = predictor.outputs(for: batch, parameters: parameters) { step, _, outputs in
      steps.insert(step)
      return outputs[outputs.startIndex]
    }
    #expect(same == plain)
    #expect(steps == [1, 2, 3])
    let other = predictor.outputs(for: batch, parameters: parameters) { _, _, _ in 2 }
    #expect(other.prefix(2 * Self.rows) == plain.prefix(2 * Self.rows))
    #expect(other != plain)
  }

  @Test func whatCannotBeIsRefused() {
    func message(_ change: (inout EncoderDecoderConfiguration) -> Void) -> String? {
      var configuration = Shape(cell: .gru, layers: 1, feedback: 0).configuration
      change(&configuration)
      do throws(NetworkError) {
        _ = try EncoderDecoder(configuration)
        return nil
      } catch { return error.message }
    }
    #expect(message { _ in } == nil)
    #expect(
      message { $0.feedback = 2 } == "output 2 is to be fed back, and there are 2")
    #expect(message { $0.past = .init(numeric: 0) } == "the input size is 0")
    #expect(
      message { ($0.future, $0.feedback) = (.init(numeric: 0), nil) } == "the input size is 0")
    #expect(message { ($0.future, $0.feedback) = (.init(numeric: 0), 1) } == nil)
    #expect(message { $0.outputSize = 0 } != nil)
  }
}
