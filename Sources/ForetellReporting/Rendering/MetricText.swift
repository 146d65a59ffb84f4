internal import ForetellBacktesting

extension Metric {
  /// The name at the head of a column.
  var heading: String {
    switch kind {
    case .smape: "sMAPE"
    case .bias: "Bias"
    case .coverage: "Coverage " + levelText
    case .winkler: "Winkler " + levelText
    default: kind.rawValue.uppercased() + (level == nil ? "" : " " + levelText)
    }
  }

  private var levelText: String { level.map(NumberText.level) ?? "" }

  /// A value as it is printed.
  func text(_ value: Double) -> String {
    if kind == .coverage { return NumberText.percent(value) }
    let text = NumberText.short(value * reportFactor)
    return unit == .percent && value.isFinite ? text + "\u{202F}%" : text
  }

  /// Whether less is better; neither coverage nor bias is.
  var isLoss: Bool { direction == .lower }

  /// Which way is better.
  var betterText: String {
    switch direction {
    case .lower: "lower"
    case .nearestToZero: "near zero"
    case .nearestToLevel: "near its level"
    }
  }
}
