extension VerdictWriter {
  /// What was scored and what speaks for and against the sentence.
  func evidence(_ duel: Comparison.Duel?) -> [String] {
    var sentences = [scope]
    if let duel {
      sentences += [wins(duel), test(duel), mean(ranks: duel), common(duel)].compactMap { $0 }
    }
    return sentences + [choice].compactMap { $0 } + coverage + [bias].compactMap { $0 }
  }

  /// Folds, steps, series and points that the candidate is scored on.
  var scope: String {
    let overall = contest.overall(contest.candidate)
    let series = Wording.count(overall.series, "series")
    let folds = Wording.count(contest.foldCount, "fold")
    let steps = Wording.count(contest.setup.origins.horizon, "step")
    let left = overall.leftOut.map { "\($0.points) × \($0.reason)" }.joined(separator: ", ")
    return "Scored on \(Wording.count(overall.points, "point")): \(folds) of \(steps), \(series)"
      + (left.isEmpty ? "." : "; left out: \(left).")
  }

  private func wins(_ duel: Comparison.Duel) -> String? {
    guard duel.series > 1 else {
      let folds = contest.foldsWon(against: duel.rival)
      guard folds.count > 1 else { return nil }
      return
        "\(candidate) is the better one in \(Wording.plain(folds.won)) of \(folds.count) folds."
    }
    return "\(contest.scores.models[contest.candidate]) is the better one on "
      + "\(Wording.percent(duel.winRate)) of \(duel.series) series, ties counted half."
  }

  private func test(_ duel: Comparison.Duel) -> String? {
    guard let test = duel.test else {
      return duel.note.map { "No Diebold–Mariano test: \($0)." }
    }
    let over = test.basis == .origins ? Wording.count(test.count, "origin") : "\(test.count) series"
    return "Diebold–Mariano test over \(over): statistic \(Wording.short(test.statistic)), "
      + Wording.probability(test.pValue) + (duel.note.map { "; \($0)." } ?? ".")
  }

  private func mean(ranks duel: Comparison.Duel) -> String? {
    guard let ranks else { return nil }
    let (ours, theirs) = (ranks.meanRanks[contest.candidate], ranks.meanRanks[duel.rival])
    return "Mean rank over \(ranks.series) series \(Wording.short(ours)) against "
      + "\(Wording.short(theirs)); ranks nearer than \(Wording.short(ranks.criticalDifference)) do not "
      + "differ (Nemenyi, 5 %; Friedman \(Wording.probability(ranks.pValue)))."
  }

  /// A warning where the two were not scored on the same series or points.
  private func common(_ duel: Comparison.Duel) -> String? {
    let (ours, theirs) = (contest.overall(contest.candidate), contest.overall(duel.rival))
    guard ours.points != theirs.points || duel.series != max(ours.series, theirs.series) else {
      return nil
    }
    let names = contest.scores.models
    return "The two are not scored on the same points (\(names[contest.candidate]) \(ours.points), "
      + "\(names[duel.rival]) \(theirs.points)); the comparison is on the "
      + "\(duel.series) series that both have a score on."
  }

  /// That the candidate was chosen on what it is scored on.
  private var choice: String? {
    guard tried > 1 else { return nil }
    let what = contest.roles.contains(.candidate) ? "candidates" : "models"
    let count = contest.roles.contains(.candidate) ? tried : tried + 1
    return
      "\(count) \(what) were tried and the best was chosen on these same folds, which flatters it; "
      + "p is therefore multiplied by \(tried) before it is judged."
  }

  private var coverage: [String] {
    contest.scores.metrics.indices.compactMap { index in
      let metric = contest.scores.metrics[index]
      let overall = contest.scores.overall[contest.candidate][index]
      let share = overall.seriesMean
      guard metric.kind == .coverage, let level = metric.level, !share.isNaN else { return nil }
      let held = overall.series > 1 ? "of the values in the mean over series" : "of the values"
      return "Its \(Wording.plain(level)) % interval held \(Wording.percent(share)) \(held)."
    }
  }

  private var bias: String? {
    guard contest.points.columns.indices.contains(contest.candidate) else { return nil }
    let bias = BiasTest(
      contest.points, model: contest.candidate, origins: contest.setup.origins, isScaled: false)
    guard bias.mean.isFinite else { return nil }
    guard bias.mean != 0 else {
      return "Its forecasts are on average neither too high nor too low."
    }
    let over = contest.overall(contest.candidate).series > 1 ? ", mean over series" : ""
    return "Its forecasts are on average \(Wording.short(abs(bias.mean))) too "
      + "\(bias.mean > 0 ? "high" : "low") (units of the data\(over)); \(bias.judgement)."
  }
}
