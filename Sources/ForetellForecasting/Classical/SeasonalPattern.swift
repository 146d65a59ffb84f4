/// A season that comes back unchanged: an index for each place in it.
struct SeasonalPattern: Hashable, Sendable {
  /// How a season meets the level.
  enum Kind: String, Codable, Hashable, Sendable {
    case none = "N"
    case additive = "A"
    case multiplicative = "M"
  }

  let kind: Kind
  /// By place from the start of the history; of one neutral element where there is no season.
  let indices: [Double]

  static let none = SeasonalPattern(kind: .none, indices: [0])

  private init(kind: Kind, indices: [Double]) {
    self.kind = kind
    self.indices = indices
  }

  /// Classical decomposition: what a centred moving average leaves, averaged by place, and normalised
  /// to mean 1 (multiplicative) or 0 (additive).
  ///
  /// - Returns: nil with less than two seasons, or where a multiplicative index is not positive.
  /// Source: R's `decompose`.
  init?(of values: [Double], length: Int, kind: Kind) {
    guard kind != .none, length > 1, values.count / 2 >= length else { return nil }
    let trend = Self.centredAverage(values, length: length)
    let offset = length / 2
    var sums = [Double](repeating: 0, count: length)
    var counts = sums
    for (place, level) in trend.enumerated() {
      let time = place + offset
      let rest = kind == .additive ? values[time] - level : values[time] / level
      sums[time % length] += rest
      counts[time % length] += 1
    }
    let means = zip(sums, counts).map { $0 / $1 }
    let mean = means.reduce(0, +) / Double(length)
    let indices = means.map { kind == .additive ? $0 - mean : $0 / mean }
    guard indices.allSatisfy({ $0.isFinite && (kind == .additive || $0 > 1e-6) }) else {
      return nil
    }
    self.init(kind: kind, indices: indices)
  }

  /// Averages over one season around every value that has half a season on both sides; an even season
  /// takes half of the values at its two ends.
  private static func centredAverage(_ values: [Double], length: Int) -> [Double] {
    var sums = [0.0]
    sums.reserveCapacity(values.count + 1)
    for value in values { sums.append(sums[sums.count - 1] + value) }
    let half = length / 2
    return (half..<values.count - half).map { centre in
      let sum = sums[centre + half + 1] - sums[centre - half]
      let ends = length % 2 == 0 ? (values[centre - half] + values[centre + half]) / 2 : 0
      return (sum - ends) / Double(length)
    }
  }

  /// The index of a time counted from the start of the history.
  func index(at time: Int) -> Double { indices[time % indices.count] }

  func removed(from value: Double, at time: Int) -> Double {
    switch kind {
    case .none: value
    case .additive: value - index(at: time)
    case .multiplicative: value / index(at: time)
    }
  }

  func restored(to value: Double, at time: Int) -> Double {
    switch kind {
    case .none: value
    case .additive: value + index(at: time)
    case .multiplicative: value * index(at: time)
    }
  }

  /// What a deviation of the adjusted series is on the original one.
  func restored(deviation: Double, at time: Int) -> Double {
    kind == .multiplicative ? deviation * index(at: time) : deviation
  }
}

extension SeasonalPattern {
  /// Whether the autocorrelation one season back is significant at 90 %:
  /// `|r_m| > 1.645·√((1 + 2·Σ_{i<m} r_i²) / n)`.
  ///
  /// False with less than three seasons, and where R's lag limit `⌊10·log₁₀ n⌋` is below the season.
  /// Source: the M4 organisers' `SeasonalityTest`.
  static func isSeasonal(_ values: [Double], length: Int) -> Bool {
    let count = values.count
    guard length > 1, count / 3 >= length,
      Int(10 * Elementary.ln(Double(count)) / Elementary.ln(10) + 1e-9) >= length
    else { return false }
    let mean = values.reduce(0, +) / Double(count)
    let centred = values.map { $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 }
    guard variance > 0 else { return false }
    let correlations = (1...length).map { lag -> Double in
      var sum = 0.0
      for time in lag..<count { sum += centred[time] * centred[time - lag] }
      return sum / variance
    }
    let squares = correlations.dropLast().reduce(0) { $0 + $1 * $1 }
    let limit = 1.645 * ((1 + 2 * squares) / Double(count)).squareRoot()
    return abs(correlations[length - 1]) > limit
  }

  /// The pattern the test calls for: multiplicative where all values are positive, else additive.
  static func tested(_ history: ClassicalHistory, length: Int) -> SeasonalPattern {
    guard isSeasonal(history.filled, length: length) else { return .none }
    return SeasonalPattern(
      of: history.filled, length: length,
      kind: history.isPositive ? .multiplicative : .additive) ?? .none
  }
}
