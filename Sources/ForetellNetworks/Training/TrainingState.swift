/// Where training stands: all that is needed to go on with it.
public struct TrainingState: Hashable, Sendable {
  public internal(set) var parameters: Parameters<Float>
  public internal(set) var optimizer: OptimizerState
  /// What multiplies the schedule's learning rate since plateaus.
  public internal(set) var rateFactor = 1.0
  /// Where the rows of the last batch ended, where the next goes on from there; nil before the first, and where
  /// batches have nothing to do with each other.
  public internal(set) var carried: RecurrentState<Float>?

  /// Steps taken.
  public var step: Int { optimizer.step }

  /// The state before the first step.
  public init(_ parameters: Parameters<Float>, optimizer: Optimizer) {
    self.parameters = parameters
    self.optimizer = OptimizerState(optimizer, layout: parameters.layout)
  }

  /// The state after `step` steps, as a checkpoint kept it.
  ///
  /// - Throws: ``NetworkError`` with `.parameters` where a moment has another size than the parameters.
  package init(
    _ parameters: Parameters<Float>, optimizer: Optimizer, step: Int, firstMoment: [Float],
    secondMoment: [Float], rateFactor: Double = 1, carried: RecurrentState<Float>? = nil
  ) throws(NetworkError) {
    self.init(parameters, optimizer: optimizer)
    guard firstMoment.count == self.optimizer.firstMoment.count,
      secondMoment.count == self.optimizer.secondMoment.count, step >= 0
    else { throw NetworkError(.parameters, "the moments are not those of the network") }
    self.optimizer.step = step
    self.rateFactor = rateFactor
    self.carried = carried
    self.optimizer.firstMoment = firstMoment
    self.optimizer.secondMoment = secondMoment
  }

  /// Keeps new states; gives the old ones' memory back.
  mutating func carry(_ next: RecurrentState<Float>) -> RecurrentState<Float>? {
    defer { carried = next }
    return carried
  }

  /// One step along the gradient of a batch of this loss, clipped and at the schedule's rate.
  ///
  /// - Returns: the gradient's norm.
  /// - Throws: ``NetworkError`` with `.nonFiniteLoss` where one of them is not finite; nothing has then moved.
  mutating func descend(
    along gradient: inout Parameters<Float>, after loss: Double, _ training: Training,
    engine: Engine
  ) throws(NetworkError) -> Double {
    guard loss.isFinite else { throw notFinite("the loss became \(loss)") }
    if let limit = training.clipValue { gradient.clamp(to: limit, engine: engine) }
    let scheduled = training.schedule.factor(at: step, of: training.steps)
    let norm = optimizer.update(
      &parameters, along: gradient, rateFactor: scheduled * rateFactor,
      clipNorm: training.clipNorm, engine: engine)
    guard norm.isFinite else { throw notFinite("the gradient's norm became \(norm)") }
    return norm
  }

  private func notFinite(_ what: String) -> NetworkError {
    NetworkError(
      .nonFiniteLoss, "\(what) at step \(step + 1)",
      remedy: "lower the learning rate, or look for values of extreme size in the data")
  }
}
