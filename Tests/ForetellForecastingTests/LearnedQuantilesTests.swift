import ForetellForecasting
import ForetellNetworks
import ForetellRandom
import ForetellSeries
import Foundation
import Testing

/// Recurrent models whose outputs are quantiles.
@Suite struct LearnedQuantilesTests {
  private static func recipe(_ loss: Loss, readout: Readout = .everyStep) -> RecurrentRecipe {
    var recipe = Samples.recipe(readout: readout, steps: 30, members: 2)
    recipe.training?.loss = loss
    return recipe
  }

  @Test(arguments: Readout.allCases, [nil, 2])
  func intervalsNestAndComeBackFromTheFile(_ readout: Readout, _ segment: Int?) async throws {
    if segment != nil, readout == .everyStep { return }
    var recipe = Self.recipe(.quantiles(.standard), readout: readout)
    recipe.segmentLength = segment
    let panel = try Samples.panel(Samples.values(50), Samples.values(40, seed: 2))
    let model = try await recipe.fit(to: panel, under: Samples.oneThread)
    #expect(model.resolved.network.outputSize == 9 * (segment == nil ? 3 : 4))
    #expect(model.summary?.contains("9 quantiles") == true)
    let forecast = try model.forecast(after: panel, horizon: 3, levels: [30, 80, 95, 99])
    for series in forecast.series {
      #expect(series.values.count == 3)
      for step in 0..<3 {
        let lower = series.intervals.map { $0.lower[step] }
        let upper = series.intervals.map { $0.upper[step] }
        let point = series.values[step]
        #expect(zip(lower, lower.dropFirst()).allSatisfy { $0 >= $1 } && lower[0] <= point)
        #expect(zip(upper, upper.dropFirst()).allSatisfy { $0 <= $1 } && upper[0] >= point)
      }
    }
    let bytes = try Samples.file(.recurrent(model)).encoded()
    let loaded = try ModelFile(bytes, path: "model")
    #expect(try loaded.encoded() == bytes)
    #expect(
      try loaded.model.forecast(after: panel, horizon: 3, levels: [30, 80, 95, 99]) == forecast)
    #expect(throws: ForecastingError.self) { try model.forecast(after: panel, horizon: 5) }
  }

  @Test func otherLossesOfValuesTrainToo() async throws {
    let panel = try Samples.panel(Samples.values(50))
    for loss in [Loss.meanAbsoluteError, .huber(delta: 1), .pinball(quantile: 0.4)] {
      let model = try await Self.recipe(loss).fit(to: panel, under: Samples.oneThread)
      let forecast = try model.forecast(after: panel, horizon: 3, levels: [80])
      #expect(forecast.series[0].intervals.count == 1)
    }
  }

  @Test func lossesThatForecastNoValuesAreRefused() throws {
    let panel = try Samples.panel(Samples.values(50))
    for loss in [
      Loss.binaryCrossEntropy, .categoricalCrossEntropy, .negativeLogLikelihood(.gaussian),
      .quantiles(OrderedQuantiles(levels: [])), .huber(delta: -1),
    ] {
      #expect(throws: ForecastingError.self) { try Self.recipe(loss).resolved(for: panel) }
    }
    var recursive = Self.recipe(.quantiles(.standard))
    recursive.strategy = .recursive
    #expect(throws: ForecastingError.self) { try recursive.resolved(for: panel) }
    var squashed = Self.recipe(.quantiles(.standard))
    squashed.output = .softmax
    #expect(throws: ForecastingError.self) { try squashed.resolved(for: panel) }
  }

  @Test func aFileWhoseLossDoesNotFitItsNetworkIsDamaged() async throws {
    let panel = try Samples.panel(Samples.values(50))
    let model = try await Self.recipe(.quantiles(.standard))
      .fit(to: panel, under: Samples.oneThread)
    var file = try RawFile(try Samples.file(.recurrent(model)).encoded())
    let recipe = try #require(file.metadata["recipe"])
    #expect(recipe.contains("0.025,0.05,"))
    file.metadata["recipe"] = recipe.replacingOccurrences(of: "0.025,0.05,", with: "0.05,")
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile(try file.sealed(), path: "model.foretell")
    }
    #expect(error?.code == .damaged)
  }
}
