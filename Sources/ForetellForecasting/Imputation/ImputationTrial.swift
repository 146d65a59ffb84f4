internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// Fills blocks of observed values that were hidden, to choose a method and to know how well it does.
///
/// Every other block chooses: the number of training steps, and the method. The others score. The errors on all of
/// them make the intervals.
struct ImputationTrial {
  private let recipe: ImputationRecipe
  private let panel: Panel
  private let plan: GapPlan
  private let seasons: [Int]
  private let scales: [ImputationScale?]
  private let conditions: FittingConditions
  private let held: HeldOutBlocks
  private(set) var method: ImputationMethod
  private(set) var network: ImputationNetwork?
  private(set) var score: ImputationScore?
  private(set) var calibration: Calibration?

  /// Training steps from one look at the blocks to the next.
  private static let interval = 100

  init(
    _ recipe: ImputationRecipe, _ panel: Panel, _ plan: GapPlan, _ scales: [ImputationScale?],
    _ seasons: [Int], _ conditions: FittingConditions
  ) {
    self.recipe = recipe
    self.panel = panel
    self.plan = plan
    self.scales = scales
    self.seasons = seasons
    self.conditions = conditions
    held = HeldOutBlocks(
      of: panel, like: plan, random: RandomStream(seed: recipe.seed).stream("held out"))
    method = seasons.isEmpty || recipe.choice == .linear ? .linear : .adjusted
  }

  /// The methods that may be chosen, plain ones first.
  private var plain: [ImputationMethod] {
    [.linear] + seasons.map { .seasonal($0) } + (seasons.isEmpty ? [] : [.adjusted])
  }

  mutating func run() throws {
    let blocks = held.blocks.filter { scales[$0.series] != nil }
    let (choosing, scoring) = (Self.every(blocks, from: 0), Self.every(blocks, from: 1))
    guard !choosing.isEmpty, !scoring.isEmpty else { return }
    let hidden = panel.hiding(blocks)
    var fills: [ImputationMethod: (choosing: [[Double]], scoring: [[Double]])] = [:]
    for method in plain {
      fills[method] = (
        Self.fill(choosing, of: hidden, by: method, seasons),
        Self.fill(scoring, of: hidden, by: method, seasons)
      )
    }
    if recipe.choice == .auto || recipe.choice == .network {
      let best = try train(on: hidden, choosing: choosing)
      fills[.network] = (best.fills, try best.network.fill(scoring, of: hidden, scales))
      network = best.network
    }
    func errors(_ blocks: [GapPlan.Gap], _ fill: [[Double]]) -> Double {
      meanError(of: fill, in: blocks)
    }
    let candidates: [ImputationMethod]
    switch recipe.choice {
    case .auto: candidates = plain + [.network]
    case .network: candidates = [.network]
    case .linear: candidates = [.linear]
    case .seasonal: candidates = plain.count > 1 ? Array(plain.dropFirst()) : plain
    }
    let ranked = candidates.map { ($0, errors(choosing, fills[$0]?.choosing ?? [])) }
      .filter { $0.1.isFinite }
    guard let best = ranked.min(by: { $0.1 < $1.1 })?.0, let chosen = fills[best] else { return }
    method = best
    if best != .network { network = nil }
    let lengths = scoring.map(\.range.count).sorted()
    score = ImputationScore(
      blocks: scoring.count, values: scoring.reduce(0) { $0 + observed($1) },
      lengths: [lengths[0], lengths[lengths.count / 2], lengths[lengths.count - 1]],
      errors: fills.map {
        .init(method: $0.key.description, mae: errors(scoring, $0.value.scoring))
      }
      .filter(\.mae.isFinite).sorted { ($0.mae, $0.method) < ($1.mae, $1.method) })
    // A choice among a few makes errors little smaller, and too few blocks make bounds too narrow.
    calibration = calibration(
      of: chosen.choosing + chosen.scoring, in: choosing + scoring)
  }

  /// Every other block, so that both halves are spread over the panel.
  private static func every(_ blocks: [GapPlan.Gap], from first: Int) -> [GapPlan.Gap] {
    stride(from: first, to: blocks.count, by: 2).map { blocks[$0] }
  }

