internal import ForetellBacktesting

extension Metric {
  /// The name at the head of a column.
  var heading: String {
    let name =
      switch kind {
      case .smape: "sMAPE"
      case .bias: "Bias"
      case .coverage: "Coverage"
      case .winkler: "Winkler"
      default: kind.rawValue.uppercased()
      }
    return name + (level.map { " " + NumberText.level($0) } ?? "")
  }

  /// A value as it is printed.
  func text(_ value: Double) -> String {
    switch kind {
    case .coverage: NumberText.percent(value)
    case .mape, .smape, .wape: NumberText.short(value) + (value.isFinite ? "\u{202F}%" : "")
    default: NumberText.short(value)
    }
  }

  /// Whether less is better; neither coverage nor bias is.
  var isLoss: Bool { kind != .coverage && kind != .bias }

  /// What it computes; y is what came, ŷ the forecast, s the season length.
  var formulaText: String {
    switch kind {
    case .mae: "mean |y − ŷ|"
    case .mse: "mean (y − ŷ)²"
    case .rmse: "√ mean (y − ŷ)²"
    case .mape: "100 · mean |y − ŷ| ÷ |y|"
    case .smape: "200 · mean |y − ŷ| ÷ (|y| + |ŷ|)"
    case .wape: "100 · Σ|y − ŷ| ÷ Σ|y|"
    case .mase: "mean |y − ŷ| ÷ mean |yₜ − yₜ₋ₛ| of the training part"
    case .rmsse: "√( mean (y − ŷ)² ÷ mean (yₜ − yₜ₋ₛ)² of the training part )"
    case .bias: "mean (ŷ − y)"
    case .mql: "mean over quantiles of the quantile loss"
    case .crps: "continuous ranked probability score"
    case .coverage: "share of y within the interval"
    case .winkler: "mean (width + 2/α · distance of y outside the interval)"
    case .msis: "Winkler score ÷ mean |yₜ − yₜ₋ₛ| of the training part"
    }
  }

  /// Which way is better.
  var betterText: String {
    switch kind {
    case .bias: "near zero"
    case .coverage: "near its level"
    default: "lower"
    }
  }
}
