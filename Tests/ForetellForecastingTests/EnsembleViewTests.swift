import ForetellForecasting
import ForetellRandom
import ForetellSeries
import Testing

/// What members see beyond their window, and what bounds them.
@Suite struct EnsembleViewTests {
  private static func daily(years: Double, _ value: (Double) -> Double) throws -> Panel {
    let random = RandomStream(seed: 4)
    let values = (0..<Int(years * 365.25)).map {
      100 + value(Double($0) / 365.25) + random[uniformAt: $0]
    }
    return try Samples.panel(values, frequency: .daily)
  }

  /// A triangle that rises for half a year and falls for the other half.
  private static func triangle(_ year: Double) -> Double {
    let place = year - year.rounded(.down)
    return 40 * (place < 0.5 ? place : 1 - place)
  }

  /// The mean error of networks that have learned next to nothing, two months ahead.
  private static func error(of panel: Panel) async throws -> Double {
    let past = panel.prefix(dropping: 60)
    var recipe = try EnsembleTests.recipe(horizon: 60, for: past)
    (recipe.blend, recipe.validates) = (Blend([:]), false)
    let forecast = try await recipe.fit(to: past, under: Samples.oneThread)
      .forecast(after: past, horizon: 60)
    let errors = zip(forecast.series[0].values, panel.values(of: 0).suffix(60)).map { abs($0 - $1) }
    return errors.reduce(0, +) / 60
  }

  /// Two months move it by 6.6, and so a forecast that stands still has an error of 3.3.
  ///
  /// Of less than four years every second network sees the values as they are.
  @Test(arguments: [(2.9, 2.2), (4.3, 1.5)])
  func theCourseOfTheYearIsFollowed(_ years: Double, _ bound: Double) async throws {
    #expect(try await Self.error(of: try Self.daily(years: years, Self.triangle)) < bound)
  }

  /// In every year it turns at another time.
  @Test func whatDoesNotComeBackEveryYearIsNotFollowed() async throws {
    let panel = try Self.daily(years: 4.3) { Self.triangle($0 * 0.63) }
    #expect(try await Self.error(of: panel) < 6)
  }

  @Test func aDecoderForecastsHorizonsThatAreNoMultipleOfItsSegments() async throws {
    let panel = try Samples.panel(Samples.values(80), Samples.values(60, seed: 2))
    var member = EnsembleMember(width: 4, steps: 5)
    (member.stride, member.segmentLength, member.sampling) = (4, 4, .windows)
    (member.firstOrigin, member.needsWholeTargets) = (20, true)
    (member.hiddenSize, member.batchSize, member.trainingSteps) = (16, 16, 300)
    let past = panel.prefix(dropping: 6)
    var recipe = EnsembleRecipe(horizon: 6)
    (recipe.members, recipe.repetitions, recipe.blend) = ([member], 1, Blend([:]))
    let model = try await recipe.fit(to: past, under: FittingConditions(threads: 1))
    let forecast = try model.forecast(after: past, horizon: 6)
    let naive = try await BaselineRecipe(.naive).fit(to: past).forecast(after: past, horizon: 6)
    func error(_ forecast: Forecast) -> Double {
      forecast.series.enumerated().reduce(0) { sum, one in
        sum
          + zip(panel.values(of: one.offset).suffix(6), one.element.values)
          .reduce(0) { $0 + abs($1.0 - $1.1) }
      }
    }
    #expect(error(forecast) < 0.5 * error(naive))
    let loaded = try ModelFile(
      Samples.file(.ensemble(model), horizon: 6).encoded(), path: "model")
    #expect(try loaded.model.forecast(after: past, horizon: 6).series == forecast.series)
  }

  @Test func aSeriesThatBecomesZeroGetsBandsOfItsOwnSize() async throws {
    let values = Samples.values(40) + [Double](repeating: 0, count: 20)
    let panel = try Samples.panel(values, Samples.values(60, seed: 2))
    let model = try await EnsembleTests.recipe(horizon: 6, for: panel)
      .fit(to: panel, under: Samples.oneThread)
    let forecast = try model.forecast(after: panel, horizon: 6, levels: [95])
    for series in forecast.series {
      for interval in series.intervals {
        #expect(interval.lower.allSatisfy { $0 > -2000 } && interval.upper.allSatisfy { $0 < 2000 })
      }
    }
  }

  @Test func aDayOfMinutesIsLookedAtInBoundedTime() throws {
    let panel = try Samples.panel(Samples.values(14_400), frequency: .seconds(60))
    let resolved = try EnsembleRecipe(horizon: 60).resolved(for: panel)
    #expect(resolved.seasonLength == 1440)
    for member in resolved.members {
      #expect(member.width <= 1440)
      #expect(member.trainingSteps < 1000)
    }
  }
}
