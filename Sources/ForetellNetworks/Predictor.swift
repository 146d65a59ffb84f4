/// Runs a network forward on batches of one shape, in memory allocated once.
public final class Predictor {
  let network: RecurrentNetwork
  private let steps: Int
  let rows: Int
  let engine: Engine
  let computation: Computation<Float>

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
  /// - Parameters:
  ///   - categories: a row of each embedding, `[T, B, C]`; empty where there are none.
  ///   - mask: whether a window has an input at a step, `[T, B]`; nil where all have. See ``Batch/mask``.
  public func outputs(
    for inputs: [Float], categories: [Int32] = [], mask: [Bool]? = nil,
    parameters: Parameters<Float>
  ) -> [Float] {
    check(inputs, categories, parameters)
    precondition(mask.map { $0.count == steps * rows } ?? true, "the mask is not [T, B]")
    return computation.outputs(
      for: inputs, categories: categories, mask: mask, parameters: parameters, engine: engine)
  }

  func check(_ inputs: [Float], _ categories: [Int32], _ parameters: Parameters<Float>) {
    precondition(
      inputs.count == steps * rows * network.configuration.inputSize, "inputs are not [T, B, F]")
    precondition(
      network.configuration.accepts(categories: categories, rows: steps * rows),
      "categories are not [T, B, C] within their tables")
    precondition(parameters.layout == network.layout, "parameters of another network")
  }
}
