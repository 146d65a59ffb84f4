public import ForetellSeries

/// The pretrained networks as a recipe; there is nothing to fit.
public struct PretrainedRecipe: Recipe {
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?

  public var name: String { PretrainedForecaster.name }

  public init(seasonLength: Int? = nil) { self.seasonLength = seasonLength }

  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> PretrainedForecaster {
    var forecaster = try Pretrained.forecaster(for: history, seasonLength: seasonLength)
    forecaster.threads = conditions.threads
    return forecaster
  }
}
