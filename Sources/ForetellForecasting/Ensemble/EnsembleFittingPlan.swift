internal import ForetellNetworks
internal import ForetellSeries

/// A recipe with nothing left open and where it runs.
struct EnsembleFittingPlan: Sendable {
  let resolved: ResolvedEnsemble
  private let threads: Int
  private let tally: ProgressTally
  private let flowInterval: Int?

  init(_ resolved: ResolvedEnsemble, _ conditions: FittingConditions) {
    self.resolved = resolved
    threads = max(1, conditions.threads ?? Engine.processorCount)
    func steps(_ phase: FittingProgress.Phase) -> Int {
      resolved.members(for: phase).reduce(0) { $0 + $1.trainingSteps }
    }
    tally = ProgressTally(
      steps: resolved.trials * steps(.validating) + resolved.repetitions * steps(.training),
      report: conditions.report)
    flowInterval = conditions.flowInterval
  }

  /// Fits all that has weight to a panel; while validating, every candidate, and each member once.
  ///
  /// A panel that no network can learn anything from is left to the companions.
  func forecaster(
    fittedTo panel: Panel, phase: FittingProgress.Phase, verdict: EnsembleVerdict? = nil
  ) async throws -> EnsembleForecaster {
    let blend = verdict?.blend ?? resolved.blend
    let blends = phase == .validating ? resolved.candidates + [blend] : [blend]
    let known = panel.selecting((0..<panel.count).filter { !panel.isConstant($0) })
    var members: [TrainedMember] = []
    if canTeach(known), blends.contains(where: { $0.networks > 0 }) {
      members = try await training(phase).run(on: known)
    }
    var wanted = Set(blends.flatMap(\.companions.keys))
    if members.isEmpty { wanted.formUnion(blend.withoutNetworks.companions.keys) }
    var companions: [Companion: CompanionForecaster] = [:]
    for companion in Companion.allCases where wanted.contains(companion) && known.count > 0 {
      companions[companion] = try await .fit(
        companion, to: known, resolved, threads: threads)
    }
    return EnsembleForecaster(
      resolved: resolved,
      blend: members.isEmpty && blend.networks > 0 ? blend.withoutNetworks : blend,
      frequency: panel.frequency, cutoff: panel.lastTimestamp, validation: verdict?.validation,
      calibration: verdict?.calibration, members: members, companions: companions)
  }

  /// Every member trained once, for as many steps as it has.
  func trainedMembers(on panel: Panel) async throws -> [TrainedMember] {
    let known = panel.selecting((0..<panel.count).filter { !panel.isConstant($0) })
    guard canTeach(known) else { return [] }
    return try await training(resolved.members, repetitions: 1, .validating).run(on: known)
  }

  /// The same with nothing beside them.
  func networks(fittedTo panel: Panel) async throws -> EnsembleForecaster {
    EnsembleForecaster(
      resolved: resolved, blend: Blend([:]), frequency: panel.frequency,
      cutoff: panel.lastTimestamp, validation: nil, calibration: nil,
      members: try await trainedMembers(on: panel), companions: [:])
  }

  /// Whether the last step of the horizon has a target to learn from; else its output would be noise.
  private func canTeach(_ panel: Panel) -> Bool {
    (0..<panel.count).contains { panel.range(of: $0).count > resolved.recipe.horizon }
  }

  private func training(_ phase: FittingProgress.Phase) -> EnsembleTraining {
    training(
      resolved.members(for: phase),
      repetitions: phase == .validating ? 1 : resolved.repetitions, phase)
  }

  private func training(
    _ members: [EnsembleMember], repetitions: Int, _ phase: FittingProgress.Phase
  ) -> EnsembleTraining {
    EnsembleTraining(
      members: members, repetitions: repetitions,
      horizon: resolved.recipe.horizon, seasonLength: resolved.seasonLength,
      seed: resolved.recipe.seed, threads: threads, tally: tally, phase: phase,
      flowInterval: flowInterval)
  }
}

extension ResolvedEnsemble {
  /// Fewest steps that a trial trains for, where the training itself has more.
  private static let fewestTrialSteps = 200

  /// The members as a phase trains them: in a trial for half of the steps, which are nearly as good and leave
  /// the time to the training that counts.
  func members(for phase: FittingProgress.Phase) -> [EnsembleMember] {
    guard phase == .validating else { return members }
    return members.map { member in
      var member = member
      member.trainingSteps = max(
        min(Self.fewestTrialSteps, member.trainingSteps), member.trainingSteps / 2)
      return member
    }
  }
}
