extension NormalizationMethod {
  /// The map that the observed values give.
  func fitted(to values: [Double]) -> Normalizer.Map {
    guard let last = values.last else { return .affine(offset: 0, scale: 1) }
    let spread = Spread(values)
    switch self {
    case .identity: return .affine(offset: 0, scale: 1)
    case .level: return .affine(offset: last, scale: 1)
    case .standard:
      return .affine(offset: spread.mean, scale: spread.orOne(spread.standardDeviation))
    case .minMax:
      return .affine(offset: spread.minimum, scale: spread.orOne(spread.maximum - spread.minimum))
    case .meanAbsolute:
      let scale = spread.meanAbsolute
      return .affine(offset: 0, scale: scale > 0 && scale.isFinite ? scale : 1)
    case .robust:
      let sorted = values.sorted()
      let range = Self.quantile(0.75, of: sorted) - Self.quantile(0.25, of: sorted)
      return .affine(
        offset: Self.quantile(0.5, of: sorted),
        scale: spread.orOne(range > 0 ? range : spread.standardDeviation))
    case .log:
      if spread.minimum > 0 { return .logarithm }
      let scale = spread.meanAbsolute
      return .symmetricLogarithm(scale: scale > 0 && scale.isFinite ? scale : 1)
    }
  }

  /// The quantile of sorted values, linear between neighbours.
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let lower = Int(place)
    let weight = place - Double(lower)
    guard weight > 0 else { return sorted[lower] }
    return sorted[lower] * (1 - weight) + sorted[lower + 1] * weight
  }
}

/// Moments of values, safe from overflow and underflow: sums are formed in units of the largest value.
private struct Spread {
  let minimum: Double
  let maximum: Double
  let mean: Double
  let meanAbsolute: Double
  let standardDeviation: Double
  private let largest: Double

  init(_ values: [Double]) {
    let (minimum, maximum) = (values.min() ?? 0, values.max() ?? 0)
    let largest = max(abs(minimum), abs(maximum))
    self.minimum = minimum
    self.maximum = maximum
    self.largest = largest
    guard largest > 0, largest.isFinite else {
      (mean, meanAbsolute, standardDeviation) = (0, 0, 0)
      return
    }
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + $1 / largest } / count
    self.mean = mean * largest
    meanAbsolute = values.reduce(0) { $0 + abs($1) / largest } / count * largest
    let squares = values.reduce(0) { sum, value in
      let deviation = value / largest - mean
      return sum + deviation * deviation
    }
    standardDeviation = (squares / count).squareRoot() * largest
  }

  /// A scale, or 1 where the values differ by no more than rounding.
  func orOne(_ scale: Double) -> Double {
    scale > largest * 0x1p-45 && scale.isFinite && scale >= .leastNormalMagnitude ? scale : 1
  }
}
