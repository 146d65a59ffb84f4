import Foretell

/// Forecasts products that have never been sold, from what they are: category, kind of launch and price.
@main struct ColdStart {
  static func main() async throws {
    // 160 products with their first 26 weeks, and 40 that are about to be launched.
    let products = LaunchPanel(count: 200, length: 26).panel(RandomStream(seed: 1))
    let known = try Panel(Array(products.prefix(160)))
    let launches = try Panel(
      products.suffix(40).map { product in
        TimeSeries(
          id: product.id, frequency: product.frequency, start: product.start, values: [],
          attributes: product.attributes)
      })

    var recipe = ColdStartRecipe(horizon: 26)
    recipe.covariates = CovariateColumns(
      fixed: ["category", "launch", "price"], categorical: ["category", "launch"])
    recipe.members = 2
    let model = try await recipe.fit(to: known)
    let forecast = try model.forecast(after: launches, horizon: 26, levels: [80])

    // What came of them, beside the mean of all products: the forecast of who does not look at what they are.
    let came = try Panel(Array(products.suffix(40)))
    let profile = LaunchTrial.profile(of: known, series: Array(0..<160), horizon: 26)
    let ours = LaunchTrial.error(forecast.series.map(\.values), of: Array(0..<40), in: came)
    let plain = LaunchTrial.error(
      Array(repeating: profile, count: 40), of: Array(0..<40), in: came)
    print("mean absolute error of the mean profile: \(plain.rounded())")
    print("mean absolute error of the cold start:   \(ours.rounded())")
    print("reduction: \((100 * (1 - ours / plain)).rounded()) %")
  }
}
