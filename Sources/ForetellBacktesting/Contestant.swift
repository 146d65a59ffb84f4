public import ForetellForecasting

/// A model in a backtest: how to make it, what to call it, and what it is there for.
public struct Contestant: Sendable {
  public let name: String
  public let role: ModelRun.Role
  public let recipe: any Recipe

  /// - Parameters:
  ///   - name: the name of its column; nil takes the recipe's.
  ///   - role: nil takes that of the recipe's kind: baselines and classical models stand beside whatever
  ///     else is put to the test.
  public init(_ recipe: any Recipe, name: String? = nil, role: ModelRun.Role? = nil) {
    self.recipe = recipe
    self.name = name ?? recipe.name
    self.role =
      role
      ?? (recipe is BaselineRecipe
        ? .baseline : recipe is ClassicalRecipe ? .classical : .candidate)
  }
}
