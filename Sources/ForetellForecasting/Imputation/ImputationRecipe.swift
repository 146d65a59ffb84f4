/// How gaps in series are filled.
///
/// A bidirectional network reads each window from both sides, with seasonal and linear estimates beside the values,
/// and corrects the best plain one. It learns from blocks of observed values that are hidden from it, as long as
/// the gaps are. Other blocks, held back throughout, choose the number of steps and between network and plain methods;
/// a third kind scores the choice. Sources: Schuster & Paliwal 1997 (bidirectional networks); Cao et al. 2018 (filling
/// gaps with them).
public struct ImputationRecipe: Codable, Hashable, Sendable {
  /// What may fill.
  public enum Choice: String, Codable, Hashable, Sendable, CaseIterable {
    /// What does best on blocks held back.
    case auto
    case network, linear, seasonal
  }

  public var choice: Choice
  /// Steps in the longest season; nil takes a week where steps are shorter than a day, else the frequency's.
  public var seasonLength: Int?
  public var hiddenSize: Int
  public var layers: Int
  /// Steps of training at the most.
  public var steps: Int
  public var seed: UInt64

  public init(
    choice: Choice = .auto, seasonLength: Int? = nil, hiddenSize: Int = 48, layers: Int = 1,
    steps: Int = 800, seed: UInt64 = 0
  ) {
    self.choice = choice
    self.seasonLength = seasonLength
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.steps = steps
    self.seed = seed
  }

  /// Known values in the whole panel below which blocks are not hidden: nothing is chosen, scored or bounded.
  public static let fewestValues = 24
  /// Known values in the whole panel below which no network is trained.
  public static let fewestValuesForNetwork = 160

  /// Whether a network is trained where so many values are known.
  public func trains(on known: Int) -> Bool {
    (choice == .auto || choice == .network) && known >= Self.fewestValuesForNetwork
  }
}
