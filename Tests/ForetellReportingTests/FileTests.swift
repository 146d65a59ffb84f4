import ForetellBacktesting
import ForetellReporting
import ForetellTestSupport
import Foundation
import Testing

@Suite struct FileTests {
  @Test func theTableHasARowForEverySeriesCutoffAndStep() throws {
    var sample = Sample.panel(2)
    sample.gap = 1
    let (result, panel) = try sample.make()
    let lines = try withTemporaryFolder { folder in
      let path = folder + "/forecasts.csv"
      try BacktestReport(result, panel: panel).writeCSV(to: path)
      return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(
        String.init)
    }
    #expect(lines.count == 1 + result.points.actual.count)
    #expect(
      lines[0].hasPrefix(
        "unique_id,ds,cutoff,step,y,GRU,GRU-lo-80,GRU-hi-80,GRU-lo-95,GRU-hi-95,ETS,ETS-lo-80"))
    let first = lines[1].split(separator: ",").map(String.init)
    #expect(first[0] == "shop-1" && first[3] == "2")
    // The gap lies between the last known day and the first forecast one.
    let segment = result.points.segments[0]
    let format = result.points.timestampFormat
    #expect(first[2] == format.string(from: segment.cutoff))
    #expect(first[1] == format.string(from: result.points.timestamp(ofRow: 0, in: segment)))
    #expect(Double(first[4]) == result.points.actual[0])
    #expect(Double(first[5]) == result.points.columns[0].values[0])
    #expect(
      lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 26 })
  }

  @Test func jsonReadsBackAsTheSameResult() throws {
    let (result, panel) = try Sample.panel(3).make()
    let text = try BacktestReport(result, panel: panel).json()
    #expect(text == (try BacktestReport(result, panel: panel).json()))
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?["format"] as? Int == BacktestResult.currentFormat)
    let back = try JSONDecoder().decode(BacktestResult.self, from: Data(text.utf8))
    #expect(
      back.points.actual == result.points.actual
        && back.comparison.verdict == result.comparison.verdict)
  }

  @Test func jsonOfMissingNumbersCanBeRead() throws {
    let (result, panel) = try Sample.missing.make()
    let text = try BacktestReport(result, panel: panel).json()
    #expect(
      try JSONDecoder().decode(BacktestResult.self, from: Data(text.utf8)).points.actual[0].isNaN)
  }
}
