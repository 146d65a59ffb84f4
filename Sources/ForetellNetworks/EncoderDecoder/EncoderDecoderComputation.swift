internal import ForetellRandom

/// An encoder–decoder with the memory to train it on batches of one shape.
///
/// The stacks are computations of their own, chained by their states: forward the encoder leaves them where the
/// decoder begins, backward the decoder leaves their gradients where the encoder begins. What is fed back is made
/// before the decoder runs, a step at a time and without dropout.
final class EncoderDecoderComputation<S: BinaryFloatingPoint & Sendable> {
  private let network: EncoderDecoder
  private let encoder: Computation<S>
  private let decoder: Computation<S>
  private let sampler: FreeRun<S>?
  private let states: StateMemory<S>
  private let slopes: StateMemory<S>

  init(_ network: EncoderDecoder, kernels: Kernels<S>, steps: Int, horizon: Int, rows: Int) {
    self.network = network
    encoder = Computation(
      network.encoder, kernels: kernels, steps: steps, rows: rows, forTraining: true)
    decoder = Computation(
      network.decoder, kernels: kernels, steps: horizon, rows: rows, forTraining: true)
    sampler =
      network.configuration.feedback == nil ? nil : FreeRun(network, kernels: kernels, rows: rows)
    states = StateMemory(network.encoder.configuration, rows: rows)
    slopes = StateMemory(network.encoder.configuration, rows: rows)
  }

  /// The loss and its gradient; see ``EncoderDecoder/lossAndGradient(_:on:loss:teaching:engine:)``.
  func lossAndGradient(
    _ parameters: Parameters<S>, on batch: EncoderDecoderBatch<S>, loss: Loss,
    dropout: RandomStream?, teaching: Teaching, notesFlow: Bool = false,
    into gradient: inout Parameters<S>, engine: Engine
  ) -> Double {
    precondition(
      parameters.layout == network.layout && gradient.layout == network.layout,
      "parameters of another network")
    encoder.prepareFlow(notesFlow)
    decoder.prepareFlow(notesFlow)
    pack(parameters)
    let (encoding, decoding) = (dropout?.stream("encoder"), dropout?.stream("decoder"))
    states.clear()
    slopes.clear()
    encoder.forward(batch.past, dropout: encoding, carried: states.pointers, engine: engine)
    var future = batch.future
    if let sampler {
      sampler.feed(&future, from: states, teaching: teaching, engine: engine)
    }
    let value = decoder.lossAndSlopes(
      on: future, loss: loss, dropout: decoding, carried: states.pointers,
      dcarried: slopes.pointers, engine: engine)
    encoder.backward(batch.past, dropout: encoding, dcarried: slopes.pointers, engine: engine)
    gradient.values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      encoder.sumGradients(into: base, engine: engine)
      decoder.sumGradients(into: base + network.encoder.layout.count, engine: engine)
    }
    return value
  }

  /// The flow of the gradient that was taken last; nil where its norms were not noted.
  func gradientFlow(step: Int, _ gradient: Parameters<S>) -> GradientFlow? {
    let seam = network.encoder.layout.count
    guard
      let encoding = encoder.gradientFlow(
        step: step, gradient.values[..<seam], part: .encoder),
      let decoding = decoder.gradientFlow(step: step, gradient.values[seam...], part: .decoder)
    else { return nil }
    return GradientFlow(encoder: encoding, decoder: decoding)
  }

  private func pack(_ parameters: Parameters<S>) {
    parameters.values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      encoder.pack(from: base)
      decoder.pack(from: base + network.encoder.layout.count)
      sampler?.pack(from: base + network.encoder.layout.count)
    }
  }
}
