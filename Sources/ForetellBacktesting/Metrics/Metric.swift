/// A measure of error: a statistic of each point, a way to add points up, a unit and a direction.
///
/// A score is a sum over points divided by another sum over the same points, for some the square root of
/// that; so scores of parts follow from adding ``Tally`` values. Definitions: docs/metrics.md.
public struct Metric: Hashable, Sendable {
  /// The kinds of measure, by the names of docs/metrics.md.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case mae, mse, rmse, mape, smape, wape, mase, rmsse, bias, mql, crps, coverage, winkler, msis

    /// Whether it measures the interval of one level.
    public var hasLevel: Bool {
      switch self {
      case .coverage, .winkler, .msis: true
      default: false
      }
    }
  }

  public let kind: Kind
  /// The level of the interval it measures, in percent; nil for measures of points or of all levels.
  public let level: Double?

  /// A measure of the kind.
  /// - Parameter level: above 0 and below 100; 95 where a measure of intervals is given none, ignored by
  ///   the others.
  public init(_ kind: Kind, level: Double? = nil) {
    precondition((level ?? 50) > 0 && (level ?? 50) < 100, "a level lies between 0 and 100 percent")
    self.kind = kind
    self.level = kind.hasLevel ? level ?? 95 : nil
  }

  /// The measure of a name as ``name`` gives it, in upper or lower case; nil where it is none of
  /// ``acceptedNames``.
  public init?(_ name: String) {
    let parts = name.lowercased().split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let kind = Kind(rawValue: String(first)) else { return nil }
    guard kind.hasLevel else {
      guard parts.count == 1 else { return nil }
      self.init(kind)
      return
    }
    guard parts.count == 2, let level = Double(String(parts[1])), level > 0, level < 100 else {
      return nil
    }
    self.init(kind, level: level)
  }

  /// The name by which it is asked for: `mase`, `coverage-80`, `winkler-97.5`.
  public var name: String {
    guard let level else { return kind.rawValue }
    return "\(kind.rawValue)-\(Wording.plain(level))"
  }

  /// What names there are, for messages: a list in words.
  public static let acceptedNames =
    Kind.allCases.map { $0.hasLevel ? "\($0.rawValue)-LEVEL" : $0.rawValue }
    .joined(separator: ", ") + " (LEVEL in percent, as in coverage-80)"
}

extension Metric {
  public static let mae = Metric(.mae)
  public static let mse = Metric(.mse)
  public static let rmse = Metric(.rmse)
  public static let mape = Metric(.mape)
  public static let smape = Metric(.smape)
  public static let wape = Metric(.wape)
  public static let mase = Metric(.mase)
  public static let rmsse = Metric(.rmsse)
  public static let bias = Metric(.bias)
  public static let mql = Metric(.mql)
  public static let crps = Metric(.crps)

  /// The share of values inside the interval of a level in percent.
  public static func coverage(_ level: Double) -> Metric { Metric(.coverage, level: level) }
  /// The interval score of a level in percent.
  public static func winkler(_ level: Double) -> Metric { Metric(.winkler, level: level) }
  /// The scaled interval score of a level in percent.
  public static func msis(_ level: Double) -> Metric { Metric(.msis, level: level) }

  /// What is scored where nothing else is asked for: every measure, those of intervals for each level.
  public static func standard(levels: [Double]) -> [Metric] {
    let points: [Metric] = [.mase, .smape, .mape, .wape, .mae, .rmse, .mse, .rmsse, .bias]
    guard !levels.isEmpty else { return points }
    return points + [.mql, .crps] + levels.map(coverage) + levels.map(winkler) + levels.map(msis)
  }
}

extension Metric: Codable {
  /// Reads a name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let metric = Metric(name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "‘\(name)’ is none of \(Metric.acceptedNames)")
    }
    self = metric
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

extension Metric: CustomStringConvertible {
  public var description: String { name }
}
