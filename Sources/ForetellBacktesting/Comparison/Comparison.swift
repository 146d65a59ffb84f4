/// How the models compare: skill, tests, ranks, and a verdict in words.
public struct Comparison: Codable, Hashable, Sendable {
  /// The metric that models are ranked by.
  public let metric: Metric
  /// The model that is put to the test, by its place: the best with the role of a candidate, or the best of
  /// all where none has it; 0 where nothing could be scored.
  public let candidate: Int
  /// What it has to beat, by its place: the best model that is no candidate, or the best other one where
  /// all are; nil where no other model has a score.
  public let rival: Int?
  /// All models from best to worst by the mean over series; those without a score last.
  public let ranking: [Int]
  /// 1 − score / score of the rival, a number a model.
  public let skill: [Double]
  /// The candidate against each other model, in the order of the ranking.
  public let duels: [Duel]
  /// Mean ranks over series with their critical difference; nil with fewer than 5 series or 2 models.
  public let ranks: RankTest?
  /// The answer in words.
  public let verdict: Verdict

  /// The candidate against one other model, on the series that both have a score on.
  public struct Duel: Codable, Hashable, Sendable {
    public let rival: Int
    /// 1 − score / score of the rival.
    public let skill: Double
    /// The candidate's and the rival's score: the mean over those series.
    public let candidateScore: Double
    public let rivalScore: Double
    /// The share of series on which the candidate's score is lower; ties count half.
    public let winRate: Double
    /// Series that both have a score on.
    public let series: Int
    /// nil where the test does not apply; ``note`` says why.
    public let test: DieboldMariano?
    /// When the test does not apply, or not well.
    public let note: String?
  }

  /// What to tell the reader.
  public struct Verdict: Codable, Hashable, Sendable {
    public enum Outcome: String, Codable, Hashable, Sendable {
      /// Better than the best rival, and more than chance explains.
      case better
      /// Ahead, but chance would explain it, or too little was scored to tell.
      case ahead
      /// The mean differs by more than chance explains, but most series (folds of a single one) say the
      /// opposite.
      case mixed
      /// Equal, or so near to each other that nothing shows.
      case noDifference
      /// Behind, but chance would explain it, or too little was scored to tell.
      case behind
      /// Worse than the best rival, and more than chance explains.
      case notBetter
      /// Nothing could be scored, or there is no rival.
      case unknown
    }
    public let outcome: Outcome
    /// One sentence for the top of the report.
    public let sentence: String
    /// The evidence, a sentence each.
    public let evidence: [String]
  }

  /// Ranks and tests the models of a scoreboard by the ranking metric of the setup.
  /// - Parameters:
  ///   - scores: of the points; the ranking metric is scored anew where it is not among them.
  ///   - roles: one for each model, in their order.
  public init(
    scores: Scoreboard, points: PointTable, roles: [ModelRun.Role], setup: BacktestSetup
  ) {
    let contest = Contest(scores: scores, points: points, roles: roles, setup: setup)
    metric = contest.metric
    candidate = contest.candidate
    rival = contest.rival
    ranking = contest.ranking
    skill = contest.distances.map { distance in
      contest.rival.map { Contest.skill(distance, against: contest.distances[$0]) } ?? .nan
    }
    duels = contest.ranking.filter { $0 != contest.candidate }.map(contest.duel)
    ranks = contest.ranks()
    verdict = VerdictWriter(contest: contest, duels: duels, ranks: ranks).verdict()
  }

  /// The candidate against the rival.
  public var mainDuel: Duel? { duels.first { $0.rival == rival } }
}
