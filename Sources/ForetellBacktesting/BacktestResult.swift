public import ForetellForecasting
public import ForetellSeries

/// All that a backtest found: a value that can be stored, compared and rendered.
public struct BacktestResult: Codable, Hashable, Sendable {
  /// The format that this version writes.
  public static let currentFormat = 1

  public let format: Int
  public let foretellVersion: String
  public let setup: BacktestSetup
  public var data: DataSummary
  public let folds: [FoldSummary]
  /// In the order they were given.
  public let models: [ModelRun]
  public let points: PointTable
  public let scores: Scoreboard
  public let comparison: Comparison
  /// What the leakage audit found; nil where it was not asked for.
  public let audit: AuditReport?
  /// Why folds are missing, where the backtest was stopped before the end.
  public let stopped: String?
  /// Seconds from start to end.
  public let seconds: Double
  /// The command line that gives this result again, quoted for a shell; nil where no command made it.
  public var command: String?

  public init(
    foretellVersion: String, setup: BacktestSetup, data: DataSummary, folds: [FoldSummary],
    models: [ModelRun], points: PointTable, scores: Scoreboard, comparison: Comparison,
    audit: AuditReport?, stopped: String?, seconds: Double
  ) {
    format = Self.currentFormat
    self.foretellVersion = foretellVersion
    self.setup = setup
    self.data = data
    self.folds = folds
    self.models = models
    self.points = points
    self.scores = scores
    self.comparison = comparison
    self.audit = audit
    self.stopped = stopped
    self.seconds = seconds
  }
}

/// What a panel holds, in numbers.
public struct DataSummary: Codable, Hashable, Sendable {
  /// Where it was read from; nil where it was given as a value.
  public var source: String?
  public var seriesCount: Int
  public var valueCount: Int
  public var missingCount: Int
  public var shortest: Int
  public var longest: Int
  public var first: Timestamp
  public var last: Timestamp
  public var frequency: Frequency
  /// `crc32:` and eight hexadecimal digits, over ids, stamps and the bits of all values.
  public var digest: String
  /// What was mended while reading, a sentence each.
  public var repairs: [String]
}

/// A fold as the whole panel sees it.
public struct FoldSummary: Codable, Hashable, Sendable {
  public var index: Int
  /// The newest last stamp of the training parts.
  public var cutoff: Timestamp
  /// Values of the longest training part.
  public var trainCount: Int
  /// Rows of the longest test part.
  public var testCount: Int
  /// Series that are scored.
  public var seriesCount: Int
  /// Series that are not scored in this fold, and why.
  public var leftOut: [LeftOut]
  /// Whether models were fitted in it, or an earlier fold's were used.
  public var isFitted: Bool

  /// How many series are left out for one reason.
  public struct LeftOut: Codable, Hashable, Sendable {
    public var reason: String
    public var count: Int
    /// The first of them.
    public var example: String
  }
}

/// How one model went through the folds.
public struct ModelRun: Codable, Hashable, Sendable {
  /// What kind of model it is.
  public enum Role: String, Codable, Hashable, Sendable {
    /// A recurrent network, or whatever is put to the test.
    case candidate
    /// A classical statistical model.
    case classical
    /// A plain method that every model has to beat.
    case baseline
  }

  public var name: String
  public var role: Role
  /// The recipe as JSON.
  public var recipe: String
  public var seed: UInt64?
  /// Seconds of fitting and of forecasting, over all folds.
  public var fitSeconds: Double
  public var predictSeconds: Double
  /// Folds or series that it failed on.
  public var failures: [Failure]
  /// Series that another model forecast in its place.
  public var substitutions: [Substitution]
  /// Losses on the way, a curve a fitted fold; empty where it does not train.
  public var curves: [TrainingCurve]
  /// The model in words: `8 × 1-layer lstm of 32, window of 24 steps`; nil where its name says it all.
  public var description: String?

  /// Where and why a model gave no forecast.
  public struct Failure: Codable, Hashable, Sendable {
    public var fold: Int
    /// nil where the whole fold failed.
    public var series: String?
    public var message: String
  }

  /// Series that another model forecast, counted by model and reason.
  public struct Substitution: Codable, Hashable, Sendable {
    public var model: String
    public var reason: String
    public var count: Int
  }

  /// The losses of one fit.
  public struct TrainingCurve: Codable, Hashable, Sendable {
    public var fold: Int
    /// Steps at which the losses below were taken, thinned to at most some hundreds.
    public var steps: [Int]
    public var losses: [Double]
    /// The loss on the validation tail and the step it was taken at.
    public var validationSteps: [Int]
    public var validationLosses: [Double]
    /// Where the gradient went at the first look and at the newest, of each network that was looked at; nil where none
    /// was.
    public var flows: [FittingProgress.Flow]?
  }
}

/// Whether forecasts stayed the same, to the bit, when every value after the cutoffs was rewritten.
public struct AuditReport: Codable, Hashable, Sendable {
  /// Models that were audited.
  public var models: [String]
  /// Folds that were run again with another future.
  public var folds: [Int]
  /// Every model that saw the future, with the first place where it showed.
  public var offences: [Offence]
  public var passes: Bool { offences.isEmpty }

  /// Where a forecast moved when only the future changed.
  public struct Offence: Codable, Hashable, Sendable {
    public var model: String
    public var series: String
    public var cutoff: Timestamp
    public var step: Int
    public var before: Double
    public var after: Double
  }
}
