/// How a gradient g moves parameters θ.
public enum Optimizer: Codable, Hashable, Sendable {
  /// Stochastic gradient descent with (heavy-ball) momentum: `v ← μ·v + g`, `θ ← θ − η·v`.
  case sgd(learningRate: Double, momentum: Double = 0)
  /// Nesterov's momentum, as PyTorch words it (Sutskever et al. 2013): `v ← μ·v + g`, `θ ← θ − η·(g + μ·v)`.
  case nesterov(learningRate: Double, momentum: Double = 0.9)
  /// `s ← ρ·s + (1−ρ)·g²`, `θ ← θ − η·g/(√s + ε)` (Hinton 2012).
  case rmsprop(learningRate: Double, decay: Double = 0.99, epsilon: Double = 1e-8)
  /// Adam with bias correction (Kingma & Ba 2015).
  case adam(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  /// Adam, and before each step `θ ← θ − η·λ·θ` (decoupled weight decay, Loshchilov & Hutter 2019), of weights and
  /// biases alike, as in PyTorch.
  case adamW(
    learningRate: Double, weightDecay: Double = 0.01, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8)

  /// η, before any schedule.
  public var learningRate: Double {
    get {
      switch self {
      case .sgd(let rate, _), .nesterov(let rate, _), .rmsprop(let rate, _, _),
        .adam(let rate, _, _, _), .adamW(let rate, _, _, _, _):
        rate
      }
    }
    set {
      self =
        switch self {
        case .sgd(_, let momentum): .sgd(learningRate: newValue, momentum: momentum)
        case .nesterov(_, let momentum): .nesterov(learningRate: newValue, momentum: momentum)
        case .rmsprop(_, let decay, let epsilon):
          .rmsprop(learningRate: newValue, decay: decay, epsilon: epsilon)
        case .adam(_, let beta1, let beta2, let epsilon):
          .adam(learningRate: newValue, beta1: beta1, beta2: beta2, epsilon: epsilon)
        case .adamW(_, let weightDecay, let beta1, let beta2, let epsilon):
          .adamW(
            learningRate: newValue, weightDecay: weightDecay, beta1: beta1, beta2: beta2,
            epsilon: epsilon)
        }
    }
  }

  /// Refuses numbers with which nothing can be learned.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`, by the number's name.
  public func validate() throws(NetworkError) {
    let share = 0.0..<1.0
    let shares: [(String, Double)]
    var (epsilon, decay) = (1.0, 0.0)
    switch self {
    case .sgd(_, let momentum), .nesterov(_, let momentum): shares = [("momentum", momentum)]
    case .rmsprop(_, let rho, let least): (shares, epsilon) = ([("decay", rho)], least)
    case .adam(_, let beta1, let beta2, let least):
      (shares, epsilon) = ([("beta1", beta1), ("beta2", beta2)], least)
    case .adamW(_, let weightDecay, let beta1, let beta2, let least):
      (shares, epsilon, decay) = ([("beta1", beta1), ("beta2", beta2)], least, weightDecay)
    }
    guard learningRate > 0, learningRate.isFinite else {
      throw NetworkError(
        .configuration, "the learning rate is \(learningRate)", remedy: "it must be above 0")
    }
    for (name, value) in shares + [("weight decay", decay)] where !share.contains(value) {
      throw NetworkError(
        .configuration, "the optimizer’s \(name) is \(value)",
        remedy: "it must be at least 0 and below 1")
    }
    guard epsilon > 0, epsilon.isFinite else {
      throw NetworkError(
        .configuration, "the optimizer’s epsilon is \(epsilon)", remedy: "it must be above 0")
    }
  }

  /// λ, before any schedule.
  var weightDecay: Double { if case .adamW(_, let decay, _, _, _) = self { decay } else { 0 } }

  /// Whether it keeps a second moment for every parameter.
  var hasSecondMoment: Bool {
    switch self {
    case .adam, .adamW: true
    case .sgd, .nesterov, .rmsprop: false
    }
  }
}
