internal import ForetellSeries

/// The plain methods that every model has to beat.
public enum Baseline: String, Codable, Hashable, Sendable, CaseIterable {
  /// The last value, again and again.
  case naive
  /// The last season, again and again; the last value where the season length is 1.
  case seasonalNaive = "seasonal-naive"
  /// The straight line through the first and the last value.
  case drift

  /// The name of its column.
  public var name: String {
    switch self {
    case .naive: "Naive"
    case .seasonalNaive: "SeasonalNaive"
    case .drift: "Drift"
    }
  }

  /// The `horizon` values after `history`.
  ///
  /// Missing values are passed over: the seasonal method takes the newest observed value of each place
  /// in the season, or the last observed value where a place has none.
  ///
  /// - Parameter history: has at least one observed value.
  func values(after history: ArraySlice<Double>, horizon: Int, seasonLength: Int) -> [Double] {
    let observed = history.indices.filter { !history[$0].isNaN }
    guard let firstIndex = observed.first, let lastIndex = observed.last else {
      return Array(repeating: .nan, count: horizon)
    }
    let last = history[lastIndex]
    switch self {
    case .naive: return Array(repeating: last, count: horizon)
    case .drift:
      let distance = Double(max(1, lastIndex - firstIndex))
      // Divided first, so that values of 10³⁰⁸ do not overflow.
      let slope = last / distance - history[firstIndex] / distance
      let ahead = history.endIndex - 1 - lastIndex
      return (1...horizon).map { last + slope * Double($0 + ahead) }
    case .seasonalNaive:
      let season = max(1, seasonLength)
      let newest = (0..<min(season, horizon)).map { place -> Double in
        // Counted back from the end: place 0 is the first step ahead.
        let candidates = stride(
          from: history.endIndex - season + place, through: history.startIndex, by: -season)
        return candidates.first { history.indices.contains($0) && !history[$0].isNaN }
          .map { history[$0] } ?? last
      }
      return (0..<horizon).map { newest[$0 % season] }
    }
  }
}
