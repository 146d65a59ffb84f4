import ForetellBacktesting
import ForetellForecasting
import Testing

@Suite struct MetricGoldenTests {
  @Test(arguments: ["metrics.json", "metrics-with-holes.json"])
  func everyAggregationAgreesWithTheReference(_ file: String) throws {
    let golden = try MetricGolden.read(file)
    let metrics = try golden.reference.filter { $0.model == 0 }
      .map { try #require(Metric($0.metric)) }
    #expect(Set(metrics.map(\.kind)) == Set(Metric.Kind.allCases))
    let scores = Scoreboard(
      points: try golden.points(), metrics: metrics, horizon: golden.horizon)
    for expected in golden.reference {
      let metric = try #require(Metric(expected.metric).flatMap(scores.index))
      let found = scores.overall[expected.model][metric]
      let name: Comment = "\(expected.metric) of model \(expected.model)"
      #expect(agree(found.seriesMean, expected.seriesMean ?? .nan), name)
      #expect(agree(found.pooled, expected.pooled ?? .nan), name)
      #expect(found.points == expected.points, name)
      #expect(found.series == expected.series, name)
      let model = expected.model
      #expect(agree(scores.bySeries[model][metric], numbers(expected.bySeries)), name)
      #expect(agree(scores.bySegment[model][metric], numbers(expected.bySegment)), name)
      #expect(agree(scores.byFold[model][metric], numbers(expected.byFold)), name)
      #expect(agree(scores.bySteps[model][metric], numbers(expected.bySteps)), name)
    }
  }

  @Test func segmentsAgreeWithUtilsforecastAndSktime() throws {
    let golden = try MetricGolden.read("metrics.json")
    let points = try golden.points()
    #expect(Set(golden.libraries.map(\.source)) == ["utilsforecast", "sktime"])
    for expected in golden.libraries {
      let metric = try #require(Metric(expected.metric))
      let scores = Scoreboard(points: points, metrics: [metric], horizon: golden.horizon)
      #expect(
        agree(scores.bySegment[expected.model][0], numbers(expected.values)),
        "\(expected.metric) of \(expected.source)")
    }
  }

  @Test(arguments: ["metrics.json", "metrics-with-holes.json"])
  func plainArraysGiveTheScoresOfTheTable(_ file: String) throws {
    let golden = try MetricGolden.read(file)
    for expected in golden.reference {
      let metric = try #require(Metric(expected.metric))
      let scores = golden.segments.map { part in
        let model = part.models[expected.model]
        return metric.score(
          actual: numbers(part.actual), forecast: numbers(model.forecast),
          scale: golden.scale(part),
          intervals: zip(golden.levels, model.bands).map {
            PredictionInterval(level: $0, lower: numbers($1.lower), upper: numbers($1.upper))
          })
      }
      #expect(agree(scores, numbers(expected.bySegment)), "\(expected.metric)")
    }
  }
}
