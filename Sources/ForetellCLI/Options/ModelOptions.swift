internal import ArgumentParser
internal import Foretell

/// The models by the names of `--model`.
enum ModelChoice: String, ExpressibleByArgument, CaseIterable {
  case lstm
  case gru
  case gruResetBefore = "gru-reset-before"
  case rnn
  case rnnReLU = "rnn-relu"
  case naive
  case seasonalNaive = "seasonal-naive"
  case drift
  case windowAverage = "window-average"
  case naive2
  case simpleSmoothing = "ses"
  case holt
  case dampedHolt = "damped-holt"
  case holtWinters = "holt-winters"
  case holtWintersMultiplicative = "holt-winters-multiplicative"
  case theta
  case autoETS = "auto-ets"

  var cell: CellKind? { CellKind(rawValue: rawValue) }
  var baseline: Baseline? { Baseline(rawValue: rawValue) }
  var classicalMethod: ClassicalMethod? { ClassicalMethod(rawValue: rawValue) }

  /// The name of its column.
  var name: String {
    cell?.modelName ?? baseline?.name ?? classicalMethod?.name ?? rawValue
  }
}

/// What is fitted; whatever is left out is chosen from the data.
struct ModelOptions: ParsableArguments {
  @Option(name: [.customShort("H"), .long], parsing: .unconditional, help: "Steps to forecast.")
  var horizon: Int

  @Option(help: "The model (lstm).")
  var model: ModelChoice?

  @OptionGroup(title: "Network") var network: NetworkOptions

  func validate() throws { try HorizonCheck.check(horizon) }

  /// The recipe of a recurrent model for a panel.
  func recipe(for panel: Panel) throws -> RecurrentRecipe {
    try network.recipe(horizon: horizon, cell: model?.cell, for: panel)
  }
}

/// The range of `-H`, wherever it is given.
enum HorizonCheck {
  static func check(_ horizon: Int) throws {
    guard (1...longestHorizon).contains(horizon) else {
      throw ValidationError("--horizon is \(horizon); it must lie within 1 … \(longestHorizon).")
    }
  }
}
