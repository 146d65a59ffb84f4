/// How the learning rate changes over the steps of training.
public enum LearningRateSchedule: Codable, Hashable, Sendable {
  /// It does not.
  case constant
  /// It climbs linearly over the first `warmup` share of the steps and then falls along a half cosine
  /// to zero (Loshchilov & Hutter 2017).
  case cosine(warmup: Double = 0.1)

  /// The factor of the learning rate at a step, 0 … `steps` − 1.
  public func factor(at step: Int, of steps: Int) -> Double {
    switch self {
    case .constant: return 1
    case .cosine(let warmup):
      let climb = max(1, Double(steps) * warmup)
      let done = Double(step)
      if done < climb { return min(1, (done + 1) / climb) }
      let share = (done - climb) / max(1, Double(steps) - climb)
      return 0.5 * (1 + halfTurnCosine(.pi * min(1, share)))
    }
  }
}

/// How a network is trained.
public struct Training: Codable, Hashable, Sendable {
  public var optimizer: Optimizer
  public var schedule: LearningRateSchedule
  /// Steps at the most.
  public var steps: Int
  /// B, windows a step.
  public var batchSize: Int
  /// The gradient's longest norm; nil leaves it as it is.
  public var clipNorm: Double?
  /// Steps between two looks at the validation tail.
  public var validationInterval: Int
  /// Looks without improvement before training stops; nil never stops early.
  public var patience: Int?

  public init(
    optimizer: Optimizer = .adam(learningRate: 1e-3), schedule: LearningRateSchedule = .constant,
    steps: Int = 500, batchSize: Int = 32, clipNorm: Double? = 1, validationInterval: Int = 25,
    patience: Int? = nil
  ) {
    self.optimizer = optimizer
    self.schedule = schedule
    self.steps = steps
    self.batchSize = batchSize
    self.clipNorm = clipNorm
    self.validationInterval = validationInterval
    self.patience = patience
  }
}

/// Cosine on [0, π] from its Taylor series: the same bits on every system, whatever its libm.
private func halfTurnCosine(_ angle: Double) -> Double {
  let isUpper = angle > .pi / 2
  let x = isUpper ? .pi - angle : angle
  var (term, sum) = (1.0, 1.0)
  for order in 1...12 {
    term *= -x * x / Double((2 * order - 1) * (2 * order))
    sum += term
  }
  return isUpper ? -sum : sum
}
