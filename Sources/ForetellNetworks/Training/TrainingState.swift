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

  mutating func advance(
    along gradient: Parameters<Float>, rateFactor: Double, clipNorm: Double?, engine: Engine
  ) -> Double {
    optimizer.update(
      &parameters, along: gradient, rateFactor: rateFactor * self.rateFactor, clipNorm: clipNorm,
      engine: engine)
  }
}
