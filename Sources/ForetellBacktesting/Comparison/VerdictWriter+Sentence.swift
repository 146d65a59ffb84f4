extension VerdictWriter {
  /// Who is ahead, by how much, and how sure that is.
  func sentence(on duel: Comparison.Duel) -> String {
    let head = duel.skill > 0 ? lead(over: duel) : defeat(by: duel)
    return "\(head), \(where_); \(conclusion(duel))."
  }

  private func lead(over duel: Comparison.Duel) -> String {
    "\(candidate)'s \(noun) is \(difference(duel)) that of \(description(of: duel.rival)), "
      + "\(name(duel.rival)) (\(scores(of: duel)))"
  }

  private func defeat(by duel: Comparison.Duel) -> String {
    let how =
      duel.skill == 0
      ? "the two are equal"
      : duel.skill.isNaN
        ? "that one makes no error at all"
        : "its \(noun) is \(difference(duel))"
          + (contest.metric.direction == .lower ? "" : " that of the other")
    return "\(candidate) does NOT beat \(name(duel.rival)): \(how) (\(scores(of: duel)))"
  }

  /// What follows from the difference, with the p value.
  private func conclusion(_ duel: Comparison.Duel) -> String {
    let dissent = dissent(from: duel)
    let few = duel.series == 1 ? "a few folds decide it" : "a few series decide it"
    return switch outcome(of: duel) {
    case .better: unlikely(duel)
    case .notBetter: unlikely(duel) + "; use \(name(duel.rival))"
    case .mixed: "\(dissent ?? ""): \(few) (\(probability(duel) ?? "by mean ranks"), for the mean)"
    case .ahead: (dissent.map { "\($0), and " } ?? "") + possible(duel)
    case .behind:
      dissent.map { "\($0), and \(possible(duel))" }
        ?? ([possible(duel)] + [advice(duel)].compactMap { $0 }).joined(separator: ", but ")
    case .noDifference, .unknown:
      (["no difference shows" + (probability(duel).map { " (\($0))" } ?? "")]
        + [advice(duel)].compactMap { $0 }).joined(separator: ", so ")
    }
  }

  private func unlikely(_ duel: Comparison.Duel) -> String {
    if let p = probability(duel) { return "chance is an unlikely explanation (\(p))" }
    return "its mean rank over series is \(duel.skill > 0 ? "better" : "worse") by more than "
      + "chance explains"
  }

  private func possible(_ duel: Comparison.Duel) -> String {
    probability(duel).map { "chance could explain it (\($0))" }
      ?? "that is too little to rule out chance"
  }

  /// That the simpler model, or the one ahead, does as well; nil where that would not be fair.
  private func advice(_ duel: Comparison.Duel) -> String? {
    let (ours, theirs) = (size(of: contest.candidate), size(of: duel.rival))
    guard theirs < ours || (theirs == ours && duel.skill < 0) else { return nil }
    return "there is no reason to prefer \(candidate) over "
      + (theirs < ours ? "the simpler " : "") + name(duel.rival)
  }

  /// Simple models have small ones.
  private func size(of model: Int) -> Int {
    switch contest.roles[model] {
    case .baseline: 0
    case .classical: 1
    case .candidate: 2
    }
  }

  /// `p = 0.012; p = 0.036 allowing for 3 tried`; nil where no test applies.
  private func probability(_ duel: Comparison.Duel) -> String? {
    guard let test = duel.test else { return nil }
    let (count, what) = duel.skill > 0 ? (tried, "tried") : (rivals, "rivals")
    let allowed = Wording.probability(allowed(test.pValue, for: duel))
    let p = Wording.probability(test.pValue)
    // What chance explains already needs no allowance.
    let isClose = test.pValue < Self.significance
    return count > 1 && isClose ? "\(p); \(allowed) allowing for \(count) \(what)" : p
  }

  // MARK: Words

  /// What is compared, in one word or a few.
  private var noun: String {
    switch contest.metric.direction {
    case .lower: "error"
    case .nearestToZero: "bias"
    case .nearestToLevel: "coverage"
    }
  }

  /// `12 % below`, or what suits a measure that is best in the middle.
  private func difference(_ duel: Comparison.Duel) -> String {
    let percent = Wording.percent(duel.skill)
    let isAhead = duel.skill > 0
    switch contest.metric.direction {
    case .lower: return "\(percent) \(isAhead ? "below" : "above")"
    case .nearestToZero:
      return "\(percent) \(isAhead ? "nearer to zero" : "farther from zero") than"
    case .nearestToLevel:
      let distances = [duel.candidateScore, duel.rivalScore].map(contest.metric.distance)
      let points = Wording.short(100 * abs(distances[0] - distances[1]), digits: 2)
      return "\(points) points \(isAhead ? "nearer to" : "farther from") its level than"
    }
  }

  private func description(of rival: Int) -> String {
    guard contest.roles[contest.candidate] == .candidate else { return "the next best model" }
    return switch contest.roles[rival] {
    case .baseline: "the best baseline"
    case .classical: "the best classical model"
    case .candidate: "the next best candidate"
    }
  }
}
