/// How the learning rate changes over the steps of training: the factor that multiplies it.
public enum LearningRateSchedule: Codable, Hashable, Sendable {
  /// 1 throughout.
  case constant
  /// It climbs linearly over the first `share` of the steps and then stays.
  case warmup(share: Double = 0.1)
  /// It climbs linearly over the first `warmup` share of the steps and then falls along a half cosine
  /// to zero (Loshchilov & Hutter 2017).
  case cosine(warmup: Double = 0.1)
  /// It is multiplied by `factor` after each of these numbers of steps.
  case steps(after: [Int], factor: Double = 0.1)
  /// It climbs from `start` along a half cosine to 1 over the first `climb` share of the steps, and falls along another
  /// to `end` (Smith & Topin 2018; the defaults are PyTorch's `OneCycleLR`).
  case oneCycle(climb: Double = 0.3, start: Double = 0.04, end: Double = 4e-6)
  /// It is multiplied by `factor` whenever `patience` looks at what was held back brought nothing better.
  ///
  /// Training on all data has nothing to look at and lowers the rate at the same steps. Without a
  /// validation tail it is constant.
  case onPlateau(factor: Double = 0.5, patience: Int = 2)

  /// The factor of the learning rate at a step, 0 … `steps` − 1.
  public func factor(at step: Int, of steps: Int) -> Double {
    let done = Double(step)
    switch self {
    case .constant, .onPlateau: return 1
    case .warmup(let share): return min(1, (done + 1) / max(1, Double(steps) * share))
    case .cosine(let warmup):
      let climb = max(1, Double(steps) * warmup)
      if done < climb { return min(1, (done + 1) / climb) }
      return fall(from: 1, to: 0, share: (done - climb) / max(1, Double(steps) - climb))
    case .steps(let after, let factor):
      return after.reduce(1) { product, at in step >= at ? product * factor : product }
    case .oneCycle(let climb, let start, let end):
      let top = max(1, Double(steps) * climb - 1)
      if done <= top { return fall(from: start, to: 1, share: done / top) }
      return fall(from: 1, to: end, share: (done - top) / max(1, Double(steps) - 1 - top))
    }
  }

  /// Refuses what is no schedule.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) {
    let isSound =
      switch self {
      case .constant: true
      case .warmup(let share), .cosine(let share): (0...1).contains(share)
      case .steps(let after, let factor):
        factor > 0 && factor.isFinite && after.allSatisfy { $0 > 0 }
      case .oneCycle(let climb, let start, let end):
        (0...1).contains(climb) && (0...1).contains(start) && (0...1).contains(end)
      case .onPlateau(let factor, let patience): factor > 0 && factor < 1 && patience > 0
      }
    guard isSound else {
      throw NetworkError(
        .configuration, "the schedule \(self) has a number that cannot be",
        remedy: "shares and factors lie within 0 … 1, numbers of steps and looks above 0")
    }
  }

  /// Along a half cosine.
  private func fall(from start: Double, to end: Double, share: Double) -> Double {
    end + (start - end) * 0.5 * (1 + halfTurnCosine(.pi * min(1, share)))
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
