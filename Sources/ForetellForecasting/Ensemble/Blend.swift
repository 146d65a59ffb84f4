/// A method that stands beside the networks of an ensemble.
public enum Companion: String, Codable, Hashable, Sendable, CaseIterable, CodingKeyRepresentable {
  case theta
  case autoETS = "auto-ets"
  case seasonalNaive = "seasonal-naive"
  case naive
  case drift
  case windowAverage = "window-average"
  /// A network pretrained on synthetic series, as it is, and trained on for a while on the panel.
  case zero, tuned

  /// The name of its column.
  public var name: String {
    switch self {
    case .zero: PretrainedForecaster.name
    case .tuned: TunedForecaster.name
    default: classicalMethod?.name ?? baseline?.name ?? rawValue
    }
  }

  var classicalMethod: ClassicalMethod? { ClassicalMethod(rawValue: rawValue) }
  var baseline: Baseline? { Baseline(rawValue: rawValue) }
}

/// The weights by which forecasts are averaged on the original scale; they add up to 1.
public struct Blend: Codable, Hashable, Sendable {
  /// Weight of the networks' mean.
  public let networks: Double
  /// Weights of the methods beside them, each above 0.
  public let companions: [Companion: Double]

  /// Companions with their weights; the networks have what is left.
  ///
  /// - Precondition: no weight is negative, and all together are 1 at the most.
  public init(_ companions: [Companion: Double]) {
    let sum = Self.sum(companions)
    precondition(
      companions.values.allSatisfy { $0 >= 0 } && sum <= 1 + 1e-9, "weights of a mean")
    self.companions = companions.filter { $0.value > 0 }
    networks = max(0, 1 - sum) < 1e-9 ? 0 : 1 - sum
  }

  /// In one order: that of a dictionary is another in every process, and so would be the last bit.
  private static func sum(_ companions: [Companion: Double]) -> Double {
    Companion.allCases.reduce(0) { $0 + companions[$1, default: 0] }
  }

  /// One method alone.
  public static func alone(_ companion: Companion) -> Blend { Blend([companion: 1]) }

  /// Whether its weights are those of a mean, whatever file they came from.
  var isPlausible: Bool {
    let weights = [networks] + companions.values
    return weights.allSatisfy { $0 >= 0 && $0 <= 1 }
      && abs(networks + Self.sum(companions) - 1) < 1e-6
  }

  /// The same without the networks, where there are none: companions in proportion, or Theta.
  var withoutNetworks: Blend {
    let sum = Self.sum(companions)
    return sum > 0 ? Blend(companions.mapValues { $0 / sum }) : .alone(.theta)
  }
}

extension Blend: CustomStringConvertible {
  /// Such as `80 % networks, 20 % Theta`.
  public var description: String {
    let parts =
      [(networks, "networks")]
      + Companion.allCases.compactMap { one in companions[one].map { ($0, one.name) } }
    let shown = parts.filter { $0.0 > 0 }
    if shown.count == 1 { return shown[0].1 }
    return shown.map { "\(Int(($0.0 * 100).rounded())) % \($0.1)" }.joined(separator: ", ")
  }
}
