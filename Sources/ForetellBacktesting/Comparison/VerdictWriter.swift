/// Puts a comparison into words.
struct VerdictWriter {
  /// Results that chance gives more rarely than this are called better.
  static let significance = 0.05

  let contest: Contest
  let duels: [Comparison.Duel]
  let ranks: RankTest?

  /// The outcome, the sentence and the evidence.
  func verdict() -> Comparison.Verdict {
    guard contest.scores.models.indices.contains(contest.candidate) else {
      return unknown("Nothing was scored: there is no model.", evidence: [])
    }
    guard !contest.distances[contest.candidate].isNaN else {
      return unknown(
        "\(candidate) could not be scored by \(title)\(mainReason).", evidence: [scope])
    }
    guard let duel = duels.first(where: { $0.rival == contest.rival }) else {
      let score = value(contest.overall(contest.candidate).seriesMean)
      return unknown(
        "\(candidate) has a \(title) of \(score) \(where_); no other model has a score to compare it with.",
        evidence: evidence(nil))
    }
    guard duel.series > 0 else {
      return unknown(
        "\(candidate) and \(name(duel.rival)) have no series in common that both could be scored on.",
        evidence: evidence(duel))
    }
    let outcome = outcome(of: duel)
    let sentence = outcome == .notBetter ? defeat(by: duel) : lead(over: duel, outcome)
    return Comparison.Verdict(outcome: outcome, sentence: sentence, evidence: evidence(duel))
  }

  private func unknown(_ sentence: String, evidence: [String]) -> Comparison.Verdict {
    Comparison.Verdict(outcome: .unknown, sentence: sentence, evidence: evidence)
  }

  private func outcome(of duel: Comparison.Duel) -> Comparison.Verdict.Outcome {
    guard duel.skill > 0 else { return .notBetter }
    if let test = duel.test {
      return test.statistic < 0 && allowed(test.pValue) < Self.significance ? .better : .ahead
    }
    return ranksDiffer(from: duel.rival) ? .better : .ahead
  }

  /// Whether the candidate's mean rank is better by the critical difference.
  private func ranksDiffer(from rival: Int) -> Bool {
    guard let ranks else { return false }
    return ranks.meanRanks[rival] - ranks.meanRanks[contest.candidate] > ranks.criticalDifference
  }

  // MARK: The sentence

  private func lead(over duel: Comparison.Duel, _ outcome: Comparison.Verdict.Outcome) -> String {
    "\(candidate)'s \(noun) is \(Wording.percent(duel.skill)) below that of \(description(of: duel.rival)), "
      + "\(name(duel.rival)) (\(scores(of: duel))), \(where_); \(chance(duel, outcome))."
  }

  private func chance(_ duel: Comparison.Duel, _ outcome: Comparison.Verdict.Outcome) -> String {
    guard let test = duel.test else {
      return outcome == .better
        ? "its mean rank over series is better by more than chance explains"
        : "that is too little to rule out chance"
    }
    let p = Wording.probability(test.pValue)
    let allowance =
      tried > 1
      ? "; \(Wording.probability(allowed(test.pValue))) allowing for \(tried) tried" : ""
    return outcome == .better
      ? "chance is an unlikely explanation (\(p)\(allowance))"
      : "chance could explain it (\(p)\(allowance))"
  }

  private func defeat(by duel: Comparison.Duel) -> String {
    let difference =
      if duel.skill == 0 {
        "the two are equal"
      } else if duel.skill.isNaN {
        "that one makes no error at all"
      } else {
        "its \(noun) is \(Wording.percent(duel.skill)) above"
      }
    let advice =
      contest.roles[duel.rival] == .baseline && contest.roles[contest.candidate] == .candidate
      ? "use the baseline" : "use \(name(duel.rival))"
    return "\(candidate) does NOT beat \(name(duel.rival)): \(difference) "
      + "(\(scores(of: duel))), \(where_); \(advice)."
  }

  // MARK: Words

  private var candidate: String { name(contest.candidate) }
  private var title: String { contest.metric.title }

  private func name(_ model: Int) -> String { contest.scores.models[model] }

  /// What is compared, in one word or a few.
  private var noun: String {
    switch contest.metric.direction {
    case .lower: "error"
    case .nearestToZero: "bias"
    case .nearestToLevel: "distance from the level"
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

  /// `MASE 0.81 against 0.92`, with as many digits as it takes to tell them apart.
  private func scores(of duel: Comparison.Duel) -> String {
    let digits = [3, 5, 8].first {
      value(duel.candidateScore, digits: $0) != value(duel.rivalScore, digits: $0)
    }
    let ours = value(duel.candidateScore, digits: digits ?? 3)
    return "\(title) \(ours) against \(value(duel.rivalScore, digits: digits ?? 3))"
  }

  private func value(_ score: Double, digits: Int = 3) -> String {
    Wording.short(score * contest.metric.reportFactor, digits: digits)
      + (contest.metric.unit == .percent ? " %" : "")
  }

  /// `on 5 folds`, and of how many series.
  private var where_: String {
    let series = contest.points.ids.count
    return "on \(Wording.count(contest.foldCount, "fold"))"
      + (series > 1 ? " of \(Wording.count(series, "series"))" : "")
  }

  /// The most frequent reason that points of the candidate are left out for.
  private var mainReason: String {
    let reasons = contest.overall(contest.candidate).leftOut
    guard let most = reasons.max(by: { $0.points < $1.points }) else { return "" }
    return ": \(most.reason)"
  }

  // MARK: Chance

  /// Models that the candidate was chosen from, on the very folds it is scored on.
  var tried: Int {
    let candidates = contest.roles.filter { $0 == .candidate }.count
    return max(1, candidates == 0 ? contest.scores.models.count - 1 : candidates)
  }

  /// A probability times the number of models tried (Bonferroni).
  func allowed(_ p: Double) -> Double { min(1, p * Double(tried)) }
}
