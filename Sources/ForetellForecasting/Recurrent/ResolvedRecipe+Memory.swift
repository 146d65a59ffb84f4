internal import ForetellNetworks
internal import ForetellSeries

extension ResolvedRecipe {
  /// Bytes that fitting takes: every member's training, and the history with its scaled copy.
  func fittingBytes(history: Panel) throws -> Int {
    let network = try RecurrentNetwork(network)
    let (total, overflow) = network.trainingBytes(steps: steps, rows: training.batchSize)
      .multipliedReportingOverflow(by: members)
    return overflow ? .max : total + 16 * history.storage.count
  }

  /// Refuses to begin what the machine could not finish.
  func checkMemory(limit: Int?, history: Panel) throws {
    let bytes = try fittingBytes(history: history)
    let limit = limit ?? Engine.physicalMemory / 5 * 4
    guard limit > 0, bytes > limit else { return }
    throw ForecastingError(
      .memory, "fitting would take \(bytes >> 20) MB of memory, and \(limit >> 20) MB may be used",
      remedy: "lower --batch-size, --hidden-size, --members or the horizon, or raise --max-memory")
  }
}
