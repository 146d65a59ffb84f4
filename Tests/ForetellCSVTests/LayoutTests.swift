import ForetellCSV
import ForetellSeries
import Testing

@Suite struct LayoutTests {
  @Test func aLongFileBecomesASeriesAnID() throws {
    let table = try read(
      "unique_id,ds,y\nb,2024-01-01,1\nb,2024-01-02,2\na,2024-01-01,3\na,2024-01-02,4.5\n")
    #expect(table.panel.ids == ["b", "a"])
    #expect(table.panel.storage == [1, 2, 3, 4.5])
    #expect(table.panel.frequency == .daily)
    #expect(table.rowCount == 4)
    #expect(table.repairs.isEmpty)
    #expect(
      table.schema
        == CSVSchema(
          idColumn: "unique_id", timeColumn: "ds", targetColumns: ["y"], isWide: false,
          delimiter: .comma, decimalSeparator: .point, timeFormat: .date))
  }

  @Test func withoutIDTheTargetNamesTheSeries() throws {
    let table = try read("Month,Passengers\n1949-01,112\n1949-02,118\n1949-03,132")
    #expect(table.panel.ids == ["Passengers"])
    #expect(table.panel.frequency == .monthly)
    #expect(table.panel.timestampFormat == .yearMonth)
  }

  @Test(arguments: [
    ("item_id,timestamp,target", "item_id", "timestamp", "target"),
    ("Series,Date,sales", "Series", "Date", "sales"), ("ID,TIME,Value", "ID", "TIME", "Value"),
    ("segment,when,amount", "segment", "when", "amount"),
    ("series_id,quarter,y", "series_id", "quarter", "y"),
  ])
  func usualNamesAreKnownUnasked(_ header: String, _ id: String, _ time: String, _ target: String)
    throws
  {
    let schema = try read("\(header)\na,2024-01-01,1\na,2024-01-02,2\n").schema
    #expect(schema.idColumn == id && schema.timeColumn == time && schema.targetColumns == [target])
  }

  @Test func optionsSettleTheColumns() throws {
    let options = CSVOptions.with {
      ($0.idColumn, $0.timeColumn, $0.targetColumns) = ("shop", "sold", ["value 2"])
    }
    let table = try read(
      "shop,ds,sold,y,value 2\nx,1,2024-01-01,7,1\nx,1,2024-01-02,7,2\n", options)
    #expect(table.panel.ids == ["x"])
    #expect(table.panel.storage == [1, 2])
  }

  @Test func severalTargetsAreOneSeriesAColumn() throws {
    let options = CSVOptions.with { $0.targetColumns = ["b", "a"] }
    let table = try read("date,a,b\n2024-01-01,1,10\n2024-01-02,2,\n2024-01-03,3,\n", options)
    #expect(table.panel.ids == ["b", "a"])
    #expect(table.panel.storage == [10, 1, 2, 3])
    #expect(table.repairs.trimmedTrailing == [.init(series: "b", count: 2)])
  }

  @Test func severalTargetsWithIDAreNamedAfterBoth() throws {
    let options = CSVOptions.with { $0.targetColumns = ["a", "b"] }
    let text =
      "id,date,a,b\nx,2024-01-01,1,2\nz,2024-01-01,5,6\nx,2024-01-02,3,4\nz,2024-01-02,7,8\n"
    let table = try read(text, options)
    #expect(table.panel.ids == ["x/a", "x/b", "z/a", "z/b"])
    #expect(table.panel.storage == [1, 3, 2, 4, 5, 7, 6, 8])
  }

  @Test func aWideFileIsOneSeriesAColumn() throws {
    let table = try read(
      "hour,north,south,none\n2024-01-01 00:00,NA,5,\n2024-01-01 01:00,2,NA,\n2024-01-01 02:00,3,7,\n",
      .with { $0.isWide = true })
    #expect(table.panel.ids == ["north", "south"])
    #expect(table.panel.starts.map(\.description) == ["2024-01-01T01:00:00", "2024-01-01"])
    #expect(table.panel.storage.map(\.description) == ["2.0", "3.0", "5.0", "nan", "7.0"])
    #expect(table.repairs.dropped == ["none"])
    let missing = try #require(table.firstMissing)
    #expect(missing.line == 3 && missing.column == "south" && missing.series == "south")
    #expect(missing.timestamp.description == "2024-01-01T01:00:00")
  }

  @Test func integerStampsAreAnAxisOfTheirOwn() throws {
    let table = try read("id,t,y\na,10,1\na,12,2\na,14,3\n")
    #expect(table.panel.frequency == .index(2))
    #expect(table.panel.starts == [Timestamp(index: 10)])
  }

  @Test(arguments: [
    ("2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z", "h"),
    ("2024-03-31T01:00:00+01:00", "2024-03-31T03:00:00+02:00", "h"), ("2023", "2024", "YS-JAN"),
    ("2023-Q4", "2024-Q1", "QS-JAN"), ("1700000000", "1700000060", "min"),
    ("20240131", "20240229", "ME"), ("2024-01-05", "2024-01-12", "W-FRI"),
  ])
  func stampsAreReadAndTheirStepIsFound(_ first: String, _ second: String, _ frequency: String)
    throws
  {
    #expect(try read("ds,y\n\(first),1\n\(second),2\n").panel.frequency.description == frequency)
  }

  @Test func everyDayAndHourIsReadAsTheCalendarHasIt() throws {
    let first = try #require(TimestampFormat.date.timestamp(from: "2023-12-30"))
    let format = TimestampFormat.dateTime(separator: " ")
    let stamps = (0..<900).map { Frequency.hours(7).stamp($0, after: first) }
    let rows = stamps.map { "\(format.string(from: $0)),\($0.value)\n" }
    let panel = try read("ds,y\n" + rows.joined()).panel
    #expect(panel.frequency == .hours(7))
    #expect(panel.storage == stamps.map { Double($0.value) })
  }

  @Test func aForcedTimeFormatIsObeyed() throws {
    let options = CSVOptions.with { $0.timeFormat = TimestampFormat("%d.%m.%Y") }
    let table = try read("Datum;Last\n31.12.2023;1,5\n01.01.2024;2,5\n", options)
    #expect(table.panel.storage == [1.5, 2.5])
    #expect(table.panel.starts[0].description == "2023-12-31")
    #expect(table.schema.delimiter == .semicolon && table.schema.decimalSeparator == .comma)
  }

  @Test func anotherFileIsReadAsTheFirst() throws {
    let first = try read(
      "when,load,price\n2024-01-01,1,2\n2024-01-02,3,4\n",
      .with {
        $0.timeColumn = "when"
        $0.targetColumns = ["load"]
      })
    let again = try read(
      "when;price;load\n2024-01-03;2;1\n2024-01-04;4;3\n", CSVOptions(following: first.schema))
    #expect(again.panel.storage == [1, 3])
    #expect(first.schema.disagreement(with: again.schema) == nil)
    let other = try read("ds,y\n1,1\n2,2\n").schema
    #expect(first.schema.disagreement(with: other)?.contains("‘when’") == true)
  }
}
