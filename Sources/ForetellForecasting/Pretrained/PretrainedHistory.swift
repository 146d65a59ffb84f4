/// A series as pretrained networks see it: gaps bridged, in logarithms where all values are positive, dealt out to
/// one or more streams; and the way back.
struct PretrainedHistory {
  let route: PretrainedRoute
  /// Values of each stream in the transformed space, the newest last.
  let streams: [[Double]]
  /// Missing values at the end, which are steps of the future that nobody asks to hear of.
  let trailing: Int
  private let scale: Double
  private let isLogarithmic: Bool
  private let count: Int
  private let pattern: [Double]
  /// Bounds on transformed values and on values.
  private let ceiling: Double
  private let floor: Double

  /// nil where fewer than three values are observed, or all are equal.
  init?(_ values: ArraySlice<Double>, seasonLength: Int) {
    guard let history = ClassicalHistory(values), history.observedCount >= 3, !history.isConstant
    else { return nil }
    let isLogarithmic = history.isPositive
    var z = isLogarithmic ? history.filled.map(Elementary.ln) : history.filled
    let route = PretrainedRoute(seasonLength: seasonLength, count: z.count)
    var pattern: [Double] = []
    if let season = route.removedSeason,
      let found = SeasonalPattern(of: z, length: season, kind: .additive)
    {
      pattern = found.indices
      for place in z.indices { z[place] -= pattern[place % season] }
    }
    let largest = history.filled.max() ?? 0
    // What lies e³ above anything seen is no forecast but a slip of the extrapolation.
    ceiling = isLogarithmic ? Elementary.ln(largest) + 3 : .infinity
    floor = !isLogarithmic && history.filled.allSatisfy { $0 >= 0 } ? 0 : -.infinity
    streams = Self.dealt(z, parts: route.parts)
    count = z.count
    trailing = history.trailing
    scale = history.scale
    self.route = route
    self.pattern = pattern
    self.isLogarithmic = isLogarithmic
  }

  /// Stream p ends with the value that is `parts` steps before step p of the future.
  static func dealt<Element>(_ z: [Element], parts: Int) -> [[Element]] {
    guard parts > 1 else { return [z] }
    return (0..<parts).map { part in
      stride(from: (z.count + part) % parts, to: z.count, by: parts).map { z[$0] }
    }
  }

  /// Steps that each stream must forecast for so many of the series.
  func streamHorizon(_ horizon: Int) -> Int {
    (horizon + trailing + route.parts - 1) / route.parts
  }

  /// The value of a transformed one, `step` steps after the newest observed value (0 the first).
  func value(of z: Double, at step: Int) -> Double {
    guard z.isFinite else { return .nan }
    let season = pattern.isEmpty ? 0 : pattern[(count + step) % pattern.count]
    let value = isLogarithmic ? Elementary.exponential(min(z + season, ceiling)) : z + season
    // A power of two, so that the largest number over it times it is the largest number.
    let most = Double.greatestFiniteMagnitude / scale
    return max(-most, min(most, max(value, floor))) * scale
  }
}
