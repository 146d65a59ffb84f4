import ForetellBacktesting
import ForetellForecasting
import Foundation
import Testing

@Suite struct MetricTests {
  static let all = Metric.standard(levels: [80, 97.5])

  @Test func standardHoldsEveryKind() {
    #expect(Set(Self.all.map(\.kind)) == Set(Metric.Kind.allCases))
    #expect(Set(Self.all).count == Self.all.count)
    #expect(Metric.standard(levels: []).allSatisfy { $0.level == nil })
  }

  @Test(arguments: all) func aNameReadsBack(_ metric: Metric) throws {
    #expect(Metric(metric.name) == metric)
    #expect(Metric(metric.name.uppercased()) == metric)
    let json = try JSONEncoder().encode([metric])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(metric.name)\"]")
    #expect(try JSONDecoder().decode([Metric].self, from: json) == [metric])
  }

  @Test(arguments: [
    "", "mas", "mase-80", "coverage", "coverage-", "coverage-0", "coverage-100", "coverage-nan",
    "coverage-80-90", "winkler-x", "-80", "mase-",
  ])
  func otherNamesAreRefused(_ name: String) {
    #expect(Metric(name) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Metric.self, from: Data("\"\(name)\"".utf8))
    }
  }

  @Test(arguments: all) func everyMetricExplainsItself(_ metric: Metric) {
    #expect(!metric.title.isEmpty && !metric.formula.isEmpty)
    #expect(metric.unit == .percent || metric.reportFactor == 1)
    #expect(Metric.acceptedNames.contains(metric.kind.rawValue))
  }

  @Test func formulasNameTheirLevel() {
    #expect(Metric.winkler(95).formula.contains("α = 0.05"))
    #expect(Metric.msis(97.5).formula.contains("α = 0.025"))
    #expect(Metric.coverage(80).title == "Coverage of 80 %")
  }

  @Test func distancesAreLowerForBetterScores() {
    #expect(Metric.mase.distance(of: 0.8) == 0.8)
    #expect(Metric.bias.distance(of: -3) == 3)
    #expect(agree(Metric.coverage(80).distance(of: 0.75), 0.05))
    #expect(Metric.bias.distance(of: .nan).isNaN)
  }

  @Test func zeroDenominatorsFollowTheirRule() {
    #expect(Metric.smape.score(actual: [0, 0], forecast: [0, 5]) == 100)
    let mape = Metric.mape.tally(actual: [0, 10], forecast: [3, 9])
    #expect(agree(Metric.mape.score(of: mape), 0.1))
    #expect(mape[.zeroActual] == 1 && mape.points == 1)
    #expect(Metric.wape.score(actual: [0, 0], forecast: [1, 1]).isNaN)
    #expect(agree(Metric.wape.score(actual: [0, 10], forecast: [1, 10]), 0.1))
  }

  @Test(arguments: [Metric.mase, .rmsse, .msis(80)])
  func scaledMetricsSayWhyTheyHaveNoScale(_ metric: Metric) {
    func tally(_ scale: SeasonalScale?) -> Tally {
      metric.tally(
        actual: [1, 2], forecast: [1, 3], scale: scale,
        intervals: [.init(level: 80, lower: [0, 0], upper: [2, 2])])
    }
    #expect(tally(nil)[.shortTraining] == 2)
    #expect(tally(SeasonalScale(of: [1, 2, 3], seasonLength: 3))[.shortTraining] == 2)
    #expect(tally(SeasonalScale(of: [1, 2, 1, 2], seasonLength: 2))[.constantTraining] == 2)
    #expect(
      tally(SeasonalScale(absolute: .infinity, squared: .infinity))[.hugeTraining] == 2)
    #expect(metric.score(of: tally(nil)).isNaN)
    #expect(tally(Samples.unit).points == 2)
  }

  @Test func missingThingsAreCountedByReason() {
    let tally = Metric.mae.tally(
      actual: [1, .nan, 3, .infinity], forecast: [2, 1, .nan, .nan])
    #expect(tally.points == 1 && Metric.mae.score(of: tally) == 1)
    #expect(tally[.missingActual] == 2 && tally[.missingForecast] == 1)
    #expect(tally.exclusions.map(\.points) == [2, 1])
    let band = PredictionInterval(level: 80, lower: [0, .nan], upper: [2, 2])
    for metric in [Metric.coverage(80), .winkler(80), .mql, .crps] {
      let tally = metric.tally(actual: [1, 1], forecast: [1, 1], intervals: [band])
      #expect(tally.points == 1 && tally[.missingInterval] == 1)
    }
    #expect(
      Metric.coverage(95).tally(actual: [1], forecast: [1], intervals: [])[.missingInterval] == 1)
  }

  @Test func nothingScoresNothing() {
    for metric in Self.all { #expect(metric.score(actual: [], forecast: []).isNaN) }
  }

  @Test func withoutIntervalsQuantileMeasuresFollowTheAbsoluteError() {
    let (actual, forecast) = ([1.0, 5, 9], [2.0, 3, 9])
    #expect(agree(Metric.mql.score(actual: actual, forecast: forecast), 0.5))
    #expect(agree(Metric.crps.score(actual: actual, forecast: forecast), 1))
    // An interval of no width says the same as none.
    let points = [95.0, 80].map { PredictionInterval(level: $0, lower: forecast, upper: forecast) }
    #expect(
      agree(Metric.mql.score(actual: actual, forecast: forecast, intervals: points), 0.5))
    #expect(agree(Metric.crps.score(actual: actual, forecast: forecast, intervals: points), 1))
  }

  @Test func manyQuantilesApproachTheKnownScoreOfAUniformForecast() {
    // CRPS of a uniform forecast on 0 … 1 at y: y³/3 + (1 − y)³/3.
    let levels = (1...49).map { Double($0) * 2 }
    for y in [0.5, 0.2, 0.9] {
      let intervals = levels.map {
        PredictionInterval(level: $0, lower: [0.5 - $0 / 200], upper: [0.5 + $0 / 200])
      }
      let found = Metric.crps.score(actual: [y], forecast: [0.5], intervals: intervals)
      let exact = (y * y * y + (1 - y) * (1 - y) * (1 - y)) / 3
      #expect(abs(found - exact) < 2e-4)
    }
  }

  @Test func hugeNumbersDoNotOverflowAMean() {
    let huge = [Double](repeating: 1e300, count: 1000)
    let zero = [Double](repeating: 0, count: 1000)
    let scale = SeasonalScale(of: [0, 1e300, 0, 1e300], seasonLength: 1)
    let band = PredictionInterval(level: 80, lower: zero, upper: zero)
    for (metric, expected) in [
      (Metric.mae, 1e300), (.bias, -1e300), (.mape, 1), (.smape, 200), (.wape, 1), (.mase, 1),
      (.mql, 0.5e300), (.crps, 1e300), (.winkler(80), 1e301), (.msis(80), 10),
    ] {
      let score = metric.score(actual: huge, forecast: zero, scale: scale, intervals: [band])
      #expect(agree(score / expected, 1), "\(metric)")
    }
    #expect(Metric.smape.score(actual: [1.5e308], forecast: [1e308]) == 40)
    // Documented: squares end at 10¹⁵⁴.
    #expect(Metric.rmse.score(actual: huge, forecast: zero) == .infinity)
    #expect(Metric.rmsse.tally(actual: huge, forecast: zero, scale: scale)[.hugeTraining] == 1000)
  }

  @Test func seasonalScaleIsTheNaiveErrorOfTheTrainingPart() {
    let values: [Double] = [99, 1, 2, 4, 2, 5, 4]
    let scale = SeasonalScale(of: values[1...], seasonLength: 2)
    // 4 − 1, 2 − 2, 5 − 4, 4 − 2
    #expect(scale.absolute == 1.5 && scale.squared == 3.5)
    let holes = SeasonalScale(of: [1, .nan, 4, 2, 5, 4], seasonLength: 2)
    #expect(holes.absolute == 2 && agree(holes.squared, 14.0 / 3))
    for short in [[], [1], [1, 2], [.nan, .nan, .nan, 3]] as [[Double]] {
      let scale = SeasonalScale(of: short[...], seasonLength: 2)
      #expect(scale.absolute.isNaN && scale.squared.isNaN)
    }
  }
}
