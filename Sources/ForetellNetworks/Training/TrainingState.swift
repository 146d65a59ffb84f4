/// Where training stands: all that is needed to go on with it.
public struct TrainingState: Hashable, Sendable {
  public internal(set) var parameters: Parameters<Float>
  public internal(set) var optimizer: OptimizerState
  /// What multiplies the schedule's learning rate since plateaus.
  public internal(set) var rateFactor = 1.0

  /// Steps taken.
  public var step: Int { optimizer.step }

  /// The state before the first step.
  public init(_ parameters: Parameters<Float>, optimizer: Optimizer) {
    self.parameters = parameters
    self.optimizer = OptimizerState(optimizer, layout: parameters.layout)
  }

  mutating func advance(
    along gradient: Parameters<Float>, rateFactor: Double, clipNorm: Double?, engine: Engine
  ) -> Double {
    optimizer.update(
      &parameters, along: gradient, rateFactor: rateFactor * self.rateFactor, clipNorm: clipNorm,
      engine: engine)
  }
}
