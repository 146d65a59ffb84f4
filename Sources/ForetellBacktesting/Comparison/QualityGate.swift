/// A condition under which a backtest counts as failed, for automation.
///
///     QualityGate("mase>1.0")          fails where the candidate's MASE is above 1
///     QualityGate.worseThan("SeasonalNaive")
///
/// Scores are means over series; a gate whose score cannot be computed fails.
public struct QualityGate: Hashable, Sendable {
  /// How a score stands to the number of a gate.
  public enum Relation: String, Hashable, Sendable, CaseIterable {
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"

    func holds(_ left: Double, _ right: Double) -> Bool {
      switch self {
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      }
    }
  }

  /// When it fails.
  public enum Condition: Hashable, Sendable {
    /// The candidate's score stands so to a number, in the unit of the score: a fraction for mape, wape
    /// and coverage, 0–200 for smape.
    case score(Metric, Relation, Double)
    /// The candidate is worse than a model by the ranking metric.
    case worseThan(String)
  }

  public let condition: Condition

  public init(_ condition: Condition) { self.condition = condition }

  /// Fails where the candidate is worse than the model of that name.
  public static func worseThan(_ model: String) -> QualityGate { QualityGate(.worseThan(model)) }

  /// What texts ``init(_:)-(String)`` reads.
  public static let accepted =
    "METRIC, one of < <= > >=, and a number, as in 'mase>1.0', 'smape>=12.5' or 'coverage-80<0.7'"

  /// Reads `mase>1.0`; blanks are allowed, and `70%` for 0.7 where the metric is a fraction.
  public init(_ text: String) throws(QualityGateError) {
    guard let place = text.firstIndex(where: { $0 == "<" || $0 == ">" }),
      let relation = Relation.allCases.first(where: { text[place...].hasPrefix($0.rawValue) })
    else {
      throw QualityGateError(
        .relation, "‘\(text)’ has no comparison", remedy: "write \(Self.accepted)")
    }
    let name = Self.trimmed(text[..<place])
    guard let metric = Metric(name) else {
      throw QualityGateError(
        .metric, "‘\(name)’ in ‘\(text)’ is no metric",
        remedy: "take one of \(Metric.acceptedNames)")
    }
    let after = text.index(place, offsetBy: relation.rawValue.count)
    let number = try Self.number(Self.trimmed(text[after...]), of: metric, in: text)
    self.init(.score(metric, relation, number))
  }

  private static func number(
    _ text: String, of metric: Metric, in whole: String
  ) throws(QualityGateError) -> Double {
    let isPercent = text.hasSuffix("%") && metric.reportFactor == 100
    let digits = isPercent ? trimmed(text.dropLast()) : text
    guard let read = Double(digits), read.isFinite else {
      throw QualityGateError(
        .number, "‘\(text)’ in ‘\(whole)’ is not a number", remedy: "write \(accepted)")
    }
    let number = isPercent ? read / 100 : read
    guard metric.kind != .coverage || (0...1).contains(number) else {
      throw QualityGateError(
        .number, "‘\(whole)’ compares a share with \(digits)",
        remedy: "coverage is a fraction: write 0.7 or 70%")
    }
    return number
  }

  private static func trimmed(_ text: Substring) -> String {
    let blanks: Set<Character> = [" ", "\t"]
    return String(
      String(text.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()))
  }
}

extension QualityGate: CustomStringConvertible {
  public var description: String {
    switch condition {
    case .score(let metric, let relation, let number):
      "\(metric.name)\(relation.rawValue)\(Wording.plain(number))"
    case .worseThan(let model): "worse than \(model)"
    }
  }
}

/// Why a text is no quality gate, and what would be.
public struct QualityGateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble; more may come.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// There is no comparison.
    public static let relation = Code(rawValue: "relation")
    /// The metric is unknown.
    public static let metric = Code(rawValue: "metric")
    /// The number cannot be read, or not be meant.
    public static let number = Code(rawValue: "number")
  }

  public let code: Code
  public let message: String
  public let remedy: String

  init(_ code: Code, _ message: String, remedy: String) {
    (self.code, self.message, self.remedy) = (code, message, remedy)
  }

  public var description: String { "\(message); \(remedy)" }
}
