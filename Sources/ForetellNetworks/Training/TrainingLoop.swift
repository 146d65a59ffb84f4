/// Whoever makes batches; batch `step` must depend on nothing but `step`.
public protocol BatchSource {
  /// Fills a batch of the shape the source was made for.
  func fill(_ batch: inout Batch<Float>, step: Int)
}

extension Trainer {
  /// Trains until `limit` steps have been taken in all.
  ///
  /// - Parameter report: called after every step with the loss of its batch; what it throws, for
  ///   example `CancellationError`, ends training and is passed on.
  /// - Throws: ``NetworkError`` with `.nonFiniteLoss`, or what `report` throws.
  public func train(
    on source: some BatchSource, upTo limit: Int, report: (_ loss: Double) throws -> Void = { _ in }
  ) throws {
    while state.step < limit {
      source.fill(&batch, step: state.step)
      try report(step(on: batch).loss)
    }
  }
}
