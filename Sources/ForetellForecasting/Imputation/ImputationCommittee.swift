internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// Networks that fill gaps together, one for each round of hidden blocks: each learns without those of its own.
struct ImputationCommittee {
  private let networks: [ImputationNetwork]
  private let rounds: HeldOutRounds
  private let scales: [ImputationScale?]

  /// Training steps from one look at the blocks to the next.
  private static let interval = 100

  init(
    _ recipe: ImputationRecipe, _ rounds: HeldOutRounds, _ plan: GapPlan,
    _ scales: [ImputationScale?], window: ImputationWindow, threads: Int?
  ) throws {
    self.rounds = rounds
    self.scales = scales
    let engine = Engine(threads: threads, instructionSet: try InstructionSet.preferred())
    let root = RandomStream(seed: recipe.seed)
    networks = try rounds.panels.enumerated().map { number, panel in
      func stream(_ name: String) -> RandomStream {
        number == 0 ? root.stream(name) : root.stream(name).stream("round").stream(number)
      }
      let source = ImputationBatches(
        panel: panel, scales: scales, window: window, gaps: plan, random: stream("windows"))
      return try ImputationNetwork(
        recipe, window: window, source: source, random: stream("imputation"), engine: engine)
    }
  }

  /// Trains all networks for as many steps as fill the choosing blocks best.
  ///
  /// - Parameter error: the mean error of fills of these blocks.
  func train(
    steps: Int, choosingBy places: [Int], _ report: @escaping @Sendable (FittingProgress) -> Void,
    error: ([[Double]]) -> Double
  ) throws {
    let tally = ProgressTally(steps: steps * networks.count, report: report)
    var best = (error: Double.infinity, parameters: networks.map(\.parameters))
    var step = 0
    while step < steps {
      step = min(steps, step + Self.interval)
      for network in networks {
        try network.train(upTo: step) { loss in
          try Task.checkCancellation()
          tally.count(loss: loss, phase: .training)
        }
      }
      let found = error(try fill(hidden: places))
      tally.note(validationLoss: found)
      if found < best.error { best = (found, networks.map(\.parameters)) }
    }
    for (network, parameters) in zip(networks, best.parameters) { network.restore(parameters) }
  }

  /// What stands in hidden blocks, each filled by the network that has not seen it.
  func fill(hidden places: [Int]) throws -> [[Double]] {
    var fills = [[Double]](repeating: [], count: places.count)
    for (number, network) in networks.enumerated() {
      let own = places.indices.filter { rounds.blocks[places[$0]].round == number }
      let gaps = own.map { rounds.blocks[places[$0]].gap }
      let found = try network.fill(gaps, of: rounds.panels[number], scales)
      for (place, fill) in zip(own, found) { fills[place] = fill }
    }
    return fills
  }

  /// What stands in gaps: the mean of what the networks say.
  func fill(_ gaps: [GapPlan.Gap], of panel: Panel) throws -> [[Double]] {
    var sums = try networks[0].fill(gaps, of: panel, scales)
    for network in networks.dropFirst() {
      for (gap, fill) in try network.fill(gaps, of: panel, scales).enumerated() {
        for step in fill.indices { sums[gap][step] += fill[step] }
      }
    }
    guard networks.count > 1 else { return sums }
    return sums.map { $0.map { $0 / Double(networks.count) } }
  }
}
