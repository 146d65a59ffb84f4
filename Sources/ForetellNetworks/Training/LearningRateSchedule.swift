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
