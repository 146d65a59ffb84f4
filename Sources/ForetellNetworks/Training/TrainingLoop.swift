/// Whoever makes batches; batch `step` must depend on nothing but `step`.
public protocol BatchSource {
  /// Fills a batch of the shape the source was made for.
  func fill(_ batch: inout Batch<Float>, step: Int)
}

/// How training is going.
public struct TrainingProgress: Hashable, Sendable {
  /// Steps done, and to do at the most.
  public let step: Int
  public let steps: Int
  /// The loss of the last batch.
  public let loss: Double
  /// The last loss on the validation tail, where there has been one.
  public let validationLoss: Double?
}

/// What training gave.
public struct TrainingResult: Hashable, Sendable {
  /// A look at the validation tail.
  public struct Look: Hashable, Sendable {
    /// Steps done.
    public let step: Int
    public let loss: Double
    public let validationLoss: Double
  }

  /// The best parameters seen; the last ones where nothing was validated.
  public let parameters: Parameters<Float>
  /// After how many steps they stood.
  public let steps: Int
  /// The validation loss of these parameters.
  public let validationLoss: Double?
  public let looks: [Look]
}

extension Trainer {
  /// Trains to the last step, or until the validation loss has not improved for `patience` looks.
  ///
  /// - Parameters:
  ///   - validate: the loss of parameters on data held back, or nil to train blindly.
  ///   - report: called after every step; throwing from it, for example `CancellationError`, ends
  ///     training and is passed on.
  public func run(
    on source: some BatchSource, steps: Int,
    validate: ((Parameters<Float>) throws -> Double)? = nil,
    report: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> TrainingResult {
    var batch = Batch<Float>(network.configuration, steps: steps, rows: training.batchSize)
    var best = (parameters: state.parameters, step: state.step, loss: Double.infinity)
    var looks: [TrainingResult.Look] = []
    while state.step < training.steps {
      source.fill(&batch, step: state.step)
      let loss = try step(on: batch).loss
      if let validate, isLook(state.step) {
        let validationLoss = try validate(state.parameters)
        looks.append(.init(step: state.step, loss: loss, validationLoss: validationLoss))
        if validationLoss < best.loss { best = (state.parameters, state.step, validationLoss) }
      }
      try report(
        TrainingProgress(
          step: state.step, steps: training.steps, loss: loss,
          validationLoss: looks.last?.validationLoss))
      if let patience = training.patience, Self.isStale(looks, patience, best.step) { break }
    }
    guard best.loss.isFinite else {
      return TrainingResult(
        parameters: state.parameters, steps: state.step, validationLoss: nil, looks: looks)
    }
    return TrainingResult(
      parameters: best.parameters, steps: best.step, validationLoss: best.loss, looks: looks)
  }

  private func isLook(_ step: Int) -> Bool {
    step % max(1, training.validationInterval) == 0 || step == training.steps
  }

  private static func isStale(
    _ looks: [TrainingResult.Look], _ patience: Int, _ bestStep: Int
  ) -> Bool {
    looks.count > patience && looks.suffix(patience).allSatisfy { $0.step > bestStep }
  }
}
