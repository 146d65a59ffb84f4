import ForetellCSV
import ForetellSeries
import Testing

/// Stamps a number of months apart form runs; these are their corners.
@Suite struct MonthTests {
  private func text(_ stamps: [String]) -> String {
    "ds,y\n" + stamps.enumerated().map { "\($1),\($0 + 1)\n" }.joined()
  }

  @Test func yearsApart() throws {
    let table = try read(text((1996...2005).map { "\($0)-07-01" }))
    #expect(table.panel.frequency == .years(1, month: 7, on: .start))
    #expect(table.panel.storage == (1...10).map(Double.init))
  }

  /// A walk of twelve months steps over eleven places of a monthly grid.
  @Test func yearsOnAMonthlyGridAreGaps() throws {
    let yearly = text(["2001-01-01", "2002-01-01", "2003-01-01"])
    let error = try failure(yearly, .with { $0.frequency = .monthly })
    #expect(error.code == .gap && error.message.contains("11 rows are missing"), "\(error)")
    let filled = try read(
      yearly,
      .with {
        $0.frequency = .monthly
        $0.fill = .linear
      })
    #expect(filled.panel.storage.count == 25 && filled.panel.storage[12] == 2)
    #expect(filled.repairs.gaps.map(\.count) == [11, 11])
  }

  /// The walk of six months is no walk of years.
  @Test func halfYearsAreOffAYearlyGrid() throws {
    let halves = ["2001-01-01", "2001-07-01", "2002-01-01", "2002-07-01"]
    let error = try failure(text(halves), .with { $0.frequency = .yearly })
    #expect(error.code == .offGrid && error.line == 3, "\(error)")
  }

  @Test func aGapInsideAWalkIsNamedAndFilled() throws {
    let stamps = ["2023-10-01", "2023-11-01", "2023-12-01", "2024-02-01", "2024-03-01"]
    let error = try failure(text(stamps))
    #expect(error.code == .gap && error.description.contains("2023-12"), "\(error)")
    let filled = try read(text(stamps), .with { $0.fill = .linear })
    #expect(filled.panel.storage == [1, 2, 3, 3.5, 4, 5])
    #expect(filled.panel.frequency == .monthly)
  }

  /// Day 30 becomes the 29th in February and is the 30th again in March; the 31st is the month's end.
  @Test(arguments: [
    ["2023-11-30", "2023-12-30", "2024-01-30", "2024-02-29", "2024-03-30", "2024-04-30"],
    ["2024-01-30", "2024-02-29", "2024-03-30", "2024-04-30", "2024-05-30"],
    ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"],
    ["2023-02-28", "2023-03-30", "2023-04-30", "2023-05-30"],
  ])
  func daysThatAMonthDoesNotHave(_ stamps: [String]) throws {
    let table = try read(text(stamps))
    #expect(table.panel.storage == (1...stamps.count).map(Double.init))
    let found = stamps.indices.map {
      table.panel.timestampFormat.string(from: table.panel.timestamp(of: 0, at: $0))
    }
    #expect(found == stamps, "\(table.panel.frequency)")
  }
}
