/// Runs an encoder–decoder forward on batches of one shape, the decoder on its own outputs.
public final class EncoderDecoderPredictor {
  private let network: EncoderDecoder
  private let engine: Engine
  private let encoder: Computation<Float>
  private let decoder: FreeRun<Float>
  private let states: StateMemory<Float>

  /// A predictor for `rows` windows of `steps` observed steps.
  public init(_ network: EncoderDecoder, steps: Int, rows: Int, engine: Engine) {
    self.network = network
    self.engine = engine
    encoder = Computation(
      network.encoder, kernels: engine.float, steps: steps, rows: rows, forTraining: false)
    decoder = FreeRun(network, kernels: engine.float, rows: rows)
    states = StateMemory(network.encoder.configuration, rows: rows)
  }

  /// The outputs for the steps to come, `[H, B, O]`.
  ///
  /// Of the values that are fed back only those of the first step are read. Rows are independent: a row's
  /// outputs do not depend on the values of the rows beside it.
  ///
  /// - Parameters:
  ///   - batch: its targets and weights are not looked at.
  ///   - feedback: what a row is fed at a step, from the outputs `[O]` of the step before; nil feeds the output
  ///     that the configuration names. Sampled paths draw it from the distribution that the outputs are of.
  public func outputs(
    for batch: EncoderDecoderBatch<Float>, parameters: Parameters<Float>,
    feedback: ((_ step: Int, _ row: Int, _ outputs: ArraySlice<Float>) -> Float)? = nil
  ) -> [Float] {
    precondition(parameters.layout == network.layout, "parameters of another network")
    parameters.values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      encoder.pack(from: base)
      decoder.pack(from: base + network.encoder.layout.count)
    }
    states.clear()
    encoder.forward(batch.past, dropout: nil, carried: states.pointers, engine: engine)
    var (future, result) = (batch.future, [Float]())
    let (rows, steps, width) = (future.rows, future.steps, future.features)
    let (output, size) = (network.configuration.feedback, network.configuration.outputSize)
    result.reserveCapacity(steps * rows * size)
    if output != nil { decoder.fillFirstStep(of: &future) }
    decoder.run(&future, from: states, engine: engine) { step, inputs, outputs in
      result += outputs
      guard let output, step < steps else { return }
      for row in 0..<rows {
        let given = outputs[row * size..<(row + 1) * size]
        inputs[(step * rows + row) * width + width - 1] =
          feedback?(step, row, given) ?? outputs[row * size + output]
      }
    }
    return result
  }
}
