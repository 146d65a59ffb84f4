internal import ForetellNetworks
public import ForetellSeries

/// A pretrained network, trained on for a while on the series of a panel.
///
/// A copy of the network of the season's class is trained without the newest values first, and looked at on its
/// way: the number of steps with the least error is taken, and only where it is clearly less than that of the
/// untouched network; else that one forecasts. The copy is then trained anew, on all data, for as many steps.
public struct TunedRecipe: Recipe {
  /// Steps to forecast, by which the number of training steps is chosen; the model forecasts any number.
  public var horizon: Int
  /// Steps in a season; nil takes the frequency's.
  public var seasonLength: Int?
  /// Training steps at the most; nil is a rule of the number of values (docs/pretrained.md).
  public var steps: Int?
  /// Windows of a step.
  public var batchSize = 64
  public var learningRate = 1e-3
  /// Whether the newest values are held back first; without it all steps are taken, whether they help or not.
  public var validates = true
  /// Seconds that fitting may take; how many steps that is depends on the machine, and so does the forecast.
  public var budget: Double?
  public var seed: UInt64 = 0

  public var name: String { TunedForecaster.name }

  public init(horizon: Int) { self.horizon = horizon }

  public func fit(
    to history: Panel, under conditions: FittingConditions
  ) async throws -> TunedForecaster {
    var base = try Pretrained.forecaster(for: history, seasonLength: seasonLength)
    base.threads = conditions.threads
    return try await fit(to: history, from: base, under: conditions)
  }

  /// The same from networks from elsewhere.
  package func fit(
    to history: Panel, from base: PretrainedForecaster, under conditions: FittingConditions
  ) async throws -> TunedForecaster {
    try check()
    try history.checkForecastable(horizon: horizon)
    let engine = Engine(
      threads: conditions.threads, instructionSet: try InstructionSet.preferred())
    var tuning = Tuning(self, from: base, history, engine: engine)
    tuning.flowInterval = conditions.flowInterval
    try tuning.checkMemory(limit: conditions.maximumMemory)
    return try tuning.forecaster(report: conditions.report)
  }

  /// The time of a few steps, for all of them.
  public func estimatedSeconds(
    toFit history: Panel, under conditions: FittingConditions
  ) async throws -> Double {
    try check()
    let base = try Pretrained.forecaster(for: history, seasonLength: seasonLength)
    let engine = Engine(
      threads: conditions.threads, instructionSet: try InstructionSet.preferred())
    return try Tuning(self, from: base, history, engine: engine).estimatedSeconds()
  }

  private func check() throws(ForecastingError) {
    let sizes = [("number of steps", steps ?? 1, 1_000_000), ("batch size", batchSize, 4096)]
    for (name, size, most) in sizes where !(1...most).contains(size) {
      throw ForecastingError(
        .recipe, "the \(name) of the tuning is \(size)", remedy: "it must lie within 1 … \(most)")
    }
    guard learningRate > 0, learningRate.isFinite, budget.map({ $0 > 0 && $0.isFinite }) ?? true
    else {
      throw ForecastingError(
        .recipe, "learning rate \(learningRate), budget \(budget ?? 0) seconds",
        remedy: "both must be above 0")
    }
  }
}
