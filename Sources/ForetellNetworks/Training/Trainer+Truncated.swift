// Truncated backpropagation through time: states go on from batch to batch, gradients do not
// (Williams & Peng 1990; Mikolov et al. 2010).
extension Trainer {
  /// One step along the gradient of a batch whose rows go on where those of the last such step ended.
  ///
  /// The gradient is exact within the batch and cut off at its first step.
  ///
  /// - Parameter restarts: the rows that begin a new sequence and so begin with zeros, one for each row of the
  ///   batch. Before the first step all do.
  /// - Returns: the batch's loss before the step, and the norm of its gradient.
  /// - Throws: ``NetworkError`` with `.state` where the state carried so far is of another network or number of
  ///   rows; with `.nonFiniteLoss` as ``step(on:)``, and then parameters and states are as they were.
  @discardableResult
  public func step(
    on batch: Batch<Float>, restarts: [Bool]
  ) throws(NetworkError) -> (loss: Double, norm: Double) {
    precondition(restarts.count == training.batchSize, "a mark for each row")
    var next = spare ?? RecurrentState(zerosFor: network, rows: training.batchSize)
    spare = nil
    if let carried = state.carried {
      try carried.check(fits: network, rows: training.batchSize)
      next.copy(carried)
    } else {
      for row in restarts.indices { next.restart(row) }
    }
    for row in restarts.indices where restarts[row] { next.restart(row) }
    let result: (loss: Double, norm: Double)
    do {
      result = try step(on: batch, from: &next)
    } catch {
      spare = next
      throw error
    }
    spare = state.carry(next)
    return result
  }

  private func step(
    on batch: Batch<Float>, from next: inout RecurrentState<Float>
  ) throws(NetworkError) -> (loss: Double, norm: Double) {
    let loss = next.withPointers { self.lossAndGradient(on: batch, carried: $0) }
    return try advance(after: loss)
  }
}

/// Whoever makes batches that go on where the last one ended; batch `step` must depend on nothing but `step`.
public protocol SequenceSource {
  /// Fills a batch of the shape the source was made for, and marks the rows that begin a new sequence; the
  /// others go on where the same row of batch `step − 1` ended.
  func fill(_ batch: inout Batch<Float>, restarts: inout [Bool], step: Int)
}

extension Trainer {
  /// Trains through sequences of any length until `limit` steps have been taken in all.
  ///
  /// - Parameter report: called after every step with the loss of its batch; what it throws ends training and is
  ///   passed on.
  /// - Throws: ``NetworkError`` with `.nonFiniteLoss` or `.state`, or what `report` throws.
  public func train(
    through source: some SequenceSource, upTo limit: Int,
    report: (_ loss: Double) throws -> Void = { _ in }
  ) throws {
    var restarts = [Bool](repeating: false, count: training.batchSize)
    while state.step < limit {
      source.fill(&batch, restarts: &restarts, step: state.step)
      try report(step(on: batch, restarts: restarts).loss)
    }
  }
}
