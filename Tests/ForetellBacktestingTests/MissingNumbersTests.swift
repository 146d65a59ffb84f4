import ForetellBacktesting
import ForetellSeries
import Foundation
import Testing

@Suite struct MissingNumbersTests {
  private static let encoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return encoder
  }()

  /// Encoded, decoded and encoded again: equal text means that nothing was lost, NaN included.
  private func roundTrip<Value: Codable>(_ value: Value) throws -> (Value, String) {
    let json = try Self.encoder.encode(value)
    let back = try JSONDecoder().decode(Value.self, from: json)
    #expect(try Self.encoder.encode(back) == json)
    return (back, String(decoding: json, as: UTF8.self))
  }

  private func result() throws -> BacktestResult {
    var points = try ScoreboardTests.random(series: 6, folds: 2, steps: 3)
    var second = points.columns[0].values
    second[4] = .nan
    points = PointTable(
      frequency: points.frequency, timestampFormat: points.timestampFormat, ids: points.ids,
      segments: points.segments, actual: points.actual,
      columns: points.columns + [
        .init(model: "B", values: second), .init(model: "C", values: second.map { _ in .nan }),
      ])
    let setup = Samples.setup()
    let scores = Scoreboard(points: points, metrics: MetricTests.all, horizon: 3)
    let stamp = String(decoding: try JSONEncoder().encode(Samples.stamp), as: UTF8.self)
    func read<Value: Decodable>(_ json: String) throws -> Value {
      try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }
    let run: ModelRun = try read(
      #"{"name": "A", "role": "candidate", "recipe": "{}", "fitSeconds": 1, "predictSeconds": 2, "#
        + #""failures": [], "substitutions": [], "curves": [{"fold": 0, "steps": [1, 2], "#
        + #""losses": [0.5, null], "validationSteps": [], "validationLosses": []}]}"#)
    let audit: AuditReport = try read(
      #"{"models": ["A"], "folds": [0], "offences": [{"model": "A", "series": "x", "step": 1, "#
        + #""before": null, "after": 3, "cutoff": \#(stamp)}]}"#)
    let monthly = String(decoding: try JSONEncoder().encode(Frequency.monthly), as: UTF8.self)
    return BacktestResult(
      foretellVersion: "test", setup: setup,
      data: try read(
        #"{"seriesCount": 6, "valueCount": 1, "missingCount": 0, "shortest": 1, "longest": 1, "#
          + #""first": \#(stamp), "last": \#(stamp), "frequency": \#(monthly), "digest": "", "#
          + #""repairs": []}"#),
      folds: [], models: [run], points: points, scores: scores,
      comparison: Comparison(
        scores: scores, points: points, roles: [.candidate, .baseline, .baseline], setup: setup),
      audit: audit, stopped: nil, seconds: 1)
  }

  @Test func aWholeResultComesBackFromJSON() throws {
    let result = try result()
    let (back, json) = try roundTrip(result)
    #expect(json.contains("null"))
    #expect(agree(back.points.actual, result.points.actual, within: 0))
    #expect(back.points.columns[2].values.allSatisfy { $0.isNaN })
    #expect(back.models[0].curves[0].losses[1].isNaN)
    #expect(back.audit?.offences[0].before.isNaN == true)
    #expect(back.scores.overall[2].allSatisfy { $0.seriesMean.isNaN })
    #expect(back.comparison.skill[2].isNaN)
    #expect(back.scores.metrics == result.scores.metrics)
    for (left, right) in zip(back.scores.bySegment, result.scores.bySegment) {
      #expect(zip(left, right).allSatisfy { agree($0, $1, within: 0) })
    }
  }

  @Test func missingNumbersAreNullAndInfinitiesText() throws {
    let (scale, json) = try roundTrip(SeasonalScale(absolute: .nan, squared: .infinity))
    #expect(json == #"{"absolute":null,"squared":"inf"}"#)
    #expect(scale.absolute.isNaN && scale.squared == .infinity)
    let (band, text) = try roundTrip(
      PointTable.PredictionBand(level: 80, lower: [1, .nan, -.infinity], upper: [1, 2, 3]))
    #expect(text == #"{"level":80,"lower":[1,null,"-inf"],"upper":[1,2,3]}"#)
    #expect(band.lower[2] == -.infinity && band.lower[1].isNaN)
  }

  @Test func otherTextIsNoNumber() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        SeasonalScale.self, from: Data(#"{"absolute": "x", "squared": 1}"#.utf8))
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(SeasonalScale.self, from: Data(#"{"absolute": 1}"#.utf8))
    }
  }

  @Test(arguments: [
    (#""actual":[1,2,3]"#, #""actual":[1,2]"#), (#""values":[1,2,3]"#, #""values":[1,2,3,4]"#),
    (#""ids":["series-0"]"#, #""ids":[]"#), (#""rows":[0,3]"#, #""rows":[1,3]"#),
    (#""rows":[0,3]"#, #""rows":[0,2]"#), (#""fold":0"#, #""fold":-1"#),
    (#""fold":0"#, #""fold":99999999"#), (#""lower":[0,1,2]"#, #""lower":[0]"#),
  ])
  func aTableThatDoesNotFitTogetherIsRefused(_ part: String, _ other: String) throws {
    let points = try Samples.points(
      [[[1, 2, 3]]], models: [("A", { actual, _, _, _ in actual })], widths: [80: 1])
    let json = String(decoding: try Self.encoder.encode(points), as: UTF8.self)
    #expect(json.contains(part))
    _ = try JSONDecoder().decode(PointTable.self, from: Data(json.utf8))
    let broken = json.replacingOccurrences(of: part, with: other)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(PointTable.self, from: Data(broken.utf8))
    }
  }

  @Test func segmentsOutOfOrderAreRefused() throws {
    let points = try Samples.points(
      [[[1], [2]]], models: [("A", { actual, _, _, _ in actual })])
    let json = String(decoding: try Self.encoder.encode(points), as: UTF8.self)
    let broken = json.replacingOccurrences(of: #""fold":1"#, with: #""fold":0"#)
    #expect(broken != json)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(PointTable.self, from: Data(broken.utf8))
    }
  }
}
