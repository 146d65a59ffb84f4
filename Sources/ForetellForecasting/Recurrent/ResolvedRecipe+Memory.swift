internal import ForetellNetworks
internal import ForetellSeries

extension ResolvedRecipe {
  /// Bytes that a batch of forecasts may take.
  static let predictionBudget = 1 << 28

  /// Bytes a series takes beside its values: its normalizer twice, its windows, its name.
  private static let bytesPerSeries = 600

  /// Bytes that fitting takes at the most: every member's training, the windows held back while they
  /// are scored, and the history with its scaled copy.
  func fittingBytes(history: Panel) throws -> Int {
    let network = try RecurrentNetwork(network)
    let (total, overflow) = network.trainingBytes(steps: steps, rows: training.batchSize)
      .multipliedReportingOverflow(by: members)
    return overflow
      ? .max
      : total + (try tailBytes(history: history)) + 16 * history.storage.count
        + Self.bytesPerSeries * history.count
  }

  /// Bytes of the validation tail: its windows as they are trained on and as they are scored.
  private func tailBytes(history: Panel) throws -> Int {
    guard validationSize > 0 else { return 0 }
    let horizons = max(1, validationSize / shape.horizon)
    let rows = min(
      horizons * history.count, ValidationTail.mostWindows, ValidationTail.affordableWindows(self))
    var scored = network
    scored.readout = .lastStep
    let readouts = (network.readout == .everyStep ? steps : 1) + 1
    let batches =
      rows * (2 * steps * network.inputSize + 2 * readouts * network.outputSize)
    return 4 * batches + (try RecurrentNetwork(scored).predictionBytes(steps: steps, rows: rows))
  }

  /// How many windows are forecast at once: as many as fit into ``predictionBudget``, up to 256.
  ///
  /// A row's forecast does not depend on those beside it, so this changes no result.
  func forecastRows(windows: Int) throws -> Int {
    var scored = network
    scored.readout = .lastStep
    let network = try RecurrentNetwork(scored)
    var rows = max(1, min(windows, 256))
    while rows > 1, network.predictionBytes(steps: steps, rows: rows) > Self.predictionBudget {
      rows = (rows + 1) / 2
    }
    return rows
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
