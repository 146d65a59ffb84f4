/// How the models compare: skill, tests, ranks, and a verdict in words.
public struct Comparison: Codable, Hashable, Sendable {
  /// The metric that models are ranked by.
  public let metric: Metric
  /// The model that is put to the test, by its place: the best candidate.
  public let candidate: Int
  /// The best of the other models, by its place.
  public let rival: Int?
  /// All models from best to worst by the mean over series.
  public let ranking: [Int]
  /// 1 − score / score of the rival, a number a model.
  public let skill: [Double]
  /// The candidate against each other model.
  public let duels: [Duel]
  /// Mean ranks over series with their critical difference; nil with fewer than 5 series or 2 models.
  public let ranks: RankTest?
  /// The answer in words.
  public let verdict: Verdict

  /// The candidate against one other model.
  public struct Duel: Codable, Hashable, Sendable {
    public let rival: Int
    public let skill: Double
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
      /// Better than every rival, and more than chance explains.
      case better
      /// Ahead, but chance would explain it.
      case ahead
      /// Not better than the best rival.
      case notBetter
      /// Nothing could be scored.
      case unknown
    }
    public let outcome: Outcome
    /// One sentence for the top of the report.
    public let sentence: String
    /// The evidence, a sentence each.
    public let evidence: [String]
  }
}

/// The Diebold–Mariano test with the correction of Harvey, Leybourne and Newbold.
public struct DieboldMariano: Codable, Hashable, Sendable {
  /// The statistic; negative where the candidate has the smaller loss.
  public let statistic: Double
  /// Two-sided, from Student's t with `count` − 1 degrees of freedom.
  public let pValue: Double
  public let count: Int
}

/// Friedman's test over series and the critical difference of Nemenyi at 5 %.
public struct RankTest: Codable, Hashable, Sendable {
  /// The mean rank of each model, 1 the best.
  public let meanRanks: [Double]
  public let series: Int
  public let friedmanStatistic: Double
  public let pValue: Double
  /// Mean ranks nearer than this do not differ.
  public let criticalDifference: Double
}
