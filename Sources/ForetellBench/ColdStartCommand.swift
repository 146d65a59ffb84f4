internal import ArgumentParser
internal import Foretell

/// Cold starts on generated launches: products that were not there, by their attributes alone.
struct ColdStartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cold-start",
    abstract: "Score cold starts against the mean profile of the products that were there.")

  @Option(help: "Products to learn from.") var products = 200
  @Option(help: "New products.") var new = 100
  @Option(help: "Weeks since the launch.") var horizon = 26
  @Option(help: "Seeds of panels, one after the other from 0.") var seeds = 3
  @Option(help: "Threads.") var threads: Int?

  private struct Line: Encodable {
    let seed: Int
    let profile_mae, mae, reduction, seconds: Double
  }

  func run() async throws {
    for seed in 0..<seeds {
      let all = LaunchPanel(count: products + new, length: horizon)
        .panel(RandomStream(seed: UInt64(seed)))
      let (history, later) = (
        try Panel(Array(all.prefix(products))), try Panel(Array(all.suffix(new)))
      )
      var recipe = ColdStartRecipe(horizon: horizon)
      recipe.covariates = CovariateColumns(
        fixed: ["category", "launch", "price"], categorical: ["category", "launch"])
      let start = ContinuousClock.now
      let model = try await recipe.fit(to: history, under: FittingConditions(threads: threads))
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let launches = try Panel(
        all.suffix(new).map { series in
          var empty = series
          empty.values = []
          return empty
        })
      let forecast = try model.forecast(after: launches, horizon: horizon)
      let profile = LaunchTrial.profile(of: history, series: Array(0..<products), horizon: horizon)
      let numbers = Array(0..<new)
      let error = LaunchTrial.error(forecast.series.map(\.values), of: numbers, in: later)
      let plain = LaunchTrial.error(numbers.map { _ in profile }, of: numbers, in: later)
      try JSONLine.print(
        Line(
          seed: seed, profile_mae: plain.rounded(to: 3), mae: error.rounded(to: 3),
          reduction: (1 - error / plain).rounded(to: 4), seconds: seconds.rounded(to: 1)))
    }
  }
}
