/// The history of one series as the classical methods see it: missing values at both ends cut off, and
/// divided by a power of two, so that neither squares nor sums leave the numbers.
struct ClassicalHistory {
  /// From the first to the last observed value, largest magnitude within [1, 2); NaN within gaps.
  let values: [Double]
  /// The same with gaps bridged by straight lines.
  let filled: [Double]
  /// What a scaled value is to be multiplied by.
  let scale: Double
  /// Missing values cut off at the start and at the end.
  let leading: Int
  let trailing: Int
  let observedCount: Int
  let isConstant: Bool
  /// Whether every value is positive by enough to divide by.
  let isPositive: Bool

  /// - Parameter history: has at least one observed value.
  init?(_ history: ArraySlice<Double>) {
    guard let first = history.firstIndex(where: { !$0.isNaN }),
      let last = history.lastIndex(where: { !$0.isNaN })
    else { return nil }
    let observed = history[first...last]
    let scale = Self.scale(of: observed)
    values = observed.map { $0 / scale }
    self.scale = scale
    leading = first - history.startIndex
    trailing = history.endIndex - 1 - last
    observedCount = observed.count { !$0.isNaN }
    isConstant = observed.allSatisfy { $0.isNaN || $0 == history[first] }
    isPositive = values.allSatisfy { $0.isNaN || $0 > 1e-100 }
    filled = observedCount == values.count ? values : Self.bridged(values)
  }

  /// The power of two at or below the largest magnitude; 1 where all is zero.
  static func scale(of values: ArraySlice<Double>) -> Double {
    let largest = values.reduce(0) { max($0, $1.isNaN ? 0 : abs($1)) }
    guard largest > 0, largest.isFinite else { return 1 }
    return Double(sign: .plus, exponent: largest.exponent, significand: 1)
  }

  private static func bridged(_ values: [Double]) -> [Double] {
    var values = values
    var before = 0
    for place in values.indices where !values[place].isNaN {
      let distance = Double(place - before)
      for gap in before + 1..<max(before + 1, place) {
        let weight = Double(gap - before) / distance
        values[gap] = values[before] * (1 - weight) + values[place] * weight
      }
      before = place
    }
    return values
  }
}
