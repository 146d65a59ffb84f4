public import ForetellSeries

/// A baseline as a recipe.
public struct BaselineRecipe: Recipe {
  public var baseline: Baseline
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?

  public var name: String { baseline.name }

  public init(_ baseline: Baseline, seasonLength: Int? = nil) {
    self.baseline = baseline
    self.seasonLength = seasonLength
  }

  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> BaselineForecaster {
    BaselineForecaster(
      baseline: baseline, seasonLength: seasonLength ?? history.frequency.defaultSeasonLength)
  }
}
