/// Runs a network forward on batches of one shape, in memory allocated once.
public final class Predictor {
  private let network: RecurrentNetwork
  private let steps: Int
  private let rows: Int
  private let engine: Engine
  private let computation: Computation<Float>

  /// A predictor for `rows` windows of `steps` time steps.
  public init(_ network: RecurrentNetwork, steps: Int, rows: Int, engine: Engine) {
    self.network = network
    self.steps = steps
    self.rows = rows
    self.engine = engine
    computation = Computation(
      network, kernels: engine.float, steps: steps, rows: rows, forTraining: false)
  }

  /// The outputs for windows `inputs` `[T, B, F]`: `[B, O]`, or `[T, B, O]` where every step is read.
  ///
  /// Rows are independent: a row's outputs do not depend on the values of the rows beside it.
  ///
  /// - Parameter mask: whether a window has an input at a step, `[T, B]`; nil where all have. See ``Batch/mask``.
  public func outputs(
    for inputs: [Float], mask: [Bool]? = nil, parameters: Parameters<Float>
  ) -> [Float] {
    precondition(
      inputs.count == steps * rows * network.configuration.inputSize, "inputs are not [T, B, F]")
    precondition(parameters.layout == network.layout, "parameters of another network")
    precondition(mask.map { $0.count == steps * rows } ?? true, "the mask is not [T, B]")
    return computation.outputs(
      for: inputs, mask: mask, parameters: parameters, engine: engine)
  }
}
