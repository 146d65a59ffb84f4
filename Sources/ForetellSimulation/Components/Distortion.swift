/// A monotone bend of a whole series.
///
///     q = k (z − mean) / deviation, within ±3;   z′ = e^q, or ln(e^q + floor)
///
/// The first is a series whose logarithm is straight, seen without it; the second one with a floor.
public struct Distortion: Codable, Hashable, Sendable {
  /// k; a negative one turns the series over.
  public var strength: Double
  /// The floor, or nil for `e^q`.
  public var floor: Double?

  public init(strength: Double, floor: Double? = nil) {
    self.strength = strength
    self.floor = floor
  }

  public func apply(to values: inout [Double]) {
    values.standardize()
    for index in values.indices {
      let bent = Elementary.exponential(min(max(strength * values[index], -3), 3))
      values[index] = floor.map { Elementary.ln(bent + $0) } ?? bent
    }
  }
}

/// How distortions are drawn.
public struct DistortionPrior: Codable, Hashable, Sendable {
  /// How often a series is distorted.
  public var probability = 0.12
  public var strength = 0.1...0.8
  /// How often the series is turned over.
  public var turned = 0.3
  /// How often it is `e^q`.
  public var exponential = 0.5
  /// The range of the floor else.
  public var floor = 0.1...1.0

  public init() {}

  /// A distortion, or nil for a series that stays as it is.
  public func draw(using draws: inout Draws) -> Distortion? {
    guard draws.happens(probability) else { return nil }
    let sign = draws.happens(turned) ? -1.0 : 1
    return Distortion(
      strength: sign * draws.uniform(in: strength),
      floor: draws.happens(exponential) ? nil : draws.uniform(in: floor))
  }
}
