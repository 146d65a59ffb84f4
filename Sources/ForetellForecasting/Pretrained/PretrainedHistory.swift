/// A series as pretrained networks see it: gaps bridged, in logarithms where all values are positive, dealt out to
/// one or more streams; and the way back.
struct PretrainedHistory {
  let route: PretrainedRoute
  /// Values of each stream in the transformed space, the newest last.
  let streams: [[Double]]
  /// Missing values at the end, which are steps of the future that nobody asks to hear of.
  let trailing: Int
  private let scale: Double
  private let count: Int
  private let pattern: [Double]
  var isLogarithmic: Bool { logarithms != nil }
  /// Where logarithms begin to be held back; nil where values are seen as they are.
  private let logarithms: ClosedRange<Double>?
  /// The least that a value may be.
  private let floor: Double

  /// Missing values at the end of a stream that are still bridged by forecasting them.
  static let mostTrailing = 1000

  init(_ values: ArraySlice<Double>, seasonLength: Int) throws(PretrainedObstacle) {
    let observed = values.count { !$0.isNaN }
    guard let history = ClassicalHistory(values), observed >= 3 else { throw .tooFew(observed) }
    guard !history.isConstant else { throw .constant }
    let isLogarithmic = history.isPositive
    var z = isLogarithmic ? history.filled.map(Elementary.ln) : history.filled
    let route = PretrainedRoute(seasonLength: seasonLength, count: z.count)
    guard history.trailing / route.parts <= Self.mostTrailing else {
      throw .endsMissing(history.trailing)
    }
    var pattern: [Double] = []
    if let season = route.removedSeason,
      let found = SeasonalPattern(of: z, length: season, kind: .additive)
    {
      pattern = found.indices
      for place in z.indices { z[place] -= pattern[place % season] }
    }
    let (smallest, largest) = (history.filled.min() ?? 1, history.filled.max() ?? 1)
    logarithms =
      isLogarithmic
      ? Elementary.ln(smallest) - Self.freeLogarithms...Elementary.ln(largest) + Self.freeLogarithms
      : nil
    floor = !isLogarithmic && history.filled.allSatisfy { $0 >= 0 } ? 0 : -.infinity
    streams = Self.dealt(z, parts: route.parts)
    count = z.count
    trailing = history.trailing
    scale = history.scale
    self.route = route
    self.pattern = pattern
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
    let value =
      logarithms.map { Elementary.exponential(Self.heldBack(z + season, within: $0)) } ?? z + season
    // A power of two, so that the largest number over it times it is the largest number.
    let most = Double.greatestFiniteMagnitude / scale
    return max(-most, min(most, max(value, floor))) * scale
  }

  /// A factor of e² beyond anything seen is believed.
  static let freeLogarithms = 2.0

  /// Beyond the range a logarithm goes on as one of itself: what lies so far out is a slip of the extrapolation more
  /// than a forecast, but bounds stay apart and in order.
  static func heldBack(_ z: Double, within range: ClosedRange<Double>) -> Double {
    if z > range.upperBound { return range.upperBound + Elementary.ln(1 + z - range.upperBound) }
    if z < range.lowerBound { return range.lowerBound - Elementary.ln(1 + range.lowerBound - z) }
    return z
  }
}

/// Why the pretrained networks do not forecast a series; the naive method does.
enum PretrainedObstacle: Error {
  case tooFew(Int)
  case constant
  case endsMissing(Int)

  /// In words that follow the series' name.
  var reason: String {
    switch self {
    case .tooFew(let count): "it has \(count) value\(count == 1 ? "" : "s")"
    case .constant: "all its values are equal"
    case .endsMissing(let count): "its last \(count) values are missing"
    }
  }
}
