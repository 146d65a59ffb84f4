internal import ForetellRandom
internal import ForetellSeries

/// Fills blocks of observed values that were hidden, to choose a method and to know how well it does.
///
/// Some stretches of the values choose: the number of training steps, and the method. The others score. The errors on
/// all of them make the bounds.
struct ImputationTrial {
  private let recipe: ImputationRecipe
  let panel: Panel
  private let plan: GapPlan
  private let seasons: [Int]
  let scales: [ImputationScale?]
  private let conditions: FittingConditions
  let rounds: HeldOutRounds
  private(set) var method: ImputationMethod
  private(set) var committee: ImputationCommittee?
  private(set) var score: ImputationScore?
  private(set) var calibration: GapCalibration?

  /// - Throws: ``ForecastingError`` with `.tooShort` where a network is asked for and there is too little to learn from.
  init(
    _ recipe: ImputationRecipe, _ panel: Panel, _ plan: GapPlan, _ scales: [ImputationScale?],
    _ seasons: [Int], _ conditions: FittingConditions
  ) throws(ForecastingError) {
    self.recipe = recipe
    self.panel = panel
    self.plan = plan
    self.scales = scales
    self.seasons = seasons
    self.conditions = conditions
    let known = panel.storage.count { !$0.isNaN }
    let trains = recipe.trains(on: known)
    rounds = HeldOutRounds(
      of: panel, like: plan,
      known < ImputationRecipe.fewestValues ? .none : trains ? .training : .plain,
      random: RandomStream(seed: recipe.seed).stream("held out"))
    method = seasons.isEmpty || recipe.choice == .linear ? .linear : .adjusted
    if recipe.choice == .network { try refuse(known: known) }
  }

  private func refuse(known: Int) throws(ForecastingError) {
    let remedy = "let --method auto, seasonal or linear fill the gaps"
    guard recipe.trains(on: known) else {
      throw ForecastingError(
        .tooShort,
        "a network learns to fill gaps from \(ImputationRecipe.fewestValuesForNetwork) known values on; "
          + (known == 1 ? "there is one" : "there are \(known)"), remedy: remedy)
    }
    guard rounds.choosing.isEmpty || rounds.scoring.isEmpty else { return }
    throw ForecastingError(
      .tooShort,
      "known values leave no two stretches, one to choose by and one to score by, to hide blocks in that are as long as "
        + "the gaps (\(plan.lengths.first ?? 0) … \(plan.lengths.last ?? 0) steps)", remedy: remedy)
  }

  /// The methods that may be chosen, plain ones first.
  private var plain: [ImputationMethod] {
    [.linear] + seasons.map { .seasonal($0) } + (seasons.isEmpty ? [] : [.adjusted])
  }

  mutating func run() throws {
    let (choosing, scoring) = (rounds.choosing, rounds.scoring)
    guard !choosing.isEmpty, !scoring.isEmpty else { return }
    var fills: [ImputationMethod: [[Double]]] = [:]
    for method in plain {
      fills[method] = rounds.blocks.map { block in
        Self.fill([block.gap], of: rounds.panels[block.round], by: method, seasons)[0]
      }
    }
    if recipe.trains(on: panel.storage.count { !$0.isNaN }) {
      let trained = try train(choosingBy: choosing)
      fills[.network] = try trained.fill(hidden: Array(rounds.blocks.indices))
      committee = trained
    }
    func error(_ method: ImputationMethod, on places: [Int]) -> Double {
      guard let fill = fills[method] else { return .nan }
      return meanError(of: places.map { fill[$0] }, at: places)
    }
    let ranked = candidates.map { ($0, error($0, on: choosing)) }.filter { $0.1.isFinite }
    guard var best = ranked.min(by: { $0.1 < $1.1 })?.0 else { return }
    // Among plain methods the usual one gives way to what is clearly better: few blocks mislead.
    if best != .network, let usual = fills[method], let rival = fills[best],
      candidates.contains(method), !isClearlyBetter(rival, than: usual, at: choosing)
    {
      best = method
    }
    guard let chosen = fills[best] else { return }
    method = best
    if best != .network { committee = nil }
    score = score(fills.keys.map { .init(method: $0.description, mae: error($0, on: scoring)) })
    // A choice among a few makes errors little smaller, and too few blocks make bounds too wide.
    calibration = calibration(of: chosen)
  }

  private var candidates: [ImputationMethod] {
    switch recipe.choice {
    case .auto: plain + [.network]
    case .network: [.network]
    case .linear: [.linear]
    case .seasonal: plain.count > 1 ? Array(plain.dropFirst()) : plain
    }
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

  private func train(choosingBy choosing: [Int]) throws -> ImputationCommittee {
    let committee = try ImputationCommittee(
      recipe, rounds, plan, scales,
      window: ImputationWindow(steps: windowSteps, seasons: seasons), threads: conditions.threads)
    try committee.train(steps: recipe.steps, choosingBy: choosing, conditions.report) {
      meanError(of: $0, at: choosing)
    }
    return committee
  }

  /// Some days where steps are hours or less; never more than the longest series.
  private var windowSteps: Int {
    let longest = (0..<panel.count).map { panel.values(of: $0).count }.max() ?? 1
    return max(1, min(longest, max(32, min(192, 4 * (seasons.first ?? 8)))))
  }
}
