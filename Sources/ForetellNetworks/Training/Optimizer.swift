/// How a gradient moves parameters.
public enum Optimizer: Codable, Hashable, Sendable {
  /// Stochastic gradient descent with (heavy-ball) momentum: `v ← μ·v + g`, `θ ← θ − η·v`.
  case sgd(learningRate: Double, momentum: Double = 0)
  /// `s ← ρ·s + (1−ρ)·g²`, `θ ← θ − η·g/(√s + ε)` (Hinton 2012).
  case rmsprop(learningRate: Double, decay: Double = 0.99, epsilon: Double = 1e-8)
  /// Adam with bias correction (Kingma & Ba 2015).
  case adam(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// η, before any schedule.
  public var learningRate: Double {
    switch self {
    case .sgd(let rate, _), .rmsprop(let rate, _, _), .adam(let rate, _, _, _): rate
    }
  }

  /// Whether it keeps a second moment for every parameter.
  var hasSecondMoment: Bool { if case .adam = self { true } else { false } }
}