  static func fill(
    _ blocks: [GapPlan.Gap], of panel: Panel, by method: ImputationMethod, _ seasons: [Int]
  ) -> [[Double]] {
    blocks.map { block in
      let view = HiddenValues(panel.values(of: block.series), window: block.range)
      let estimates = GapEstimates(view, over: block.range, seasons: seasons)
      return block.range.indices.map {
        estimates.estimate(method, seasons, at: $0 - block.range.lowerBound)
      }
    }
  }

  /// Trains on what is not hidden; the parameters with the least error on the choosing blocks.
  private func train(
    on hidden: Panel, choosing: [GapPlan.Gap]
  ) throws -> (network: ImputationNetwork, fills: [[Double]]) {
    let window = ImputationWindow(steps: windowSteps, seasons: seasons)
    let source = ImputationBatches(
      panel: hidden, scales: scales, window: window, gaps: plan,
      random: RandomStream(seed: recipe.seed).stream("windows"))
    let engine = Engine(
      threads: conditions.threads, instructionSet: try InstructionSet.preferred())
    let network = try ImputationNetwork(recipe, window: window, source: source, engine: engine)
    var best = (
      error: Double.infinity, parameters: network.parameters,
      fills: try network.fill(choosing, of: hidden, scales)
    )
    let tally = ProgressTally(steps: recipe.steps, report: conditions.report)
    var step = 0
    while step < recipe.steps {
      step = min(recipe.steps, step + Self.interval)
      try network.train(upTo: step) { loss in
        try Task.checkCancellation()
        tally.count(loss: loss, phase: .training)
      }
      let fills = try network.fill(choosing, of: hidden, scales)
      let error = meanError(of: fills, in: choosing)
      tally.note(validationLoss: error)
      if error < best.error { best = (error, network.parameters, fills) }
    }
    network.restore(best.parameters)
    return (network, best.fills)
  }

  /// Some days where steps are hours or less; never more than the longest series.
  private var windowSteps: Int {
    let longest = (0..<panel.count).map { panel.values(of: $0).count }.max() ?? 1
    return max(1, min(longest, max(32, min(192, 4 * (seasons.first ?? 8)))))
  }

  private func observed(_ block: GapPlan.Gap) -> Int {
    truth(of: block).count { !$0.isNaN }
  }

  private func truth(of block: GapPlan.Gap) -> ArraySlice<Double> {
    let first = panel.offsets[block.series]
    return panel.storage[first + block.range.lowerBound..<first + block.range.upperBound]
  }

  /// On the values' own scale, or, where there are several series, on that of each.
  private func meanError(of fills: [[Double]], in blocks: [GapPlan.Gap]) -> Double {
    var (sum, count) = (0.0, 0.0)
    for (block, fill) in zip(blocks, fills) {
      let unit = panel.count > 1 ? scales[block.series]?.spread ?? 1 : 1
      for (value, filled) in zip(truth(of: block), fill) where !value.isNaN {
        sum += abs(value - filled) / unit
        count += 1
      }
    }
    return sum / count
  }

  /// Errors by the distance to the nearest value, on each series' own scale.
  private func calibration(of fills: [[Double]], in blocks: [GapPlan.Gap]) -> Calibration? {
    var rows: [[Double]] = []
    for (block, fill) in zip(blocks, fills) {
      guard let scale = scales[block.series] else { continue }
      let errors = zip(truth(of: block), fill).map { ($0 - $1) / scale.deviation }
      let middle = (errors.count + 1) / 2
      rows.append(Array(errors.prefix(middle)))
      rows.append(errors.dropFirst(middle).reversed())
    }
    let horizon = rows.map(\.count).max() ?? 0
    return Calibration(errors: rows, horizon: horizon, origins: rows.count)
  }
}

extension Panel {
  /// The same with some of its values missing.
  func hiding(_ blocks: [GapPlan.Gap]) -> Panel {
    var storage = storage
    for block in blocks {
      for place in block.range { storage[offsets[block.series] + place] = .nan }
    }
    return replacingStorage(storage)
  }
}
