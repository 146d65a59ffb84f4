public import ForetellRandom

/// A recurrent network's shape, from which parameters are made and with which they are run.
///
/// The network itself holds no parameters: it is a recipe for computing with some.
public struct RecurrentNetwork: Hashable, Sendable {
  public let configuration: NetworkConfiguration
  /// Names, shapes and places of the parameters.
  public let layout: ParameterLayout

  /// A network of a shape.
  ///
  /// - Throws: ``NetworkError`` with `.configuration` where a size is out of range.
  public init(_ configuration: NetworkConfiguration) throws(NetworkError) {
    try configuration.validate()
    self.configuration = configuration
    layout = ParameterLayout(configuration)
  }

  /// A stack of layers within another network, whose sizes have been looked at; without a head where it has no
  /// outputs.
  init(stack configuration: NetworkConfiguration) {
    self.configuration = configuration
    layout = ParameterLayout(configuration)
  }

  /// Parameters to begin training with; equal for equal streams.
  public func initialParameters(random: RandomStream) -> Parameters<Float> {
    configuration.initializer.parameters(for: configuration, random: random)
  }

  /// The weighted mean loss of a batch and its gradient, by exact backpropagation through time.
  ///
  ///     L = Σ w·ℓ(ŷ, y) / Σ w      ℓ the squared difference, where no other loss is given
  ///
  /// A batch without weight has loss 0 and gradient 0. Dropout is not applied.
  public func lossAndGradient(
    _ parameters: Parameters<Float>, on batch: Batch<Float>, loss: Loss = .meanSquaredError,
    engine: Engine
  ) -> (loss: Double, gradient: Parameters<Float>) {
    lossAndGradient(parameters, on: batch, loss, kernels: engine.float, engine: engine)
  }

  /// The same in double precision on the scalar kernels, to check the mathematics by.
  public func lossAndGradient(
    _ parameters: Parameters<Double>, on batch: Batch<Double>, loss: Loss = .meanSquaredError,
    engine: Engine
  ) -> (loss: Double, gradient: Parameters<Double>) {
    lossAndGradient(parameters, on: batch, loss, kernels: engine.double, engine: engine)
  }

  /// How the gradient of a batch reaches states and weights.
  public func gradientFlow(
    _ parameters: Parameters<Float>, on batch: Batch<Float>, loss: Loss = .meanSquaredError,
    step: Int = 0, engine: Engine
  ) -> GradientFlow {
    let computation = Computation(
      self, kernels: engine.float, steps: batch.steps, rows: batch.rows, forTraining: true)
    var gradient = Parameters<Float>(zerosFor: layout)
    _ = computation.lossAndGradient(
      parameters, on: batch, loss: loss, dropout: nil, notesFlow: true, into: &gradient,
      engine: engine)
    guard let flow = computation.gradientFlow(step: step, gradient.values[...]) else {
      preconditionFailure("the norms were not noted")
    }
    return flow
  }

  private func lossAndGradient<S>(
    _ parameters: Parameters<S>, on batch: Batch<S>, _ loss: Loss, kernels: Kernels<S>,
    engine: Engine
  ) -> (loss: Double, gradient: Parameters<S>) {
    let computation = Computation(
      self, kernels: kernels, steps: batch.steps, rows: batch.rows, forTraining: true)
    var gradient = Parameters<S>(zerosFor: layout)
    let value = computation.lossAndGradient(
      parameters, on: batch, loss: loss, dropout: nil, into: &gradient, engine: engine)
    return (value, gradient)
  }
}
