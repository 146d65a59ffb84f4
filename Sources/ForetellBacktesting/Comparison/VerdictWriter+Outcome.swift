// How sure the comparison is, in both directions by the same rules.
extension VerdictWriter {
  /// Scores nearer than this do not differ unless a test says so.
  static let smallSkill = 0.01

  func outcome(of duel: Comparison.Duel) -> Comparison.Verdict.Outcome {
    if duel.skill == 0 { return .noDifference }
    let isAhead = duel.skill > 0
    if isProven(duel) {
      return dissent(from: duel) != nil ? .mixed : isAhead ? .better : .notBetter
    }
    if abs(duel.skill) < Self.smallSkill { return .noDifference }
    return isAhead ? .ahead : .behind
  }

  /// Whether chance is an unlikely explanation of who is ahead.
  private func isProven(_ duel: Comparison.Duel) -> Bool {
    let isAhead = duel.skill > 0
    if let test = duel.test {
      return (test.statistic < 0) == isAhead && allowed(test.pValue, for: duel) < Self.significance
    }
    guard let ranks else { return false }
    let lead = ranks.meanRanks[duel.rival] - ranks.meanRanks[contest.candidate]
    return (isAhead ? lead : -lead) > ranks.criticalDifference
  }

  /// That most series, or most folds of a single one, say the opposite of the mean; nil where they agree.
  func dissent(from duel: Comparison.Duel) -> String? {
    guard duel.skill != 0, !duel.skill.isNaN else { return nil }
    let isAhead = duel.skill > 0
    let mean =
      contest.metric.direction == .lower
      ? "it has the \(isAhead ? "lower" : "higher") mean error"
      : "it is \(isAhead ? "better" : "worse") in the mean"
    if duel.series == 1 {
      let folds = contest.foldsWon(against: duel.rival)
      let won = isAhead ? folds.won : Double(folds.count) - folds.won
      guard folds.count > 1, won < Double(folds.count) / 2 else { return nil }
      let lost = Wording.plain(Double(folds.count) - won)
      return "\(mean), but is \(isAhead ? "worse" : "better") in \(lost) of \(folds.count) folds"
    }
    let won = isAhead ? duel.winRate : 1 - duel.winRate
    if won < 0.5 {
      let share = Wording.percent(1 - won)
      return "\(mean), but is \(isAhead ? "worse" : "better") on "
        + "\(share == "50 %" ? "more than half" : share) of the series"
    }
    guard let ranks else { return nil }
    let (ours, theirs) = (ranks.meanRanks[contest.candidate], ranks.meanRanks[duel.rival])
    guard isAhead ? ours > theirs : ours < theirs else { return nil }
    return "\(mean), but the \(isAhead ? "worse" : "better") mean rank over series "
      + "(\(Wording.short(ours)) against \(Wording.short(theirs)))"
  }

  /// Models that the candidate was chosen from, on the very folds it is scored on.
  var tried: Int {
    let candidates = contest.roles.filter { $0 == .candidate }.count
    return max(1, candidates == 0 ? contest.scores.models.count - 1 : candidates)
  }

  /// Models that the rival is the best of, on the very folds it is scored on.
  var rivals: Int {
    let others = contest.ranking.filter {
      $0 != contest.candidate && !contest.distances[$0].isNaN
    }
    let foreign = others.filter { contest.roles[$0] != .candidate }
    return max(1, foreign.isEmpty ? others.count : foreign.count)
  }

  /// A probability times the models that the one ahead was chosen from (Bonferroni).
  func allowed(_ p: Double, for duel: Comparison.Duel) -> Double {
    min(1, p * Double(duel.skill > 0 ? tried : rivals))
  }
}
