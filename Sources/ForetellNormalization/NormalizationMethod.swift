/// A way to bring values to a common scale, before it has seen any.
///
/// Fitting looks at the observed values of a slice alone (NaN is skipped). Where a slice gives no scale
/// (one value, all equal within rounding) the scale is 1, and where it has no observed value at all the
/// result is the identity, so that every method is defined on every slice.
public enum NormalizationMethod: String, Codable, Sendable, CaseIterable {
  /// `z = x`
  case identity
  /// `z = (x − mean) / standard deviation` (of the population)
  case standard
  /// `z = (x − min) / (max − min)`
  case minMax = "min-max"
  /// `z = (x − median) / interquartile range`; the standard deviation where the range is zero but
  /// the values are not all equal. Quartiles are interpolated linearly (R's type 7).
  case robust
  /// `z = x / mean |x|`
  case meanAbsolute = "mean-absolute"
  /// `z = x − last observed value`
  case level
  /// `z = ln x` where all observed values are positive, else `z = sign(x)·ln(1 + |x|/s)` with s the
  /// mean of |x|.
  case log
}

/// Over which values a method is fitted.
public enum NormalizationScope: String, Codable, Sendable, CaseIterable, Comparable {
  /// All values of the panel: one state for all.
  case panel
  /// The history of a series: one state a series.
  case series
  /// The values a forecast sees: fitted anew for every window, nothing is stored.
  case window

  public static func < (left: Self, right: Self) -> Bool { left.breadth < right.breadth }

  /// Smaller for a wider scope.
  private var breadth: Int {
    switch self {
    case .panel: 0
    case .series: 1
    case .window: 2
    }
  }
}
