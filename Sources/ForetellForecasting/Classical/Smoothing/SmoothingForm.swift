/// A form of exponential smoothing by its components, written like `ETS(A,Ad,M)`.
///
/// With the forecast `f` of the next value made of level `q = l + φb` and season `s`:
///
///     no season          f = q       l' = q + α(y − q)     b' = φb + β(y − q)
///     additive           f = q + s   l' = q + α(y − f)     b' = φb + β(y − f)     s' = s + γ(y − f)
///     multiplicative     f = q·s     l' = q + α(y/s − q)   b' = φb + β(y/s − q)   s' = s + γ(y/q − s)
///
/// The kind of error changes no state: `e = y − f` or `e = (y − f)/f` is what is taken for normal with
/// one variance. Source: Hyndman, Koehler, Ord & Snyder 2008, chapter 2.
struct SmoothingForm: Hashable, Sendable {
  enum ErrorKind: String, CaseIterable, Sendable {
    case additive = "A"
    case multiplicative = "M"
  }

  enum TrendKind: String, CaseIterable, Sendable {
    case none = "N"
    case additive = "A"
    case damped = "Ad"
  }

  typealias SeasonKind = SeasonalPattern.Kind

  var error: ErrorKind
  var trend: TrendKind
  var season: SeasonKind

  init(_ error: ErrorKind, _ trend: TrendKind, _ season: SeasonKind) {
    self.error = error
    self.trend = trend
    self.season = season
  }

  /// Whether its forecasts are divided by somewhere, so that values must be positive.
  var needsPositiveValues: Bool { error == .multiplicative || season == .multiplicative }

  /// Smoothing parameters: α, β with a trend, γ with a season, φ with damping.
  var smoothingCount: Int {
    1 + (trend == .none ? 0 : 1) + (season == .none ? 0 : 1) + (trend == .damped ? 1 : 0)
  }

  /// What is estimated from the data, but for the variance: smoothing parameters and initial states,
  /// one season of which follows from the others.
  func parameterCount(seasonLength: Int) -> Int {
    smoothingCount + 1 + (trend == .none ? 0 : 1) + (season == .none ? 0 : seasonLength - 1)
  }

  /// The forms among which the automatic choice is made: all but an additive error with a
  /// multiplicative season, which is unstable.
  ///
  /// Source: R's `forecast::ets` with `restrict = TRUE` and no multiplicative trend.
  static let stable = TrendKind.allCases.flatMap { trend in
    [
      SmoothingForm(.additive, trend, .none), SmoothingForm(.multiplicative, trend, .none),
      SmoothingForm(.additive, trend, .additive), SmoothingForm(.multiplicative, trend, .additive),
      SmoothingForm(.multiplicative, trend, .multiplicative),
    ]
  }
}

extension SmoothingForm: CustomStringConvertible, Codable {
  var description: String { "ETS(\(error.rawValue),\(trend.rawValue),\(season.rawValue))" }

  /// Reads what ``description`` writes.
  init?(_ text: String) {
    guard text.hasPrefix("ETS("), text.hasSuffix(")") else { return nil }
    let parts = text.dropFirst(4).dropLast().split(separator: ",").map(String.init)
    guard parts.count == 3, let error = ErrorKind(rawValue: parts[0]),
      let trend = TrendKind(rawValue: parts[1]), let season = SeasonKind(rawValue: parts[2])
    else { return nil }
    self.init(error, trend, season)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let form = SmoothingForm(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "‘\(text)’ is no form of exponential smoothing")
    }
    self = form
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
