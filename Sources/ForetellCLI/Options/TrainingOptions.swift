internal import ArgumentParser
internal import Foretell

/// Optimizers by the names of `--optimizer`.
enum OptimizerChoice: String, ExpressibleByArgument, CaseIterable {
  case sgd, momentum, nesterov, rmsprop, adam
  case adamW = "adamw"

  /// The optimizer at a rate, or at that which goes as far as another optimizer at its own.
  func optimizer(rate: Double?, insteadOf other: Optimizer) -> Optimizer {
    let rate = rate ?? unitRate * other.learningRate / other.unitRate
    return switch self {
    case .sgd: .sgd(learningRate: rate)
    case .momentum: .sgd(learningRate: rate, momentum: 0.9)
    case .nesterov: .nesterov(learningRate: rate)
    case .rmsprop: .rmsprop(learningRate: rate)
    case .adam: .adam(learningRate: rate)
    case .adamW: .adamW(learningRate: rate)
    }
  }
}

extension OptimizerChoice {
  /// The rate with which it is about as fast as Adam with a rate of 1.
  ///
  /// A step of Adam has the length of its rate, one of a plain gradient is shorter; these are the factors at which
  /// data/ was learned about as well (docs/training.md).
  fileprivate var unitRate: Double {
    switch self {
    case .sgd: 200
    case .momentum, .nesterov: 20
    case .rmsprop, .adam, .adamW: 1
    }
  }
}

extension Optimizer {
  fileprivate var unitRate: Double {
    switch self {
    case .sgd(_, let momentum): (momentum > 0 ? OptimizerChoice.momentum : .sgd).unitRate
    case .nesterov: OptimizerChoice.nesterov.unitRate
    case .rmsprop, .adam, .adamW: 1
    }
  }

  /// The same Adam with decoupled weight decay; nil of what is no Adam.
  fileprivate func decaying(by weightDecay: Double) -> Optimizer? {
    switch self {
    case .adam(let rate, let beta1, let beta2, let epsilon),
      .adamW(let rate, _, let beta1, let beta2, let epsilon):
      .adamW(
        learningRate: rate, weightDecay: weightDecay, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case .sgd, .nesterov, .rmsprop: nil
    }
  }
}

/// Schedules by the names of `--schedule`.
enum ScheduleChoice: String, ExpressibleByArgument, CaseIterable {
  case constant, warmup, cosine, step
  case oneCycle = "one-cycle"
  case plateau

  func schedule(of steps: Int) -> LearningRateSchedule {
    switch self {
    case .constant: .constant
    case .warmup: .warmup()
    case .cosine: .cosine()
    case .step: .steps(after: [max(1, steps / 2), max(1, steps * 3 / 4)])
    case .oneCycle: .oneCycle()
    case .plateau: .onPlateau()
    }
  }
}

/// How a network is trained, of whatever kind it is; what is left out is the model's own.
struct TrainingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Training steps at the most.")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Windows a training step.")
  var batchSize: Int?

  @Option(help: "How a gradient moves the parameters (adam).")
  var optimizer: OptimizerChoice?

  @Option(
    parsing: .unconditional,
    help: """
      Learning rate of the optimizer (that of the model, 0.005 for lstm; with momentum or nesterov 20 times, with sgd \
      200 times as much).
      """)
  var learningRate: Double?

  @Option(
    help: """
      How the rate changes while training: constant, warmup, cosine (of most models), step (a tenth after 1/2 \
      and after 3/4 of the steps), one-cycle, or plateau (halved where what is held back gets no better).
      """)
  var schedule: ScheduleChoice?

  @Option(
    parsing: .unconditional,
    help: "Share of the learning rate by which weights shrink at each step (AdamW).")
  var weightDecay: Double?

  @Option(parsing: .unconditional, help: "Longest norm of a gradient; a longer one is shortened.")
  var clipNorm: Double?

  @Option(parsing: .unconditional, help: "Largest number of a gradient; a larger one is cut.")
  var clipValue: Double?

  /// The flags of which each model that trains heeds some.
  var flags: [(name: String, isGiven: Bool)] {
    [
      ("--steps", steps != nil), ("--batch-size", batchSize != nil),
      ("--learning-rate", learningRate != nil),
    ] + optimizationFlags
  }

  /// The flags that say more than how much is trained.
  var optimizationFlags: [(name: String, isGiven: Bool)] {
    [
      ("--optimizer", optimizer != nil), ("--schedule", schedule != nil),
      ("--weight-decay", weightDecay != nil), ("--clip-norm", clipNorm != nil),
      ("--clip-value", clipValue != nil),
    ]
  }

  /// Whether a flag says anything.
  var isGiven: Bool { flags.contains(where: \.isGiven) }

  func validate() throws {
    let sizes = [
      ("--steps", steps, 1...1_000_000), ("--batch-size", batchSize, 1...65_536),
    ]
    for case (let flag, let size?, let range) in sizes where !range.contains(size) {
      throw ValidationError(
        "\(flag) is \(size); it must lie within \(range.lowerBound) … \(range.upperBound).")
    }
    let numbers = [
      ("--learning-rate", learningRate), ("--clip-norm", clipNorm), ("--clip-value", clipValue),
    ]
    for case (let flag, let number?) in numbers where !(number > 0 && number.isFinite) {
      throw ValidationError("\(flag) is \(number); it must be above 0.")
    }
    if let weightDecay {
      guard weightDecay >= 0, weightDecay < 1 else {
        throw ValidationError(
          "--weight-decay is \(weightDecay); it must be at least 0 and below 1.")
      }
      guard [nil, .adam, .adamW].contains(optimizer) else {
        throw ValidationError(
          "--weight-decay is AdamW's; leave it out, or say --optimizer adamw.")
      }
    }
  }

  /// Puts what is given in the place of a model's own, or of a configuration's.
  ///
  /// - Throws: `ValidationError` where weights are to decay under an optimizer that is no Adam.
  func change(_ training: inout Training) throws {
    training.steps = steps ?? training.steps
    training.batchSize = batchSize ?? training.batchSize
    if let optimizer {
      training.optimizer = optimizer.optimizer(rate: learningRate, insteadOf: training.optimizer)
    } else if let learningRate {
      training.optimizer.learningRate = learningRate
    }
    if let weightDecay {
      guard let decaying = training.optimizer.decaying(by: weightDecay) else {
        throw ValidationError(
          "--weight-decay is AdamW's, and the --config names another optimizer; say --optimizer adamw too."
        )
      }
      training.optimizer = decaying
    }
    training.schedule = schedule?.schedule(of: training.steps) ?? training.schedule
    training.clipNorm = clipNorm ?? training.clipNorm
    training.clipValue = clipValue ?? training.clipValue
  }
}
