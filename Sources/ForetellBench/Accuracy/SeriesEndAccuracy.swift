internal import Foretell

/// Forecasts the end of a series from what comes before it, with default settings and several seeds.
struct SeriesEndAccuracy {
  let file: String
  let horizon: Int
  let seeds: Int
  var steps: Int?
  var members: Int?

  private struct Line: Encodable {
    let file: String
    let horizon: Int
    let smape: [Double]
    let median_smape: Double
    let seasonal_naive_smape: Double
    let fit_seconds: Double
  }

  func run() async throws {
    let panel = try CSVReader().read(file).panel
    let history = panel.prefix(dropping: horizon)
    var recipe = RecurrentRecipe(horizon: horizon)
    recipe.members = members
    if let steps {
      var training = RecurrentRecipe.defaultTraining(for: history)
      training.steps = steps
      recipe.training = training
    }
    var (scores, times) = ([Double](), [Double]())
    for seed in 0..<seeds {
      recipe.seed = UInt64(seed)
      let start = ContinuousClock.now
      let model = try await recipe.fit(to: history)
      times.append((ContinuousClock.now - start) / .seconds(1))
      scores.append(
        try model.forecast(after: history, horizon: horizon)
          .smape(against: panel, horizon: horizon))
    }
    let baseline = try await BaselineRecipe(.seasonalNaive).fit(to: history)
    let naive = try baseline.forecast(after: history, horizon: horizon)
      .smape(against: panel, horizon: horizon)
    try JSONLine.print(
      Line(
        file: file, horizon: horizon, smape: scores.map { $0.rounded(to: 3) },
        median_smape: scores.median.rounded(to: 3),
        seasonal_naive_smape: naive.rounded(to: 3), fit_seconds: times.median.rounded(to: 3)))
  }
}
