import ForetellBacktesting
import Testing

@Suite struct ScoreboardTests {
  /// Two series with two folds and one; the error grows with series, fold and step.
  private func small() throws -> PointTable {
    try Samples.points(
      [[[10, 20], [30, 40]], [[50, 60, 70]]],
      models: [
        ("A", { actual, series, fold, step in actual + Double(1 + 4 * series + 2 * fold + step) }),
        ("B", { actual, _, _, _ in actual }),
      ])
  }

  @Test func everyCutOfTheTableIsTheMeanItSays() throws {
    let scores = Scoreboard(points: try small(), metrics: [.mae, .rmse], horizon: 3)
    // Errors: 1 2 | 3 4 of the first series, 5 6 7 of the second. Step 0: the mean of (1 + 3)/2 and 5.
    #expect(scores.models == ["A", "B"])
    #expect(scores.bySegment[0][0] == [1.5, 3.5, 6])
    #expect(scores.bySeries[0][0] == [2.5, 6])
    #expect(scores.byFold[0][0] == [3.75, 3.5])
    #expect(scores.bySteps[0][0] == [3.5, 4.5, 7])
    let overall = scores.overall[0][0]
    #expect(overall.seriesMean == 4.25 && overall.pooled == 4)
    #expect(overall.points == 7 && overall.series == 2 && overall.leftOut.isEmpty)
    #expect(agree(scores.overall[0][1].pooled, (140.0 / 7).squareRoot()))
    #expect(scores.overall[1][0].pooled == 0)
    #expect(scores.index(of: .rmse) == 1 && scores.index(of: .mse) == nil)
  }

  @Test func scalesAreThoseOfEachFold() throws {
    let points = try Samples.points(
      [[[10], [10]]], scale: { _, fold in SeasonalScale(absolute: fold == 0 ? 1 : 4, squared: 1) },
      models: [("A", { actual, _, _, _ in actual + 8 })])
    let scores = Scoreboard(points: points, metrics: [.mase], horizon: 1)
    #expect(scores.bySegment[0][0] == [8, 2])
    #expect(scores.overall[0][0].seriesMean == 5 && scores.overall[0][0].pooled == 5)
  }

  @Test func whatIsLeftOutIsCountedWithItsReason() throws {
    let points = try Samples.points(
      [[[10, .nan, 0]], [[0, 0, 0]]],
      models: [("A", { _, series, _, step in series == 0 && step == 0 ? .nan : 1 })])
    let scores = Scoreboard(points: points, metrics: [.mape, .wape, .coverage(80)], horizon: 3)
    let reasons = scores.overall[0].map { $0.leftOut.map { "\($0.points) \($0.reason)" } }
    #expect(
      reasons[0] == [
        "1 the actual value is missing", "1 the forecast is missing", "4 the actual value is 0",
      ])
    #expect(
      reasons[1] == [
        "1 the actual value is missing", "1 the forecast is missing",
        "4 all actual values are 0 (left out of the mean over series)",
      ])
    #expect(reasons[2].last == "4 the interval is missing")
    #expect(scores.overall[0].allSatisfy { $0.seriesMean.isNaN && $0.series == 0 })
    #expect(scores.bySteps[0][0].allSatisfy { $0.isNaN })
  }

  @Test func aSeriesWithoutScoresIsLeftOutOfTheMean() throws {
    let points = try Samples.points(
      [[[1, 2]], [[3, 4]]],
      models: [("A", { actual, series, _, _ in series == 1 ? .nan : actual + 3 })])
    let scores = Scoreboard(points: points, metrics: [.mae], horizon: 2)
    #expect(scores.overall[0][0].seriesMean == 3 && scores.overall[0][0].series == 1)
    #expect(scores.bySeries[0][0][1].isNaN && scores.byFold[0][0] == [3])
  }

  @Test func emptyTablesGiveEmptyScores() throws {
    let none = Scoreboard(
      points: try Samples.points([], models: [("A", { actual, _, _, _ in actual })]),
      metrics: MetricTests.all, horizon: 2)
    #expect(none.overall[0].allSatisfy { $0.pooled.isNaN && $0.points == 0 && $0.series == 0 })
    #expect(none.bySteps[0].allSatisfy { $0.count == 2 } && none.byFold[0][0].isEmpty)
    let noModel = Scoreboard(
      points: try Samples.points([[[1]]], models: []), metrics: [.mae], horizon: 1)
    #expect(noModel.overall.isEmpty)
  }

  @Test func moreRowsThanTheHorizonWidenTheSteps() throws {
    let scores = Scoreboard(points: try small(), metrics: [.mae], horizon: 1)
    #expect(scores.bySteps[0][0].count == 3)
  }

  @Test(arguments: MetricTests.all) func talliesAddUpInAnyOrder(_ metric: Metric) throws {
    let points = try Self.random(series: 40, folds: 3, steps: 5)
    let scores = Scoreboard(points: points, metrics: [metric], horizon: 5)
    var tallies = points.segments.map { segment in
      metric.tally(
        actual: Array(points.actual[segment.rows]),
        forecast: Array(points.columns[0].values[segment.rows]), scale: segment.scale,
        intervals: points.columns[0].intervals.map {
          .init(
            level: $0.level, lower: Array($0.lower[segment.rows]),
            upper: Array($0.upper[segment.rows]))
        })
    }
    #expect(agree(tallies.map(metric.score), scores.bySegment[0][0]))
    for seed in 1...3 {
      tallies = tallies.enumerated().sorted {
        Samples.noise($0.offset, seed) < Samples.noise($1.offset, seed)
      }.map(\.element)
      let half = tallies.count / 3
      let shards = [tallies[..<half], tallies[half...]].map { $0.reduce(Tally(), +) }
      let sum = shards[1] + shards[0]
      #expect(agree(metric.score(of: sum), scores.overall[0][0].pooled))
      #expect(sum.points == scores.overall[0][0].points)
      #expect(sum.exclusions == scores.overall[0][0].leftOut)
    }
  }

  @Test func equalTablesGiveEqualBits() throws {
    let points = try Self.random(series: 30, folds: 2, steps: 4)
    let boards = (0..<2).map { _ in
      Scoreboard(points: points, metrics: MetricTests.all, horizon: 4)
    }
    #expect(
      boards[0].overall[0].map(\.seriesMean.bitPattern)
        == boards[1].overall[0].map(\.seriesMean.bitPattern))
    #expect(boards[0].bySegment == boards[1].bySegment)
  }

  /// Noise around noise, some of it missing.
  static func random(series: Int, folds: Int, steps: Int) throws -> PointTable {
    let actual = (0..<series).map { series in
      (0..<folds).map { fold in
        (0..<steps).map { step in
          let place = (series * folds + fold) * steps + step
          return place % 17 == 5 ? .nan : 50 + 20 * Samples.noise(place)
        }
      }
    }
    return try Samples.points(
      actual, scale: { series, fold in .init(absolute: Double(1 + fold), squared: 2) },
      models: [
        (
          "A",
          { actual, series, fold, step in
            (actual.isNaN ? 50 : actual) + 5 * Samples.noise(series * 31 + fold * 7 + step, 2)
          }
        )
      ], widths: [80: 3, 97.5: 6])
  }
}
