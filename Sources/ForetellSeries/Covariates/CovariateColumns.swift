/// Which columns beside the target a model sees, and what is known of them when it forecasts.
public struct CovariateColumns: Codable, Hashable, Sendable {
  /// Facts of a series that do not change with time.
  public var fixed: [String]
  /// Columns that are known up to the end of the series, like the target.
  public var past: [String]
  /// Columns that are known for the time to be forecast too: prices, promotions, holidays.
  public var known: [String]
  /// Those of the above that hold labels; all others hold numbers.
  public var categorical: [String]
  /// Features of the stamps themselves; nil leaves them to the frequency
  /// (``CalendarFeature/suiting(_:)``), an empty list is none.
  public var calendar: [CalendarFeature]?

  public init(
    fixed: [String] = [], past: [String] = [], known: [String] = [], categorical: [String] = [],
    calendar: [CalendarFeature]? = nil
  ) {
    self.fixed = fixed
    self.past = past
    self.known = known
    self.categorical = categorical
    self.calendar = calendar
  }

  /// All columns of the data, static ones first.
  public var names: [String] { fixed + past + known }

  /// Whether no column of the data is used; the calendar may be.
  public var isEmpty: Bool { fixed.isEmpty && past.isEmpty && known.isEmpty }

  /// Whether a column holds labels.
  public func isCategorical(_ name: String) -> Bool { categorical.contains(name) }

  /// A column that is named twice, or nil.
  public var repeated: String? {
    var seen = Set<String>()
    return names.first { !seen.insert($0).inserted }
  }

  /// A column that is called categorical and has no role, or nil.
  public var withoutRole: String? { categorical.first { !names.contains($0) } }

  private enum CodingKeys: String, CodingKey {
    case fixed = "static"
    case past, known, categorical, calendar
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func names(_ key: CodingKeys) throws -> [String] {
      try container.decodeIfPresent([String].self, forKey: key) ?? []
    }
    try self.init(
      fixed: names(.fixed), past: names(.past), known: names(.known),
      categorical: names(.categorical),
      calendar: container.decodeIfPresent([CalendarFeature].self, forKey: .calendar))
  }
}

extension CovariateColumns: CustomStringConvertible {
  /// The columns by role, such as ‘known promo, price; static region; calendar weekday’.
  public var description: String {
    let roles = [("static", fixed), ("past", past), ("known", known)].map { role, names in
      (role, names.map { isCategorical($0) ? "\($0) (categorical)" : $0 })
    }
    let parts = (roles + [("calendar", calendar?.map(\.rawValue) ?? [])])
      .filter { !$0.1.isEmpty }
    return parts.map { "\($0.0) \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
  }
}
