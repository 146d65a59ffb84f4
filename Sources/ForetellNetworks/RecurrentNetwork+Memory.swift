extension RecurrentNetwork {
  /// Columns of the widest panel that any instruction set packs weights in.
  private static var widestPanel: Int { 32 }

  /// Bytes that training on batches of `rows` windows of `steps` time steps takes.
  ///
  ///     4·(shards·tape + batch + packed + 5·P),   P the parameters
  ///
  /// with parameters, gradient, two moments and the best parameters in the last term.
  public func trainingBytes(steps: Int, rows: Int) -> Int {
    let readouts = configuration.readout.count(of: steps)
    let batch =
      steps * rows * (configuration.inputSize + configuration.embeddings.count) + 2 * readouts
      * rows * configuration.outputSize
    return 4
      * (computationCount(steps: steps, rows: rows, forTraining: true) + batch + 5 * layout.count)
  }

  /// Bytes that forecasting takes with batches of `rows` windows of `steps` time steps.
  ///
  ///     4·(shards·tape + inputs + outputs + packed + P),   P the parameters
  public func predictionBytes(steps: Int, rows: Int) -> Int {
    let outputs = configuration.readout.count(of: steps) * rows * configuration.outputSize
    let inputs = steps * rows * (configuration.inputSize + configuration.embeddings.count)
    return 4
      * (computationCount(steps: steps, rows: rows, forTraining: false) + inputs + outputs
        + layout.count)
  }

  /// Numbers that a ``Computation`` holds: the tapes of all shards and the packed weights.
  func computationCount(steps: Int, rows: Int, forTraining: Bool) -> Int {
    let shards = Shards(rows: rows)
    let tape = TapePlan(
      configuration, steps: steps, rows: shards.size, panelWidth: Self.widestPanel,
      forTraining: forTraining)
    let packed = PackedPlan(
      configuration, panelWidth: Self.widestPanel, forTraining: forTraining)
    return shards.count * tape.arena.count + packed.arena.count
  }
}
