import ForetellForecasting
import ForetellNetworks
import ForetellSeries
import ForetellWindowing
import Testing

@Suite struct OutputTests {
  /// A head between 0 and 1 under min–max normalization cannot leave what the series has seen.
  @Test(arguments: CellKind.allCases)
  func sigmoidForecastsStayWithinTheRangeSeen(_ cell: CellKind) async throws {
    let values = Samples.values(60)
    let panel = try Samples.panel(values)
    var recipe = Samples.recipe(cell)
    (recipe.output, recipe.normalization) = (.sigmoid, nil)
    let model = try await recipe.fit(to: panel, under: Samples.oneThread)
    #expect(model.resolved.normalization.description == "min-max@series")
    let forecast = try model.forecast(after: panel, horizon: 3).series[0].values
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    #expect(forecast.allSatisfy { low < $0 && $0 < high })
  }

  @Test func samplingChangesWhatIsLearnedFrom() async throws {
    let panel = try Samples.panel(Samples.values(200), Samples.values(30, seed: 3))
    var forecasts: [[Double]] = []
    for sampling in SamplingWeights.allCases {
      var recipe = Samples.recipe()
      recipe.sampling = sampling
      let model = try await recipe.fit(to: panel, under: Samples.oneThread)
      forecasts.append(try model.forecast(after: panel, horizon: 3).series[0].values)
    }
    #expect(Set(forecasts).count == SamplingWeights.allCases.count)
  }
}
