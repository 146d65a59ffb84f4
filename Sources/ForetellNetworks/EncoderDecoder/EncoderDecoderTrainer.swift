public import ForetellRandom

/// Trains an encoder–decoder step by step, in memory allocated once.
public final class EncoderDecoderTrainer {
  public let network: EncoderDecoder
  public let training: Training
  public let teacherForcing: TeacherForcing
  /// Where training stands; hand it to a new trainer to go on from here, to the bit.
  public private(set) var state: TrainingState
  private var gradient: Parameters<Float>
  private let computation: EncoderDecoderComputation<Float>
  private let dropout, coins: RandomStream
  private let engine: Engine
  /// Steps between two looks at the flow of the gradient; nil never looks.
  public var flowInterval: Int?
  private var flow: GradientFlow?

  /// A trainer for batches of `training.batchSize` windows of `steps` observed and `horizon` coming steps.
  ///
  /// - Parameter random: the stream of the seed; dropout and the teacher draw from it by the number of the step.
  public init(
    _ network: EncoderDecoder, training: Training, teacherForcing: TeacherForcing = .constant(1),
    steps: Int, horizon: Int, from state: TrainingState, random: RandomStream, engine: Engine
  ) {
    self.network = network
    self.training = training
    self.teacherForcing = teacherForcing
    self.state = state
    self.engine = engine
    gradient = Parameters(zerosFor: network.layout)
    (dropout, coins) = (random.stream("dropout"), random.stream("teacher"))
    computation = EncoderDecoderComputation(
      network, kernels: engine.float, steps: steps, horizon: horizon, rows: training.batchSize)
  }

  /// One step along the gradient of a batch; as ``Trainer/step(on:)``.
  ///
  /// - Throws: ``NetworkError`` with `.nonFiniteLoss` where the loss or its gradient is not finite; the
  ///   parameters are then as they were.
  @discardableResult
  public func step(
    on batch: EncoderDecoderBatch<Float>
  ) throws(NetworkError) -> (loss: Double, norm: Double) {
    let teaching = Teaching(
      probability: teacherForcing.probability(at: state.step, of: training.steps),
      random: coins.stream(state.step))
    let loss = computation.lossAndGradient(
      state.parameters, on: batch, loss: training.loss, dropout: dropout.stream(state.step),
      teaching: teaching, notesFlow: flowInterval.map { state.step % $0 == 0 } ?? false,
      into: &gradient, engine: engine)
    flow = computation.gradientFlow(step: state.step, gradient) ?? flow
    let norm = try state.descend(along: &gradient, after: loss, training, engine: engine)
    return (loss, norm)
  }

  /// What the newest look at the flow has shown, once; nil where there was none since.
  public func takeFlow() -> GradientFlow? {
    defer { flow = nil }
    return flow
  }

  /// Multiplies the learning rate of all further steps, as a plateau does.
  public func lowerRate(by factor: Double) { state.rateFactor *= factor }
}
