/// Runs a network one step at a time: what a step costs does not depend on how many came before.
///
/// The weights are packed once, when it is made, and a step allocates nothing. States are the caller's, so that
/// one stepper serves any number of sequences in turn.
public final class NetworkStepper {
  public let network: RecurrentNetwork
  /// Rows of a step, each a sequence of its own.
  public let rows: Int
  private let engine: Engine
  private let computation: Computation<Float>

  /// A stepper for `rows` sequences that are stepped together.
  public init(
    _ network: RecurrentNetwork, parameters: Parameters<Float>, rows: Int = 1, engine: Engine
  ) {
    precondition(parameters.layout == network.layout, "parameters of another network")
    self.network = network
    self.rows = rows
    self.engine = engine
    computation = Computation(
      network, kernels: engine.float, steps: 1, rows: rows, forTraining: false)
    computation.pack(parameters)
  }

  /// Zeros: where a sequence begins.
  public func initialState() -> RecurrentState<Float> {
    RecurrentState(zerosFor: network, rows: rows)
  }

  /// One step: `inputs` `[B, F]`, `categories` `[B, C]` and the states before it give `outputs` `[B, O]` and the states after it.
  ///
  /// The outputs are the bits that the head gives at this step of a whole sequence.
  ///
  /// - Throws: ``NetworkError`` with `.state` where the state is of another network or number of rows.
  public func step(
    _ inputs: [Float], categories: [Int32] = [], carrying state: inout RecurrentState<Float>,
    into outputs: inout [Float]
  ) throws(NetworkError) {
    try state.check(fits: network, rows: rows)
    precondition(
      inputs.count == rows * network.configuration.inputSize
        && network.configuration.accepts(categories: categories, rows: rows)
        && outputs.count == rows * network.configuration.outputSize, "not the sizes of a step")
    state.withPointers { carried in
      StepInputs.with(rows: rows, numeric: inputs, categories: categories) { inputs in
        outputs.withUnsafeMutableBufferPointer { outputs in
          guard let outputs = outputs.baseAddress else { return }
          computation.run(inputs, carried: carried, into: outputs, engine: engine)
        }
      }
    }
  }
}
