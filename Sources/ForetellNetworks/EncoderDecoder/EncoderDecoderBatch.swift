/// What an encoder–decoder sees in one step of training: windows side by side, time-major.
public struct EncoderDecoderBatch<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  /// What was observed: `inputs` `[T, B, F]` and `categories` `[T, B, C]`; it has no targets.
  public var past: Batch<Scalar>
  /// The steps to come: `inputs` `[H, B, K]` and `categories` `[H, B, D]` known of them, and `targets`.
  ///
  /// Where an output is fed back, the last of the K inputs is the true value of the step before; at the first step the last
  /// one observed. NaN where it was not observed: the decoder's own output then takes its place, and 0 at the first step.
  public var future: Batch<Scalar>

  /// A batch of zeros that fits a network and the loss it is trained with.
  public init(
    _ configuration: EncoderDecoderConfiguration, steps: Int, horizon: Int, rows: Int,
    loss: Loss = .meanSquaredError
  ) {
    past = Batch(configuration.encoder, steps: steps, rows: rows)
    future = Batch(configuration.decoder, steps: horizon, rows: rows, loss: loss)
  }
}
