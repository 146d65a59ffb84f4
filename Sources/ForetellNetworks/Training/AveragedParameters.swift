/// The exponential moving average of parameters over the steps of training.
///
///     ā ← d·ā + (1 − d)·θ,    d = min(decay, (k + 1)/(k + 10)) at step k = 0, 1, …
///
/// The early steps, far from the end, are soon forgotten. Source: Polyak & Juditsky 1992; the warm-up as in
/// TensorFlow's `ExponentialMovingAverage`.
public struct AveragedParameters: Hashable, Sendable {
  /// The longest memory: the share of the average that stays at a step.
  public let decay: Double
  /// Steps seen.
  public private(set) var step: Int
  /// The average.
  public private(set) var parameters: Parameters<Float>

  /// Begins with the parameters before the first step.
  public init(_ parameters: Parameters<Float>, decay: Double = 0.995, step: Int = 0) {
    self.parameters = parameters
    self.decay = decay
    self.step = step
  }

  /// Sees the parameters after a step.
  public mutating func update(with newest: Parameters<Float>) {
    precondition(newest.layout == parameters.layout, "parameters of another network")
    let keep = Float(min(decay, Double(step + 1) / Double(step + 10)))
    step += 1
    parameters.values.withUnsafeMutableBufferPointer { average in
      newest.values.withUnsafeBufferPointer { newest in
        for index in average.indices {
          average[index] = keep * average[index] + (1 - keep) * newest[index]
        }
      }
    }
  }
}
