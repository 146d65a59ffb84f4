import ForetellSeries
import Testing

@Suite struct PanelTests {
  private func panel(_ values: [[Double]]) throws -> Panel {
    try Panel(
      values.enumerated().map { number, values in
        TimeSeries(
          id: "s\(number)", frequency: .daily,
          start: try #require(Timestamp(secondsSince1970: 86_400 * number)), values: values)
      })
  }

  @Test(
    arguments: zip(
      FillMethod.allCases,
      [[1.0, 1, 2, 2, 2, 5, 5], [1, 1, 2, 3, 4, 5, 5], [0, 1, 2, 0, 0, 5, 0]]))
  func missingValuesAreReplaced(_ method: FillMethod, _ expected: [Double]) throws {
    let (filled, count) = try panel([[.nan, 1, 2, .nan, .nan, 5, .nan], [7]]).filled(by: method)
    #expect(Array(filled.values(of: 0)) == expected)
    #expect(Array(filled.values(of: 1)) == [7])
    #expect(count == 4)
  }

  @Test func linearFillingDoesNotOverflow() throws {
    let filled = try panel([[1.7e308, .nan, -1.7e308]]).filled(by: .linear).panel
    #expect(filled.storage[1] == 0)
  }

  @Test func theFirstMissingValueIsFound() throws {
    let missing = try panel([[1, 2], [], [3, .nan]]).firstMissing
    #expect(missing?.series == 2 && missing?.position == 1)
  }

  @Test func partsAreCopiesOfTheirSeries() throws {
    let panel = try panel([[1, 2, 3], [4]])
    #expect(panel.prefix(dropping: 2).offsets == [0, 1, 1])
    #expect(panel.selecting([1, 0]).storage == [4, 1, 2, 3])
    #expect(panel[1].id == "s1" && panel[1].end == panel.timestamp(of: 1, at: 0))
  }

  @Test func twoSeriesOfOneIDAreRefused() throws {
    let series = try panel([[1]])[0]
    #expect(throws: SeriesError.self) { _ = try Panel([series, series]) }
  }
}
