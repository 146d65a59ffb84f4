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
    return Comparison.Verdict(
      outcome: outcome(of: duel), sentence: sentence(on: duel), evidence: evidence(duel))
  }

  private func unknown(_ sentence: String, evidence: [String]) -> Comparison.Verdict {
    Comparison.Verdict(outcome: .unknown, sentence: sentence, evidence: evidence)
  }

  // MARK: Words

  var candidate: String { name(contest.candidate) }
  var title: String { contest.metric.title }

  func name(_ model: Int) -> String { contest.scores.models[model] }

  /// `MASE 0.81 against 0.92`, with as many digits as it takes to tell them apart.
  func scores(of duel: Comparison.Duel) -> String {
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
  var where_: String {
    let series = contest.overall(contest.candidate).series
    return "on \(Wording.count(contest.foldCount, "fold"))"
      + (series > 1 ? " of \(Wording.count(series, "series"))" : "")
  }

  /// The most frequent reason that points of the candidate are left out for.
  private var mainReason: String {
    let reasons = contest.overall(contest.candidate).leftOut
    guard let most = reasons.max(by: { $0.points < $1.points }) else { return "" }
    return ": \(most.reason)"
  }
}
