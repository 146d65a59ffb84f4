internal import ForetellNetworks
internal import ForetellRandom

/// A member with what it has learned.
public struct TrainedMember: Sendable, Hashable {
  public let member: EnsembleMember
  /// The longest horizon it forecasts.
  public let horizon: Int
  let gain: MemberGain
  let parameters: Parameters<Float>
}

/// One member on its way to being trained.
struct MemberTraining: Sendable {
  /// Windows that the gains are measured on, and bytes they may take.
  private static let trialWindows = 1024
  private static let trialBytes = 1 << 26

  let gatherer: StepGatherer
  let sampler: OriginSampler
  let random: RandomStream

  /// nil where the panel has nothing to learn from.
  init?(_ member: EnsembleMember, horizon: Int, panel: ViewedPanel, random: RandomStream) {
    guard let sampler = OriginSampler(member, horizon: horizon, panel: panel) else { return nil }
    self.sampler = sampler
    self.random = random
    var trial = StepGatherer(member: member, horizon: horizon, panel: panel)
    trial.subtractsCopy = false
    let gain = Self.gain(trial, sampler, random.stream("gain"))
    gatherer = StepGatherer(member: member, horizon: horizon, panel: panel, gain: gain)
  }

  /// Trains to the end.
  ///
  /// - Parameters:
  ///   - flowInterval: steps between two looks at the flow of the gradient; nil never looks.
  ///   - report: called after every step with its loss, and the flow where it was looked at; what it throws ends the
  ///     training.
  func run(
    engine: Engine, flowInterval: Int? = nil, report: (Double, GradientFlow?) throws -> Void
  ) throws -> TrainedMember {
    let (member, horizon) = (gatherer.member, gatherer.horizon)
    let network = try RecurrentNetwork(member.network(horizon: horizon))
    let training = member.training
    let start = network.initialParameters(random: random.stream("parameters"))
    let trainer = Trainer(
      network, training: training, steps: member.steps,
      from: TrainingState(start, optimizer: training.optimizer), random: random, engine: engine)
    trainer.flowInterval = flowInterval
    try trainer.train(
      on: DrawnWindows(gatherer: gatherer, sampler: sampler, random: random.stream("windows")),
      upTo: training.steps
    ) { try report($0, trainer.takeFlow()) }
    return TrainedMember(
      member: member, horizon: horizon, gain: gatherer.gain,
      parameters: trainer.state.parameters)
  }

  private static func gain(
    _ trial: StepGatherer, _ sampler: OriginSampler, _ random: RandomStream
  ) -> MemberGain {
    let member = trial.member
    let bytes = 4 * member.steps * (member.inputSize + 2 * trial.horizon)
    let rows = max(1, min(trialWindows, trialBytes / bytes))
    var batch = Batch<Float>(
      member.network(horizon: trial.horizon), steps: member.steps, rows: rows)
    DrawnWindows(gatherer: trial, sampler: sampler, random: random).fill(&batch, step: 0)
    var squares = 0.0
    for at in 0..<member.steps * rows {
      for index in 0..<member.width {
        let x = Double(batch.inputs[at * member.inputSize + index])
        squares += x * x
      }
    }
    var (sizes, weights, count) = (0.0, 0.0, 0.0)
    for (target, weight) in zip(batch.targets, batch.weights) where weight > 0 {
      sizes += Double(abs(target))
      weights += Double(weight)
      count += 1
    }
    func inverse(_ x: Double) -> Float { x > 1e-9 && x.isFinite ? Float(1 / x) : 1 }
    let rootMeanSquare = (squares / Double(member.steps * rows * member.width)).squareRoot()
    return MemberGain(
      input: inverse(rootMeanSquare),
      output: count > 0 && sizes > 0 ? Float(sizes / count) : 1,
      weight: inverse(weights / max(1, count)))
  }
}

/// Windows drawn at random, a batch a step; batch k depends on the stream and k alone.
struct DrawnWindows: BatchSource {
  let gatherer: StepGatherer
  let sampler: OriginSampler
  let random: RandomStream

  func fill(_ batch: inout Batch<Float>, step: Int) {
    let rows = batch.rows
    batch.withMutablePointers { pointers in
      for row in 0..<rows {
        let draw = sampler.draw(step * rows + row, from: random)
        gatherer.fill(
          pointers, rows: rows, row: row, series: draw.series, origin: draw.origin,
          firstOrigin: sampler.firstOrigin)
      }
    }
  }
}
