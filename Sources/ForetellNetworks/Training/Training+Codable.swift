// Written out because the loss came later: a model file without one still reads, and one that was trained
// on squared errors is written as it was before.
extension Training {
  private enum CodingKeys: String, CodingKey {
    case optimizer, schedule, steps, batchSize, clipNorm, clipValue, validationInterval, patience,
      loss
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      optimizer: try container.decode(Optimizer.self, forKey: .optimizer),
      schedule: try container.decode(LearningRateSchedule.self, forKey: .schedule),
      steps: try container.decode(Int.self, forKey: .steps),
      batchSize: try container.decode(Int.self, forKey: .batchSize),
      clipNorm: try container.decodeIfPresent(Double.self, forKey: .clipNorm),
      clipValue: try container.decodeIfPresent(Double.self, forKey: .clipValue),
      validationInterval: try container.decode(Int.self, forKey: .validationInterval),
      patience: try container.decodeIfPresent(Int.self, forKey: .patience),
      loss: try container.decodeIfPresent(Loss.self, forKey: .loss) ?? .meanSquaredError)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(optimizer, forKey: .optimizer)
    try container.encode(schedule, forKey: .schedule)
    try container.encode(steps, forKey: .steps)
    try container.encode(batchSize, forKey: .batchSize)
    try container.encodeIfPresent(clipNorm, forKey: .clipNorm)
    try container.encodeIfPresent(clipValue, forKey: .clipValue)
    try container.encode(validationInterval, forKey: .validationInterval)
    try container.encodeIfPresent(patience, forKey: .patience)
    if loss != .meanSquaredError { try container.encode(loss, forKey: .loss) }
  }
}
