/// The kinds of season that a pretrained network exists for.
public enum SeasonClass: String, Codable, Hashable, Sendable, CaseIterable {
  case yearly, quarterly, monthly, weekly, daily, hourly

  /// m, values in a season.
  public var seasonLength: Int {
    switch self {
    case .yearly: 1
    case .quarterly: 4
    case .daily: 7
    case .monthly: 12
    case .hourly: 24
    case .weekly: 52
    }
  }

  /// The class of exactly this season length.
  public init?(seasonLength: Int) {
    guard let found = Self.allCases.first(where: { $0.seasonLength == seasonLength }) else {
      return nil
    }
    self = found
  }
}
