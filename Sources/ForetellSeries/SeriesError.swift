/// What is wrong with stamps, series or a panel, and what mends it.
public struct SeriesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble; more may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The step between stamps cannot be told from them.
    public static let frequencyUnknown = Code(rawValue: "frequencyUnknown")
    /// The parts of a panel do not fit together.
    public static let mismatch = Code(rawValue: "mismatch")
  }

  public let code: Code
  /// What is wrong.
  public let message: String
  /// The series it concerns.
  public let series: String?
  /// The stamp it concerns.
  public let timestamp: Timestamp?
  /// What to do about it.
  public let remedy: String?

  public init(
    _ code: Code, _ message: String, series: String? = nil, timestamp: Timestamp? = nil,
    remedy: String? = nil
  ) {
    self.code = code
    self.message = message
    self.series = series
    self.timestamp = timestamp
    self.remedy = remedy
  }

  public var description: String {
    let place = [series.map { "series ‘\($0)’" }, timestamp.map { "at \($0)" }]
      .compactMap { $0 }.joined(separator: ", ")
    return (place.isEmpty ? message : "\(place): \(message)") + (remedy.map { "; \($0)" } ?? "")
  }
}
