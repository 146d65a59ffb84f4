internal import ForetellNetworks
internal import ForetellSeries

extension EnsembleMember {
  /// The same member with smaller batches and shorter windows, where a long horizon would make its targets
  /// take more than 64 MB; and trained for fewer steps, where its steps are wide.
  func affordable(horizon: Int) -> EnsembleMember {
    let most = 1 << 23
    var member = self
    func isTooLarge() -> Bool {
      let (rows, overflow) = member.steps.multipliedReportingOverflow(by: member.batchSize)
      return overflow || rows > most / max(1, max(horizon, member.width))
    }
    while member.batchSize > 4, isTooLarge() { member.batchSize /= 2 }
    while member.steps > 4, isTooLarge() { member.steps /= 2 }
    let affordable = Self.mostWork / member.work(horizon: horizon)
    member.trainingSteps = max(
      min(Self.fewestSteps, trainingSteps), Int(min(Double(trainingSteps), affordable)))
    return member
  }

  /// Multiplications of one training: a little more than those of hourly data for two days ahead.
  private static let mostWork = 1e12
  /// A network that has hardly begun to learn is worse than none.
  private static let fewestSteps = 30

  /// About how many multiplications a training step takes.
  private func work(horizon: Int) -> Double {
    let (hidden, depth) = (Double(hiddenSize), Double(layers))
    let cell = 4 * hidden * (Double(inputSize) + (2 * depth - 1) * hidden)
    let head = segmentLength == nil ? hidden * Double(horizon) : 0
    return 3 * Double(batchSize) * Double(steps) * (cell + head)
  }
}

extension ResolvedEnsemble {
  /// Refuses to begin what the machine could not finish.
  func checkMemory(_ conditions: FittingConditions, history: Panel) throws {
    let largest =
      try members.map { member in
        let network = try RecurrentNetwork(
          member.network(horizon: recipe.horizon))
        return network.trainingBytes(steps: member.steps, rows: member.batchSize)
      }.max() ?? 0
    let threads = conditions.threads ?? Engine.processorCount
    let lanes = max(1, min(threads, members.count * repetitions))
    let views = Set(members.map(ViewKey.init)).count
    let (training, overflow) = largest.multipliedReportingOverflow(by: lanes)
    let bytes = overflow ? Int.max : training + (16 + 8 * views) * history.storage.count
    let limit = conditions.maximumMemory ?? Engine.physicalMemory / 5 * 4
    guard limit > 0, bytes > limit else { return }
    throw ForecastingError(
      .memory, "fitting would take \(bytes >> 20) MB of memory, and \(limit >> 20) MB may be used",
      remedy: "lower --threads or the horizon, or raise --max-memory")
  }
}
