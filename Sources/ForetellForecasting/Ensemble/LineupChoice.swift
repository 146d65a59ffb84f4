package import ForetellSeries

/// Members that may stand in the place of the usual ones.
package struct Lineup: Sendable {
  /// What is different, for the summary.
  let name: String
  let members: [EnsembleMember]

  package init(name: String, members: [EnsembleMember]) {
    self.name = name
    self.members = members
  }

  /// The same members in other settings, the likeliest to help first.
  static func settings(of members: [EnsembleMember]) -> [Lineup] {
    func changed(_ name: String, _ change: (inout EnsembleMember) -> Void) -> Lineup {
      Lineup(
        name: name,
        members: members.map { member in
          var member = member
          change(&member)
          return member
        })
    }
    return [
      changed("half the learning rate") { $0.learningRate /= 2 },
      changed("twice the hidden units") { $0.hiddenSize *= 2 },
      changed("half the hidden units") { $0.hiddenSize = max(1, $0.hiddenSize / 2) },
      changed("twice the learning rate") { $0.learningRate *= 2 },
    ]
  }
}

/// Chooses between line-ups by the errors of their networks on values held back, in rounds of successive
/// halving.
///
/// Source: Jamieson & Talwalkar 2016.
package struct LineupChoice {
  let history: Panel
  let conditions: FittingConditions

  package init(history: Panel, conditions: FittingConditions) {
    self.history = history
    self.conditions = conditions
  }

  /// Horizons held back of few series; the networks are trained once and forecast after each.
  private static let mostOrigins = 4

  /// The best line-up; the usual one unless another is better by the margin, a share of the error.
  package func best(
    of lineups: [Lineup], beside usual: ResolvedEnsemble, margin: Double
  ) async throws -> ResolvedEnsemble {
    var running = lineups
    // A single rival meets the usual line-up once, after as many steps as a trial has.
    var share = lineups.count > 1 ? 0.25 : 0.5
    while !running.isEmpty {
      guard let yardstick = try await errors(of: usual.members, in: usual, steps: share) else {
        return usual
      }
      var ratios: [(lineup: Lineup, ratio: Double)] = []
      for lineup in running {
        guard let own = try await errors(of: lineup.members, in: usual, steps: share) else {
          continue
        }
        let ratio = BlendChoice.ratio(of: own, to: yardstick)
        if ratio.isFinite { ratios.append((lineup, ratio)) }
      }
      ratios.sort { $0.ratio < $1.ratio }
      guard share < 0.5 else {
        guard let best = ratios.first, best.ratio < 1 - margin else { return usual }
        var chosen = usual
        (chosen.members, chosen.choice) = (best.lineup.members, best.lineup.name)
        return chosen
      }
      running = ratios.prefix((ratios.count + 1) / 2).map(\.lineup)
      share *= 2
    }
    return usual
  }

  /// The errors of the networks' mean, trained for a share of their steps; nil where there is nothing to
  /// learn from or to score.
  private func errors(
    of members: [EnsembleMember], in usual: ResolvedEnsemble, steps share: Double
  ) async throws -> [BlendChoice.Errors]? {
    let held = usual.validationSize
    let longest = (0..<history.count).map { history.range(of: $0).count }.max() ?? 0
    let origins = history.count >= 50 ? 1 : max(1, min(Self.mostOrigins, longest / 8 / held))
    var short = usual
    short.members = members
    short = short.changing { $0.trainingSteps = max(1, Int(Double($0.trainingSteps) * share)) }
    // What the machine could not finish is no choice.
    guard (try? short.checkMemory(conditions, history: history)) != nil else { return nil }
    let plan = EnsembleFittingPlan(
      short, FittingConditions(threads: conditions.threads, maximumMemory: conditions.maximumMemory)
    )
    let past = history.prefix(dropping: origins * held)
    let trained = try await plan.networks(fittedTo: past)
    guard !trained.members.isEmpty else { return nil }
    let trials = try (0..<origins).compactMap { origin in
      try EnsembleTrial(
        trained, on: history.prefix(dropping: origin * held), holdingBack: held)
    }
    return trials.isEmpty ? nil : trials.flatMap { $0.errors(of: Blend([:])) }
  }
}
