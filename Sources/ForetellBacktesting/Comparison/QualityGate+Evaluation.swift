extension QualityGate {
  /// A sentence for each gate that fails, in their order; empty where all pass.
  public static func failures(of gates: [QualityGate], in result: BacktestResult) -> [String] {
    gates.compactMap {
      $0.failure(scores: result.scores, points: result.points, comparison: result.comparison)
    }
  }

  /// Why the gate fails, in a sentence; nil where it passes.
  public func failure(
    scores: Scoreboard, points: PointTable, comparison: Comparison
  ) -> String? {
    guard scores.models.indices.contains(comparison.candidate) else {
      return "Gate ‘\(self)’ fails: no model was scored."
    }
    switch condition {
    case .score(let metric, let relation, let number):
      return failure(metric, relation, number, scores, points, comparison.candidate)
    case .worseThan(let model):
      return failure(against: model, scores, comparison)
    }
  }

  private func failure(
    _ metric: Metric, _ relation: Relation, _ number: Double, _ scores: Scoreboard,
    _ points: PointTable, _ candidate: Int
  ) -> String? {
    let isKnown = scores.index(of: metric) != nil
    let scores = isKnown ? scores : Scoreboard(points: points, metrics: [metric], horizon: 0)
    let overall = scores.overall[candidate][scores.index(of: metric) ?? 0]
    let model = scores.models[candidate]
    guard !overall.seriesMean.isNaN else {
      let reason = overall.leftOut.max { $0.points < $1.points }?.reason
      return "Gate ‘\(self)’ fails: \(metric.title) of \(model) cannot be computed"
        + (reason.map { " (\($0))." } ?? ".")
    }
    guard relation.holds(overall.seriesMean, number) else { return nil }
    let score = Wording.short(overall.seriesMean, digits: 5)
    return "Gate ‘\(self)’ fails: \(metric.title) of \(model) is \(score)."
  }

  private func failure(
    against name: String, _ scores: Scoreboard, _ comparison: Comparison
  ) -> String? {
    let model = scores.models[comparison.candidate]
    guard let place = scores.models.firstIndex(where: { $0.lowercased() == name.lowercased() })
    else {
      return "Gate ‘\(self)’ fails: there is no model ‘\(name)’ among "
        + "\(scores.models.joined(separator: ", "))."
    }
    if place == comparison.candidate { return nil }
    let title = comparison.metric.title
    guard let duel = comparison.duels.first(where: { $0.rival == place }),
      !duel.candidateScore.isNaN, !duel.rivalScore.isNaN
    else {
      return
        "Gate ‘\(self)’ fails: \(title) of \(model) and \(scores.models[place]) cannot be compared."
    }
    let (ours, theirs) = (duel.candidateScore, duel.rivalScore)
    guard comparison.metric.distance(of: ours) > comparison.metric.distance(of: theirs) else {
      return nil
    }
    return "Gate ‘\(self)’ fails: \(title) of \(model) is \(Wording.short(ours, digits: 5)), "
      + "that of \(scores.models[place]) \(Wording.short(theirs, digits: 5))."
  }
}
