internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// A resolved recipe, the history it is fitted to, and where that runs.
struct LikelihoodTraining {
  let resolved: ResolvedLikelihood
  let history: Panel
  let engine: Engine
  let tally: ProgressTally
  /// Steps between two looks at the flow of the gradient; nil never looks.
  var flowInterval: Int?

  /// The parameters of all members after as many steps as forecast what was held back best.
  func train() throws -> (members: [Parameters<Float>], record: LikelihoodRecord) {
    let held = resolved.validationSize
    var (steps, loss) = (resolved.training.steps, Double?.none)
    if held > 0 { (steps, loss) = try bestSteps(holdingBack: held) }
    let windows = try windows(of: resolved, holdingBack: 0)
    let members = try (0..<resolved.members).map { try train($0, on: windows, upTo: steps) }
    return (members, LikelihoodRecord(trainedSteps: steps, heldBackLoss: loss))
  }

  private func train(
    _ number: Int, on windows: LikelihoodWindows, upTo steps: Int
  ) throws -> Parameters<Float> {
    var learner = try learner(number, resolved, on: windows)
    try learner.advance(to: steps, tally: tally, phase: .training)
    return learner.averaged.parameters
  }

  /// The number of steps after which a network gives what was held back the greatest probability.
  private func bestSteps(holdingBack held: Int) throws -> (Int, Double?) {
    // Scales and vocabularies too may not look at what is held back, nor at facts of series that have nothing else.
    let resolved = try resolved.refitted(to: history.beforeTail(of: held), of: history)
    let windows = try windows(of: resolved, holdingBack: held)
    var learner = try learner(0, resolved, on: windows)
    let tail = try LikelihoodTail(resolved, windows, held: held, engine: engine)
    let training = resolved.training
    var best = (loss: Double.infinity, steps: training.steps)
    var step = 0
    while step < training.steps {
      step = min(training.steps, step + max(1, training.validationInterval))
      try learner.advance(to: step, tally: tally, phase: .validating)
      guard let loss = tail.loss(of: learner.averaged.parameters) else {
        return (training.steps, nil)
      }
      tally.note(validationLoss: loss)
      if loss < best.loss { best = (loss, step) }
      if let patience = training.patience,
        step - best.steps >= patience * training.validationInterval
      {
        break
      }
    }
    return (best.steps, best.loss.isFinite ? best.loss : nil)
  }

  private func windows(
    of resolved: ResolvedLikelihood, holdingBack held: Int
  ) throws(ForecastingError) -> LikelihoodWindows {
    let windows = try LikelihoodWindows(history, resolved, holdingBack: held)
    guard windows.count > 0 else {
      throw ForecastingError(
        .tooShort, "no series has the four values that training needs",
        remedy: "use --model seasonal-naive")
    }
    return windows
  }

  private func learner(
    _ number: Int, _ resolved: ResolvedLikelihood, on windows: LikelihoodWindows
  ) throws -> LikelihoodLearner {
    let random = RandomStream(seed: resolved.recipe.seed).stream("likelihood").stream(number)
    let network = try RecurrentNetwork(resolved.network)
    let start = network.initialParameters(random: random.stream("parameters"))
    let trainer = Trainer(
      network, training: resolved.training, steps: resolved.steps,
      from: TrainingState(start, optimizer: resolved.training.optimizer), random: random,
      engine: engine)
    // Members differ in their seed alone: one shows how it goes.
    trainer.flowInterval = number == 0 ? flowInterval : nil
    return LikelihoodLearner(
      trainer: trainer,
      source: DrawnLikelihoodWindows(windows: windows, random: random.stream("windows")),
      averaged: AveragedParameters(start, decay: 0.98))
  }
}

/// How a model was trained, and how it did.
public struct LikelihoodRecord: Codable, Hashable, Sendable {
  public let trainedSteps: Int
  /// The mean negative log-likelihood of the values held back, one step ahead; nil where nothing was.
  public let heldBackLoss: Double?
}

/// One network in training, with the average of its last parameters.
private struct LikelihoodLearner {
  let trainer: Trainer
  let source: DrawnLikelihoodWindows
  var averaged: AveragedParameters

  mutating func advance(
    to step: Int, tally: ProgressTally, phase: FittingProgress.Phase
  ) throws {
    var averaged = averaged
    do {
      try trainer.train(on: source, upTo: step) { loss in
        try Task.checkCancellation()
        averaged.update(with: trainer.state.parameters)
        tally.count(loss: loss, phase: phase, flow: trainer.takeFlow())
      }
    } catch let error as NetworkError where error.code == .nonFiniteLoss {
      throw ForecastingError(.diverged, error.message, remedy: error.remedy)
    }
    self.averaged = averaged
  }
}
