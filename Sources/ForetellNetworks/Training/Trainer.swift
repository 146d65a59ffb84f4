public import ForetellRandom

/// Trains a network step by step, in memory allocated once.
public final class Trainer {
  public let network: RecurrentNetwork
  public let training: Training
  /// Where training stands; hand it to a new trainer to go on from here, to the bit.
  public internal(set) var state: TrainingState
  var batch: Batch<Float>
  /// Memory for the states of the next step, where they are carried.
  var spare: RecurrentState<Float>?
  private var gradient: Parameters<Float>
  private let computation: Computation<Float>
  private let dropout: RandomStream
  /// Steps between two looks at the flow of the gradient; nil never looks.
  public var flowInterval: Int?
  private var flow: GradientFlow?
  private let engine: Engine

  /// A trainer for batches of `training.batchSize` windows of `steps` time steps.
  ///
  /// - Parameter random: the stream of the seed; dropout draws from it by the number of the step.
  public init(
    _ network: RecurrentNetwork, training: Training, steps: Int, from state: TrainingState,
    random: RandomStream, engine: Engine
  ) {
    self.network = network
    self.training = training
    self.state = state
    self.engine = engine
    batch = Batch(
      network.configuration, steps: steps, rows: training.batchSize, loss: training.loss)
    gradient = Parameters(zerosFor: network.layout)
    dropout = random.stream("dropout")
    computation = Computation(
      network, kernels: engine.float, steps: steps, rows: training.batchSize, forTraining: true)
  }

  /// One step along the gradient of a batch.
  ///
  /// - Returns: the batch's loss before the step, and the norm of its gradient.
  /// - Throws: ``NetworkError`` with `.nonFiniteLoss` where the loss or its gradient is not finite; the
  ///   parameters are then as they were.
  @discardableResult
  public func step(on batch: Batch<Float>) throws(NetworkError) -> (loss: Double, norm: Double) {
    try advance(after: lossAndGradient(on: batch, carried: nil))
  }

  /// The loss of a batch; its gradient is left for ``advance(after:)``.
  func lossAndGradient(on batch: Batch<Float>, carried: CarriedStates<Float>?) -> Double {
    let notesFlow = flowInterval.map { state.step % $0 == 0 } ?? false
    let loss = computation.lossAndGradient(
      state.parameters, on: batch, loss: training.loss, dropout: dropout.stream(state.step),
      carried: carried, notesFlow: notesFlow, into: &gradient, engine: engine)
    flow = computation.gradientFlow(step: state.step, gradient.values[...]) ?? flow
    return loss
  }

  /// Moves the parameters along the gradient of a batch of this loss.
  func advance(after loss: Double) throws(NetworkError) -> (loss: Double, norm: Double) {
    (loss, try state.descend(along: &gradient, after: loss, training, engine: engine))
  }

  /// What the newest look at the flow has shown, once; nil where there was none since.
  public func takeFlow() -> GradientFlow? {
    defer { flow = nil }
    return flow
  }

  /// Multiplies the learning rate of all further steps, as a plateau does.
  public func lowerRate(by factor: Double) { state.rateFactor *= factor }
}
