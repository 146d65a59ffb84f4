/// How many steps back each layer of a stack looks, by blocks of layers from the lowest.
///
///     h_t = cell(h_{t−d}, x_t)      d = 1 in a plain stack
///
/// So a few layers reach as far back as a window is long, and a layer of dilation m sees its own season. In a residual
/// stack a shortcut goes around each block above the first. Source: Chang et al. 2017; Kim, El-Khamy & Lee 2017; Smyl 2020.
public enum Dilations: Hashable, Sendable {
  case blocks([[Int]])
  /// By the season's length m, as ES-RNN has them for the M4 competition (Smyl 2020); see ``blocks(season:steps:)``.
  case season

  /// Reads `1,3/6,12`, blocks separated by `/`, or `season`; nil where it is neither.
  public init?(_ text: String) {
    if text == "season" {
      self = .season
      return
    }
    let blocks = text.split(separator: "/", omittingEmptySubsequences: false).map { block in
      block.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    }
    let known = blocks.map { $0.compactMap { $0 } }
    guard blocks.map(\.count) == known.map(\.count),
      known.allSatisfy({ $0.allSatisfy { $0 > 0 } })
    else { return nil }
    self = .blocks(known)
  }

  /// The blocks of a stack over windows of some steps.
  ///
  ///     m      1            4            7             12            24              52
  ///     blocks 1,2 | 2,6    1,2 | 4,8    1,7 | 14,28   1,3 | 6,12    1,4 | 24,168    1,52
  ///     others 1,m/4 | m/2,m
  ///
  /// What looks back as many steps as a window has, or more, would see nothing but zeros, and is left out. Blocks that
  /// were given stay as they are.
  func blocks(season: Int, steps: Int) -> [[Int]] {
    let blocks: [[Int]]
    switch self {
    case .blocks(let given): return given
    case .season:
      blocks =
        switch season {
        case ...1: [[1, 2], [2, 6]]
        case 4: [[1, 2], [4, 8]]
        case 7: [[1, 7], [14, 28]]
        case 12: [[1, 3], [6, 12]]
        case 24: [[1, 4], [24, 168]]
        case 52: [[1, 52]]
        default: [[1, max(2, season / 4)], [max(2, season / 2), season]]
        }
    }
    return blocks.map { $0.filter { $0 == 1 || $0 < steps } }.filter { !$0.isEmpty }
  }

  /// `1,3/6,12`.
  static func text(of blocks: [[Int]]) -> String {
    blocks.map { $0.map(String.init).joined(separator: ",") }.joined(separator: "/")
  }
}

extension Dilations: Codable {
  /// `"season"`, or blocks as `[[1, 3], [6, 12]]`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let word = try? container.decode(String.self) {
      guard let found = Dilations(word) else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "‘\(word)’ are no dilations; say [[1, 3], [6, 12]] or \"season\"")
      }
      self = found
    } else {
      self = .blocks(try container.decode([[Int]].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .season: try container.encode("season")
    case .blocks(let blocks): try container.encode(blocks)
    }
  }
}
