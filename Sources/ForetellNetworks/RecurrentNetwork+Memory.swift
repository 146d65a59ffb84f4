extension RecurrentNetwork {
  /// Bytes that forecasting takes with batches of `rows` windows of `steps` time steps.
  ///
  ///     4·(shards·tape + inputs + outputs + P),   P the parameters, packed
  public func predictionBytes(steps: Int, rows: Int) -> Int {
    let shards = Shards(rows: rows)
    let tape = TapePlan(
      configuration, steps: steps, rows: shards.size, panelWidth: 32, forTraining: false)
    let outputs = configuration.readout.count(of: steps) * rows * configuration.outputSize
    let inputs = steps * rows * configuration.inputSize
    return 4 * (shards.count * tape.arena.count + inputs + outputs + layout.count)
  }
}
