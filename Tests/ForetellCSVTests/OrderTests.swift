import ForetellCSV
import ForetellSeries
import Testing

@Suite struct OrderTests {
  @Test func unorderedRowsAreSortedAndNoted() throws {
    let table = try read("ds,y\n2024-01-03,3\n2024-01-01,1\n2024-01-04,4\n2024-01-02,2\n")
    #expect(table.panel.storage == [1, 2, 3, 4])
    #expect(table.repairs.sortedRows)
    #expect(table.repairs.notes == ["rows were not in order of time and have been sorted"])
  }

  @Test func aFileThatRunsBackwardsIsTurnedRound() throws {
    let table = try read("ds,y\n4,4\n3,3\n2,2\n1,1\n")
    #expect(table.panel.storage == [1, 2, 3, 4])
    #expect(table.repairs.sortedRows)
  }

  @Test func interleavedSeriesAreInOrder() throws {
    let table = try read("id,ds,y\na,1,1\nb,1,10\na,2,2\nb,2,20\nc,2,7\na,3,3\nb,3,30\nc,3,8\n")
    #expect(table.panel.storage == [1, 2, 3, 10, 20, 30, 7, 8])
    #expect(table.panel.offsets == [0, 3, 6, 8])
    #expect(!table.repairs.sortedRows)
  }

  @Test func interlockedRunsAreDisentangled() throws {
    let table = try read("ds,y\n1,1\n3,3\n5,5\n7,7\n2,2\n4,4\n6,6\n")
    #expect(table.panel.storage == [1, 2, 3, 4, 5, 6, 7])
  }

  @Test func aGapIsNamedWithItsLines() throws {
    let error = try failure(
      "unique_id,ds,y\na,2024-01-01,1\na,2024-01-02,2\na,2024-01-05,5\na,2024-01-06,6\n")
    #expect(error.code == .gap)
    #expect(error.series == "a")
    #expect(
      error.description
        == "line 4, series ‘a’: 2 rows are missing between 2024-01-02 (line 3) and 2024-01-05"
        + " (line 4) at frequency D; fill gaps with --fill ffill, --fill linear or --fill zero")
  }

  @Test(
    arguments: zip(FillMethod.allCases, [[1.0, 2, 2, 2, 5], [1, 2, 3, 4, 5], [1, 2, 0, 0, 5]]))
  func gapsAreFilledOnRequest(_ fill: FillMethod, _ expected: [Double]) throws {
    let table = try read("ds,y\n1,1\n2,2\n3,\n5,5\n", .with { $0.fill = fill })
    #expect(table.panel.storage == expected)
    #expect(table.repairs.filled == [.init(series: "y", count: 2)])
    #expect(table.repairs.gaps.map(\.count) == [1])
    #expect(table.repairs.gaps[0].lineBefore == 5)
  }

  @Test func gapsInsideARunAreFoundToo() throws {
    let text = "id,ds,y\na,1,1\na,2,2\na,3,3\na,4,4\nb,1,1\nb,3,3\nb,5,5\n"
    #expect(try failure(text).code == .gap)
    let table = try read(text, .with { $0.fill = .linear })
    #expect(table.panel.storage == [1, 2, 3, 4, 1, 2, 3, 4, 5])
  }

  @Test func missingValuesAtTheEndsAreLeftOut() throws {
    let table = try read("id,ds,y\na,1,\na,2,2\na,3,NA\nb,1,1\nb,2,1\nc,1,\nc,2,\n")
    #expect(table.panel.ids == ["a", "b"])
    #expect(table.panel.storage == [2, 1, 1])
    #expect(table.panel.starts == [Timestamp(index: 2), Timestamp(index: 1)])
    #expect(table.repairs.trimmedLeading == [.init(series: "a", count: 1)])
    #expect(table.repairs.trimmedTrailing == [.init(series: "a", count: 1)])
    #expect(table.repairs.dropped == ["c"])
    #expect(table.firstMissing == nil)
  }

  @Test func oneRowNeedsAFrequency() throws {
    #expect(try failure("ds,y\n2024-01-01,1\n").code == .frequencyUnknown)
    let table = try read("ds,y\n2024-01-01,1\n", .with { $0.frequency = .daily })
    #expect(table.panel.storage == [1])
  }

  @Test func monthEndsAreRegular() throws {
    let table = try read("ds,y\n2024-01-31,1\n2024-02-29,2\n2024-03-31,3\n2024-04-30,4\n")
    #expect(table.panel.frequency == .months(1, on: .end))
    #expect(table.panel.storage == [1, 2, 3, 4])
  }

  @Test func businessDaysHaveNoGapAtTheWeekend() throws {
    let days = ["2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09", "2024-01-10"]
    let table = try read("ds,y\n" + days.map { "\($0),1\n" }.joined())
    #expect(table.panel.frequency == .businessDays(1))
    #expect(table.panel.storage.count == 5)
  }
}
