internal import Foretell

extension NetworkOptions {
  /// The recipe of a network that carries its state; the cell is the configuration's.
  func statefulRecipe(horizon: Int, for panel: Panel) throws -> StatefulRecipe {
    var recipe = StatefulRecipe(horizon: horizon)
    recipe.network = try self.recipe(horizon: horizon, cell: nil, for: panel)
    return recipe
  }

  /// The recipe of a recurrent model for a panel: the configuration's, changed by the flags.
  ///
  /// - Parameter cell: nil takes the configuration's.
  func recipe(
    horizon: Int, cell: CellKind?, for panel: Panel
  ) throws -> RecurrentRecipe {
    var recipe = try config.map(RecipeFile.read) ?? RecurrentRecipe(horizon: horizon)
    recipe.horizon = horizon
    recipe.cell = cell ?? recipe.cell
    recipe.inputSize = inputSize ?? recipe.inputSize
    recipe.seasonLength = seasonLength ?? recipe.seasonLength
    recipe.hiddenSize = hiddenSize ?? recipe.hiddenSize
    recipe.layers = layers ?? recipe.layers
    recipe.dilations = dilations ?? recipe.dilations
    if let layers, let dilations = recipe.dilations {
      try DilationsArgument.check(dilations, layers: layers)
    }
    recipe.dropout = dropout ?? recipe.dropout
    stack(&recipe)
    recipe.strategy = strategy ?? recipe.strategy
    recipe.normalization = normalize.flatMap { Normalization($0) } ?? recipe.normalization
    recipe.members = members ?? recipe.members
    recipe.validationSize = valSize ?? recipe.validationSize
    recipe.seed = seed ?? recipe.seed
    if self.training.isGiven || loss != nil {
      var training = recipe.training ?? RecurrentRecipe.defaultTraining(for: panel)
      try self.training.change(&training)
      training.loss = loss?.loss ?? training.loss
      recipe.training = training
    }
    return recipe
  }
}
