/// A chain of methods, each with its scope, applied one after the other.
///
/// Scopes never widen along the chain: what is fitted on a window cannot come before what is fitted on
/// the panel, since the panel's values would then depend on the window.
public struct Normalization: Codable, Hashable, Sendable {
  /// One link of the chain.
  public struct Stage: Codable, Hashable, Sendable {
    public var method: NormalizationMethod
    public var scope: NormalizationScope

    public init(_ method: NormalizationMethod, over scope: NormalizationScope) {
      self.method = method
      self.scope = scope
    }
  }

  public var stages: [Stage]

  /// A chain, or nil where a scope is wider than the one before it.
  public init?(_ stages: [Stage]) {
    guard zip(stages, stages.dropFirst()).allSatisfy({ $0.scope <= $1.scope }) else { return nil }
    self.stages = stages
  }

  /// A stored chain.
  ///
  /// - Throws: `DecodingError` where a scope is wider than the one before it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let stages = try container.decode([Stage].self, forKey: .stages)
    guard let chain = Normalization(stages) else {
      throw DecodingError.dataCorruptedError(
        forKey: .stages, in: container, debugDescription: "a scope widens along the chain")
    }
    self = chain
  }

  /// A single method.
  public init(_ method: NormalizationMethod, over scope: NormalizationScope) {
    stages = [Stage(method, over: scope)]
  }

  /// The methods of one scope, in order.
  public func methods(over scope: NormalizationScope) -> [NormalizationMethod] {
    stages.filter { $0.scope == scope }.map(\.method)
  }

  /// Reads `log@series,standard@series,level@window`, or nil where that is not a chain.
  public init?(_ text: String) {
    var stages: [Stage] = []
    // The empty text is the empty chain; an empty link within a chain is a slip.
    for part in text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "@", omittingEmptySubsequences: false)
      guard let method = NormalizationMethod(rawValue: String(words[0])), words.count <= 2,
        let scope = words.count == 1 ? .series : NormalizationScope(rawValue: String(words[1]))
      else { return nil }
      stages.append(Stage(method, over: scope))
    }
    self.init(stages)
  }
}

extension Normalization: CustomStringConvertible {
  /// The chain as ``init(_:)-(String)`` reads it.
  public var description: String {
    stages.map { "\($0.method.rawValue)@\($0.scope.rawValue)" }.joined(separator: ",")
  }
}
