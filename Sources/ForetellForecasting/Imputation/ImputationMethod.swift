/// A way to fill gaps.
public enum ImputationMethod: Hashable, Sendable, CustomStringConvertible {
  /// The straight line between the values on both sides.
  case linear
  /// The mean of the values whole seasons before and after; the season in steps.
  case seasonal(Int)
  /// The seasonal mean of the longest season, moved to meet the values on both sides.
  case adjusted
  /// A bidirectional network that corrects `adjusted`.
  case network

  public var description: String {
    switch self {
    case .linear: "linear"
    case .seasonal(let season): "seasonal-\(season)"
    case .adjusted: "seasonal-adjusted"
    case .network: "network"
    }
  }
}

extension GapEstimates {
  /// What a plain method says at a step of the window; NaN where it knows nothing.
  func estimate(_ method: ImputationMethod, _ seasons: [Int], at step: Int) -> Double {
    switch method {
    case .linear: return linear[step]
    case .seasonal(let season):
      return seasons.firstIndex(of: season).map { seasonal[$0][step] } ?? linear[step]
    case .adjusted, .network: return adjusted[step]
    }
  }
}
