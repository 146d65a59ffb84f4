import Foretell

/// Hourly load that follows the temperature: an encoder–decoder that is told the weather forecast, and one that is not.
@main struct KnownTemperature {
  static func main() async throws {
    let (horizon, hours) = (24, 24 * 60)
    let random = RandomStream(seed: 4)
    // Weather that wanders from hour to hour, warmer by day; load rises where people heat and where they work.
    var weather = 0.0
    var (temperature, load) = ([Double](), [Double]())
    for hour in 0..<hours + horizon {
      weather = 0.97 * weather + 2.4 * (random[uniformAt: 2 * hour] - 0.5)
      let isDay = (7..<20).contains(hour % 24)
      temperature.append(8 + 4 * weather + (isDay ? 4 : -2))
      let heating = 3 * max(0, 16 - temperature[hour])
      load.append(100 + (isDay ? 30 : 0) + heating + 6 * (random[uniformAt: 2 * hour + 1] - 0.5))
    }
    guard let start = Timestamp(secondsSince1970: 1_704_067_200) else { return }
    let series = TimeSeries(
      id: "load", frequency: .hourly, start: start, values: Array(load.prefix(hours)),
      covariates: ["temperature": Array(temperature.prefix(hours))])
    let history = try Panel([series]).replacingFuture(
      FutureCovariates(
        offsets: [0, horizon],
        covariates: ["temperature": Array(temperature.suffix(horizon))]))

    for known in [[], ["temperature"]] {
      var recipe = EncoderDecoderRecipe(horizon: horizon)
      recipe.covariates = CovariateColumns(known: known)
      recipe.members = 1
      let model = try await recipe.fit(to: history)
      let values = try model.forecast(after: history, horizon: horizon).series[0].values
      let error = zip(values, load.suffix(horizon)).reduce(0) { $0 + abs($1.0 - $1.1) }
      let name = known.isEmpty ? "without the temperature" : "with the temperature"
      print("mean absolute error \(name): \((10 * error / Double(horizon)).rounded() / 10)")
    }
  }
}
