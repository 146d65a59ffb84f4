internal import ForetellSeries

/// The kinds of data that have an ensemble of their own.
public enum PanelKind: String, Codable, Hashable, Sendable {
  case yearly, quarterly, monthly, other, hourly, weekly, daily
  /// Too few values for large networks.
  case short
  /// A few long series.
  case long
  /// Demand that is zero most of the time or often.
  case intermittent
}

/// What the choice of an ensemble goes by.
struct PanelProfile: Hashable, Sendable {
  let seasonLength: Int
  let count: Int
  /// Observed values of all series.
  let total: Int
  let medianLength: Int
  let longest: Int
  let isIntermittent: Bool

  init(_ panel: Panel, seasonLength: Int) {
    self.seasonLength = seasonLength
    count = panel.count
    let lengths = (0..<panel.count).map { panel.range(of: $0).count }.sorted()
    medianLength = lengths.isEmpty ? 0 : lengths[lengths.count / 2]
    longest = lengths.last ?? 0
    total = panel.storage.count { !$0.isNaN }
    let zeros = panel.storage.count { $0 == 0 }
    isIntermittent =
      Double(zeros) >= Self.intermittentShare * Double(max(1, total))
      && panel.storage.allSatisfy { !($0 < 0) } && zeros < total
  }

  /// The share of zeros from which on demand is intermittent.
  private static let intermittentShare = 0.3

  /// Season and length decide; the number of values, whether there is enough to learn from.
  var kind: PanelKind {
    if isIntermittent { return .intermittent }
    if total < 1500 { return .short }
    let hasWeeks = seasonLength >= 24 && medianLength >= 9 * seasonLength
    if count < 8, !hasWeeks || seasonLength == 52 { return .long }
    if seasonLength == 52 { return .weekly }
    switch seasonLength {
    case ...1: return medianLength < 45 ? .yearly : medianLength < 250 ? .other : .weekly
    case 5, 6...8: return .daily
    case 2...4: return .quarterly
    case ..<24: return .monthly
    default: return hasWeeks ? .hourly : .monthly
    }
  }
}
