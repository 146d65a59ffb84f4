/// The classical methods by name: each series is fitted by itself, without a network.
public enum ClassicalMethod: String, Codable, Hashable, Sendable, CaseIterable {
  /// The mean of the last season, or of the last four values where there is no season.
  case windowAverage = "window-average"
  /// The last value, seasonally adjusted where a test at 90 % finds a season; the yardstick of M4.
  case naive2
  /// Simple exponential smoothing: `ETS(A,N,N)`.
  case simpleSmoothing = "ses"
  /// Holt's linear trend: `ETS(A,A,N)`.
  case holt
  /// Holt's method with a trend that fades: `ETS(A,Ad,N)`.
  case dampedHolt = "damped-holt"
  /// Holt–Winters with a season that is added: `ETS(A,A,A)`.
  case holtWinters = "holt-winters"
  /// Holt–Winters with a season that is multiplied: `ETS(M,A,M)`.
  case holtWintersMultiplicative = "holt-winters-multiplicative"
  /// The Theta method as it won M3.
  case theta
  /// The form of exponential smoothing that the corrected Akaike criterion prefers.
  case autoETS = "auto-ets"

  /// The name of its column.
  public var name: String {
    switch self {
    case .windowAverage: "WindowAverage"
    case .naive2: "Naive2"
    case .simpleSmoothing: "SES"
    case .holt: "Holt"
    case .dampedHolt: "DampedHolt"
    case .holtWinters: "HoltWinters"
    case .holtWintersMultiplicative: "HoltWintersMultiplicative"
    case .theta: "Theta"
    case .autoETS: "AutoETS"
    }
  }
}
