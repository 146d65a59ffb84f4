import ForetellCSV
import ForetellSeries
import ForetellTestSupport
import Testing

/// Launches are read as the data were.
@Suite struct NewSeriesTests {
  private func launches(_ text: String, _ options: CSVOptions = CSVOptions()) throws -> Panel {
    try withTemporaryFolder { folder in
      try text.write(toFile: folder + "/new.csv", atomically: true, encoding: .utf8)
      var options = options
      (options.idColumn, options.timeColumn) = ("id", "week")
      return try NewSeries(
        path: folder + "/new.csv", options: options,
        columns: CovariateColumns(fixed: ["kind", "price"], categorical: ["kind"]),
        frequency: .daily, after: try #require(Timestamp(secondsSince1970: 0)), written: .date
      ).panel
    }
  }

  @Test func decimalCommasAndMissingWordsAreThoseOfTheData() throws {
    let panel = try launches("id;kind;price\nx; hype ;1,5\ny;NA;20\nz;slow; NA\nw;null;2,25 \n")
    #expect(panel.ids == ["x", "y", "z", "w"])
    #expect(
      panel.attributes == [
        ["kind": "hype", "price": "1.5"], ["price": "20.0"], ["kind": "slow"],
        ["price": "2.25"],
      ])
  }

  /// What the data would be read as, read from a file of data with the same cells.
  @Test func aLaunchHasTheFactsThatItsDataWillHave() throws {
    let launched = try launches("id;kind;price\nx;hype;1,5\ny;NA;20\n")
    var options = CSVOptions()
    options.covariates = CovariateColumns(fixed: ["kind", "price"])
    let table = try CSVReader(options).read(
      bytes: Array(
        "id;ds;y;kind;price\nx;2024-01-01;1;hype;1,5\nx;2024-01-02;2;;\ny;2024-01-01;1;NA;20\ny;2024-01-02;2;NA;20\n"
          .utf8), chunkSize: 4096)
    #expect(launched.attributes == table.panel.attributes)
  }

  @Test func whatIsNoNumberIsNamedByItsLine() throws {
    func error(_ cell: String, _ options: CSVOptions = CSVOptions()) throws -> CSVError {
      try #require(throws: CSVError.self) {
        try launches("id;kind;price\nx;hype;2\ny;slow;\(cell)\n", options)
      }
    }
    for cell in ["dear", "1e999"] {
      let error = try error(cell)
      #expect(error.line == 3 && error.column == "price" && error.path.hasSuffix("new.csv"))
    }
    // It may be a thousand and one, or a little more than one.
    #expect(try error("1,001").remedy?.contains("--decimal") == true)
    var options = CSVOptions()
    options.decimalSeparator = .comma
    #expect(
      try launches("id;kind;price\nx;hype;1,001\n", options).attributes[0]["price"] == "1.001")
  }
}
