public import ForetellSeries

/// How a backtest was cut and run; all that a reader needs to repeat it.
public struct BacktestSetup: Codable, Hashable, Sendable {
  /// Which values of different series belong to the same moment.
  public enum Alignment: String, Codable, Hashable, Sendable, CaseIterable {
    /// Those of the same stamp: at a cutoff nothing later is known of any series.
    case calendar
    /// Those as far from the end of their series. For collections whose stamps mean nothing.
    case end
  }

  public var origins: Origins
  public var alignment: Alignment
  public var refit: RefitPolicy
  /// Whether each refit of a network starts from the last one's parameters.
  public var warmStart: Bool
  /// Steps in a season for MASE, RMSSE and MSIS.
  public var seasonLength: Int
  /// Probabilities of the intervals, in percent.
  public var levels: [Double]
  /// The metric that models are ranked by.
  public var rankingMetric: Metric
  /// The columns beside the target that models could see; nil where there were none.
  public var covariates: CovariateColumns?

  public init(
    origins: Origins, alignment: Alignment = .calendar, refit: RefitPolicy = .always,
    warmStart: Bool = false, seasonLength: Int,
    levels: [Double] = [80, 95], rankingMetric: Metric = .mase,
    covariates: CovariateColumns? = nil
  ) {
    self.origins = origins
    self.alignment = alignment
    self.refit = refit
    self.warmStart = warmStart
    self.seasonLength = seasonLength
    self.levels = levels
    self.rankingMetric = rankingMetric
    self.covariates = covariates
  }
}

/// When models are fitted anew on the way through the folds.
public enum RefitPolicy: Codable, Hashable, Sendable {
  /// Fitted on the first fold's history alone; later folds forecast with the same parameters.
  case never
  /// Fitted in every fold.
  case always
  /// Fitted in every n-th fold, from the first on.
  case every(Int)
  /// The forecasts were made elsewhere.
  case unknown

  /// Whether fold `index`, counted from 0, is one that models are fitted in.
  public func fits(inFold index: Int) -> Bool {
    switch self {
    case .never, .unknown: index == 0
    case .always: true
    case .every(let count): index % max(1, count) == 0
    }
  }
}
