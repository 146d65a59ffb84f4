public import ForetellRandom

/// An encoder–decoder's shape, from which parameters are made and with which they are run.
///
/// Like ``RecurrentNetwork`` it holds no parameters. Theirs are those of the two stacks, the encoder's first, under
/// `encoder.` and `decoder.`.
public struct EncoderDecoder: Hashable, Sendable {
  public let configuration: EncoderDecoderConfiguration
  /// Names, shapes and places of the parameters.
  public let layout: ParameterLayout
  let encoder: RecurrentNetwork
  let decoder: RecurrentNetwork

  /// A network of a shape.
  ///
  /// - Throws: ``NetworkError`` with `.configuration` where a size is out of range.
  public init(_ configuration: EncoderDecoderConfiguration) throws(NetworkError) {
    try configuration.validate()
    self.configuration = configuration
    encoder = RecurrentNetwork(stack: configuration.encoder)
    decoder = RecurrentNetwork(stack: configuration.decoder)
    layout = ParameterLayout([("encoder", encoder.layout), ("decoder", decoder.layout)])
  }

  /// Refuses a loss whose outputs are not those of the head.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate(_ loss: Loss) throws(NetworkError) {
    try loss.validate(for: configuration.decoder)
  }

  /// Parameters to begin training with; equal for equal streams.
  public func initialParameters(random: RandomStream) -> Parameters<Float> {
    var parameters = Parameters<Float>(zerosFor: layout)
    let parts = [
      encoder.initialParameters(random: random.stream("encoder")),
      decoder.initialParameters(random: random.stream("decoder")),
    ]
    parameters.values = parts.flatMap(\.values)
    return parameters
  }

  /// The weighted mean loss of a batch and its gradient, by exact backpropagation through the decoder into
  /// the encoder.
  ///
  /// What is fed back counts as given: no gradient flows through it (Bengio et al. 2015). Dropout is not
  /// applied.
  ///
  /// - Parameter teaching: which true values are fed; by default all that the batch has.
  public func lossAndGradient(
    _ parameters: Parameters<Float>, on batch: EncoderDecoderBatch<Float>,
    loss: Loss = .meanSquaredError, teaching: Teaching = .always, engine: Engine
  ) -> (loss: Double, gradient: Parameters<Float>) {
    lossAndGradient(parameters, on: batch, loss, teaching, kernels: engine.float, engine: engine)
  }

  /// The same in double precision on the scalar kernels, to check the mathematics by.
  public func lossAndGradient(
    _ parameters: Parameters<Double>, on batch: EncoderDecoderBatch<Double>,
    loss: Loss = .meanSquaredError, teaching: Teaching = .always, engine: Engine
  ) -> (loss: Double, gradient: Parameters<Double>) {
    lossAndGradient(parameters, on: batch, loss, teaching, kernels: engine.double, engine: engine)
  }

  private func lossAndGradient<S>(
    _ parameters: Parameters<S>, on batch: EncoderDecoderBatch<S>, _ loss: Loss,
    _ teaching: Teaching, kernels: Kernels<S>, engine: Engine
  ) -> (loss: Double, gradient: Parameters<S>) {
    let computation = EncoderDecoderComputation(
      self, kernels: kernels, steps: batch.past.steps, horizon: batch.future.steps,
      rows: batch.past.rows)
    var gradient = Parameters<S>(zerosFor: layout)
    let value = computation.lossAndGradient(
      parameters, on: batch, loss: loss, dropout: nil, teaching: teaching, into: &gradient,
      engine: engine)
    return (value, gradient)
  }
}

extension EncoderDecoder {
  /// Bytes that training on batches of `rows` windows takes; as ``RecurrentNetwork/trainingBytes(steps:rows:)``.
  public func trainingBytes(steps: Int, horizon: Int, rows: Int) -> Int {
    let sampling =
      configuration.feedback == nil
      ? 0 : decoder.computationCount(steps: 1, rows: rows, forTraining: false)
    let states = 6 * configuration.layers * rows * configuration.hiddenSize
    return encoder.trainingBytes(steps: steps, rows: rows)
      + decoder.trainingBytes(steps: horizon, rows: rows) + 4 * (sampling + states)
  }

  /// Bytes that forecasting takes with batches of `rows` windows.
  public func predictionBytes(steps: Int, horizon: Int, rows: Int) -> Int {
    let outputs = horizon * rows * (configuration.outputSize + decoder.configuration.inputSize)
    let states = 2 * configuration.layers * rows * configuration.hiddenSize
    return encoder.predictionBytes(steps: steps, rows: rows)
      + decoder.predictionBytes(steps: 1, rows: rows) + 4 * (outputs + states)
  }
}
