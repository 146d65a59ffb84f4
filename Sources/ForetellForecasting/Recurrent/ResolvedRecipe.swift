public import ForetellNetworks
public import ForetellNormalization

/// A recipe with nothing left open: what a fitted model was made by.
public struct ResolvedRecipe: Codable, Hashable, Sendable {
  /// The recipe as it was given.
  public let recipe: RecurrentRecipe
  public let network: NetworkConfiguration
  /// Width, steps and stride of a window.
  public let width: Int
  public let steps: Int
  public let seasonLength: Int
  public let normalization: Normalization
  public internal(set) var training: Training
  public let members: Int
  /// 0 where the series are too short to hold anything back.
  public let validationSize: Int
}
