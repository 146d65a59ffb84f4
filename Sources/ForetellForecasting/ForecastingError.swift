public import ForetellSeries

/// Why a panel cannot be fitted or forecast, and what mends it.
public struct ForecastingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble; more may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// No series is long enough for the network.
    public static let tooShort = Code(rawValue: "tooShort")
    /// Fitting would take more memory than it may.
    public static let memory = Code(rawValue: "memory")
    /// A value is missing where one is needed.
    public static let missingValue = Code(rawValue: "missingValue")
    /// A series has no values at all.
    public static let emptySeries = Code(rawValue: "emptySeries")
    /// The horizon is not one that can be forecast.
    public static let horizon = Code(rawValue: "horizon")
    /// The parts of a recipe contradict each other.
    public static let recipe = Code(rawValue: "recipe")
    /// The panel is not of the kind the model was fitted to.
    public static let otherPanel = Code(rawValue: "otherPanel")
    /// The loss became NaN or infinite while a network was trained.
    public static let diverged = Code(rawValue: "diverged")
    /// A forecast is not a finite number.
    public static let notFinite = Code(rawValue: "notFinite")
    /// A column beside the target is missing, of another kind, or has no value where one is needed.
    public static let covariate = Code(rawValue: "covariate")
    /// A column beside the target is not known for all steps to forecast.
    public static let futureMissing = Code(rawValue: "futureMissing")
  }

  public let code: Code
  /// What is wrong.
  public let message: String
  /// The series it concerns.
  public let series: String?
  /// The stamp it concerns.
  public let timestamp: Timestamp?
  /// The column beside the target it concerns.
  public let column: String?
  /// What to do about it.
  public let remedy: String?

  public init(
    _ code: Code, _ message: String, series: String? = nil, timestamp: Timestamp? = nil,
    column: String? = nil, remedy: String? = nil
  ) {
    self.code = code
    self.message = message
    self.series = series
    self.timestamp = timestamp
    self.column = column
    self.remedy = remedy
  }

  public var description: String {
    let place = [
      series.map { "series ‘\($0)’" }, timestamp.map { "at \($0)" },
      column.map { "column ‘\($0)’" },
    ].compactMap { $0 }.joined(separator: ", ")
    return (place.isEmpty ? message : "\(place): \(message)") + (remedy.map { "; \($0)" } ?? "")
  }
}
