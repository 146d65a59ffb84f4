extension Metric {
  /// What a score is measured in.
  public enum Unit: String, Codable, Hashable, Sendable {
    /// The unit of the data.
    case data
    /// Its square.
    case squaredData
    /// Percent, after multiplying by ``Metric/reportFactor``.
    case percent
    /// A plain ratio.
    case none
  }

  /// Which scores are good ones.
  public enum Direction: String, Codable, Hashable, Sendable {
    /// The lower, the better.
    case lower
    /// The nearer to zero, the better.
    case nearestToZero
    /// The nearer to the level, the better.
    case nearestToLevel
  }

  public var unit: Unit {
    switch kind {
    case .mae, .rmse, .bias, .mql, .crps, .winkler: .data
    case .mse: .squaredData
    case .mape, .smape, .wape, .coverage: .percent
    case .mase, .rmsse, .msis: .none
    }
  }

  public var direction: Direction {
    switch kind {
    case .bias: .nearestToZero
    case .coverage: .nearestToLevel
    default: .lower
    }
  }

  /// What a score is multiplied by to be shown: 100 for mape, wape and coverage, which are fractions in data.
  ///
  /// smape is 0–200 everywhere.
  public var reportFactor: Double {
    switch kind {
    case .mape, .wape, .coverage: 100
    default: 1
    }
  }

  /// How far a score is from the best there can be, so that lower is better for every measure.
  ///
  /// The score itself, its size (bias), or its distance from the level (coverage); NaN stays NaN.
  public func distance(of score: Double) -> Double {
    switch direction {
    case .lower: score
    case .nearestToZero: abs(score)
    case .nearestToLevel: abs(score - (level ?? 0) / 100)
    }
  }

  /// The name for headings: `MASE`, `Coverage of 80 %`.
  public var title: String {
    let level = Wording.plain(level ?? 0)
    return switch kind {
    case .smape: "sMAPE"
    case .bias: "Bias"
    case .coverage: "Coverage of \(level) %"
    case .winkler: "Winkler score of \(level) %"
    case .msis: "MSIS of \(level) %"
    default: kind.rawValue.uppercased()
    }
  }

  /// How it is computed, in one line; y what came, ŷ the forecast, l and u the bounds, m the season.
  public var formula: String {
    let alpha = Wording.plain(((100 - (level ?? 0)) * 1e6).rounded() / 1e8)
    return switch kind {
    case .mae: "mean |y − ŷ|"
    case .mse: "mean (y − ŷ)²"
    case .rmse: "√ mean (y − ŷ)²"
    case .mape: "mean |y − ŷ| / |y|"
    case .smape: "mean 200·|y − ŷ| / (|y| + |ŷ|)"
    case .wape: "Σ |y − ŷ| / Σ |y|"
    case .mase: "mean |y − ŷ| / mean |y_t − y_{t−m}| of the fold's training part"
    case .rmsse: "√ (mean (y − ŷ)² / mean (y_t − y_{t−m})² of the fold's training part)"
    case .bias: "mean (ŷ − y)"
    case .mql: "mean over points and quantiles of max(τ·(y − q), (τ − 1)·(y − q))"
    case .crps: "mean 2·∫ max(τ·(y − q), (τ − 1)·(y − q)) dτ, trapezoids over the quantiles"
    case .coverage: "share of l ≤ y ≤ u"
    case .winkler: "mean (u − l) + 2/α·(l − y)₊ + 2/α·(y − u)₊, α = \(alpha)"
    case .msis:
      "mean (u − l) + 2/α·(l − y)₊ + 2/α·(y − u)₊, α = \(alpha), "
        + "/ mean |y_t − y_{t−m}| of the fold's training part"
    }
  }

  /// What happens where it would divide by zero; nil for measures that cannot.
  public var zeroRule: String? {
    switch kind {
    case .mape: "points with y = 0 are left out and counted"
    case .smape: "0/0 counts as 0"
    case .wape: "NaN where all y are 0; such a series is left out of the mean over series"
    case .mase, .rmsse, .msis:
      "left out and counted where the training part repeats itself each season or is too short"
    default: nil
    }
  }
}
