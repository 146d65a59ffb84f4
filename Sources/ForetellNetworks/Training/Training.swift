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
  /// The gradient's largest number, before its norm is looked at; nil leaves it as it is.
  public var clipValue: Double?
  /// Steps between two looks at the validation tail.
  public var validationInterval: Int
  /// Looks without improvement before training stops; nil never stops early.
  public var patience: Int?
  public var loss: Loss

  public init(
    optimizer: Optimizer = .adam(learningRate: 1e-3), schedule: LearningRateSchedule = .constant,
    steps: Int = 500, batchSize: Int = 32, clipNorm: Double? = 1, clipValue: Double? = nil,
    validationInterval: Int = 25,
    patience: Int? = nil, loss: Loss = .meanSquaredError
  ) {
    self.optimizer = optimizer
    self.schedule = schedule
    self.steps = steps
    self.batchSize = batchSize
    self.clipNorm = clipNorm
    self.clipValue = clipValue
    self.validationInterval = validationInterval
    self.patience = patience
    self.loss = loss
  }
}
