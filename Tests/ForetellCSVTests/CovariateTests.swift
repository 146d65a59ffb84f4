import ForetellCSV
import ForetellFiles
import ForetellSeries
import ForetellTestSupport
import Testing

/// Columns beside the target, and rows after the last observed value.
@Suite struct CovariateReadingTests {
  private static let shops = """
    shop,month,sales,region,visitors,price,event
    a,2024-01,10,north,100,2.5,
    a,2024-02,11,north,110,2.5,fair
    a,2024-03,12,north,120,3,
    a,2024-04,,north,,3,fair
    a,2024-05,,,,2,
    b,2024-02,20,south,200,5,
    b,2024-03,21,south,210,5,game
    b,2024-04,,south,,4,

    """

  private static func options(
    fixed: [String] = ["region"], past: [String] = ["visitors"],
    known: [String] = ["price", "event"], categorical: [String] = []
  ) -> CSVOptions {
    .with {
      $0.idColumn = "shop"
      $0.covariates = CovariateColumns(
        fixed: fixed, past: past, known: known, categorical: categorical)
    }
  }

  private func labels(_ column: CategoricalColumn?) -> [String?] {
    column.map { column in (0..<column.count).map { column[$0] } } ?? []
  }

  @Test func columnsStandBesideTheirValuesAndPlansAfterTheEnd() throws {
    let table = try read(Self.shops, Self.options())
    let panel = table.panel
    #expect(panel.storage == [10, 11, 12, 20, 21] && panel.offsets == [0, 3, 5])
    #expect(panel.covariates["price"] == [2.5, 2.5, 3, 5, 5])
    #expect(panel.covariates["visitors"] == [100, 110, 120, 200, 210])
    #expect(labels(panel.categories["event"]) == [nil, "fair", nil, nil, "game"])
    #expect(panel.attributes == [["region": "north"], ["region": "south"]])
    #expect(panel.future?.offsets == [0, 2, 3])
    #expect(panel.future?.covariates == ["price": [3, 2, 4]])
    #expect(labels(panel.future?.categories["event"]) == ["fair", nil, nil])
    // The target was found though other columns hold numbers, and what is a label was too.
    #expect(table.schema.targetColumns == ["sales"])
    #expect(table.schema.covariates?.categorical == ["region", "event"])
    #expect(table.repairs.trimmedTrailing.isEmpty)
  }

  @Test func withoutKnownColumnsRowsWithoutAValueAreLeftOutAsEver() throws {
    var options = Self.options(known: [])
    options.targetColumns = ["sales"]
    let table = try read(Self.shops, options)
    #expect(table.panel.future == nil && table.panel.covariates["visitors"]?.count == 5)
    #expect(table.repairs.trimmedTrailing.map(\.count) == [2, 1])
    let plain = try read(
      Self.shops, .with { ($0.idColumn, $0.targetColumns) = ("shop", ["sales"]) })
    #expect(plain.panel.covariates.isEmpty && plain.panel.categories.isEmpty)
    #expect(plain.panel.attributes.isEmpty && plain.schema.covariates == nil)
  }

  @Test func theOrderOfRowsChangesNothing() throws {
    let expected = try read(Self.shops, Self.options()).panel
    var lines = Self.shops.split(separator: "\n").map(String.init)
    let header = lines.removeFirst()
    var generator = SplitMix(seed: 3)
    for _ in 0..<5 {
      lines.shuffle(using: &generator)
      let text = ([header] + lines).joined(separator: "\n") + "\n"
      let panel = try read(text, Self.options()).panel
      let order = expected.ids.map { panel.ids.firstIndex(of: $0) ?? 0 }
      #expect(panel.selecting(order) == expected)
    }
  }

  /// Enough rows that several threads really parse ahead.
  @Test func manyThreadsReadTheSameColumns() throws {
    var text = "id,ds,y,kind,price,event,lot\n"
    for series in 0..<400 {
      for stamp in 0..<110 {
        let value = stamp < 100 ? "\(stamp * series % 91).5" : ""
        text += "s\(series),\(stamp),\(value),k\(series % 7),\(stamp % 13).25,"
        text += "e\((stamp + series) % 29),\(stamp % 5)\n"
      }
    }
    let options = CSVOptions.with {
      $0.covariates = CovariateColumns(
        fixed: ["kind"], past: ["lot"], known: ["price", "event"], categorical: ["lot"])
    }
    try withTemporaryFolder { folder in
      let path = folder + "/long.csv"
      try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
        try file.write(text)
      }
      var (alone, counts) = (PieceCounts(), PieceCounts())
      let expected = try CSVReader(options).read(path, threads: 1, counts: &alone)
      let table = try CSVReader(options).read(path, threads: 3, counts: &counts)
      #expect(counts.ahead > 4 && table == expected)
      #expect(table.panel.future?.count(of: 399) == 10)
      #expect(table.panel.categories["event"]?.levels.count == 29)
      #expect(table.panel.categories["event"]?[5 * 100 + 7] == "e12")
      #expect(table.panel.attributes[8] == ["kind": "k1"])
    }
  }

  @Test func numbersMayBeLabelsAndLabelsOfNumbersAreNumbers() throws {
    let text = "ds,y,code,late\n1,1,07,\n2,2,7,\n3,3,7,\n4,4,8,5.5\n5,5,8,1e3\n"
    let options = CSVOptions.with {
      $0.covariates = CovariateColumns(known: ["code", "late"], categorical: ["code"])
      $0.keepsGaps = true
    }
    let panel = try read(text, options).panel
    #expect(labels(panel.categories["code"]) == ["07", "7", "7", "8", "8"])
    #expect(panel.covariates["late"]?.suffix(2) == [5.5, 1000])
    #expect(panel.covariates["late"]?.first?.isNaN == true)
  }

  @Test func aStaticNumberIsReadByTheFilesDecimalSeparator() throws {
    let text = "id;ds;y;area\na;1;1,5;12,5\na;2;2,5;12,50\nb;1;1;3\nb;2;1;\n"
    let options = CSVOptions.with { $0.covariates = CovariateColumns(fixed: ["area"]) }
    let table = try read(text, options)
    #expect(table.panel.attributes == [["area": "12.5"], ["area": "3.0"]])
    #expect(table.schema.covariates?.categorical == [])
  }

  @Test func severalTargetsShareTheColumnsOfTheirRow() throws {
    let text = "ds,in,out,promo\n1,1,5,0\n2,2,6,1\n3,3,,0\n4,,,1\n"
    let options = CSVOptions.with {
      $0.targetColumns = ["in", "out"]
      $0.covariates = CovariateColumns(known: ["promo"])
    }
    let panel = try read(text, options).panel
    #expect(panel.offsets == [0, 3, 5] && panel.covariates["promo"] == [0, 1, 0, 0, 1])
    #expect(panel.future?.offsets == [0, 1, 3])
    #expect(panel.future?.covariates["promo"] == [1, 0, 1])
  }

  @Test func gapsAreFilledInTheHistoryAndNotInThePlan() throws {
    let text = "ds,y,p\n1,1,10\n2,2,\n4,4,40\n5,,50\n7,,70\n"
    let options = CSVOptions.with {
      $0.covariates = CovariateColumns(known: ["p"])
      $0.fill = .linear
    }
    let table = try read(text, options)
    #expect(table.panel.covariates["p"] == [10, 20, 30, 40])
    #expect(table.repairs.notes.contains("2 missing values of column ‘p’ filled in"))
    let plan = try #require(table.panel.future?.covariates["p"])
    #expect(plan.count == 3 && plan[0] == 50 && plan[1].isNaN && plan[2] == 70)
    let missing = try failure(text, .with { $0.covariates = CovariateColumns(known: ["p"]) })
    #expect(missing.code == .gap && missing.line == 4)
    let cell = try read(
      "ds,y,p\n1,1,10\n2,2,\n3,4,40\n", .with { $0.covariates = CovariateColumns(known: ["p"]) })
    #expect(cell.firstMissing?.line == 3 && cell.firstMissing?.column == "p")
  }

  @Test(arguments: [
    (
      CovariateColumns(known: ["prise"]), CSVError.Code.unknownColumn,
      "did you mean --known ‘price’"
    ),
    (CovariateColumns(past: ["sales"]), .columnConflict, "--past"),
    (CovariateColumns(past: ["price"], known: ["price"]), .columnConflict, "--past"),
    (CovariateColumns(fixed: ["month"]), .columnConflict, "--static"),
    (CovariateColumns(categorical: ["event"]), .columnConflict, "--static, --past or --known"),
    (CovariateColumns(fixed: ["price"]), .staticVaries, "--past or --known"),
  ])
  func columnsThatCannotBeAreRefused(
    _ columns: CovariateColumns, _ code: CSVError.Code, _ hint: String
  ) throws {
    let error = try failure(
      Self.shops,
      .with {
        ($0.idColumn, $0.timeColumn, $0.targetColumns) = ("shop", "month", ["sales"])
        $0.covariates = columns
      })
    #expect(error.code == code && error.remedy?.contains(hint) == true, "\(error)")
  }

  @Test func aStaticColumnThatVariesIsNamedByItsLine() throws {
    let text = "id,ds,y,region\na,1,1,north\nb,1,5,south\na,2,2,east\nb,2,6,south\n"
    let error = try failure(text, .with { $0.covariates = CovariateColumns(fixed: ["region"]) })
    #expect(error.code == .staticVaries && error.line == 4 && error.series == "a")
    #expect(error.column == "region" && error.message.contains("‘east’ is not the ‘north’"))
  }

  @Test func aLaterCellThatIsNoNumberIsAnErrorAndNotACategory() throws {
    var text = "ds,y,p\n"
    for row in 1...400 { text += "\(row),1,\(row == 390 ? "1O" : "10")\n" }
    let options = CSVOptions.with { $0.covariates = CovariateColumns(past: ["p"]) }
    let error = try failure(text, options)
    #expect(error.code == .notANumber && error.line == 391 && error.column == "p")
    #expect(error.remedy?.contains("--categorical") == true)
    let infinite = try failure(
      "ds,y,p\n1,1,inf\n2,2,1\n",
      .with {
        $0.covariates = CovariateColumns(past: ["p"], categorical: [])
        $0.missingWords = []
      })
    #expect(infinite.code == .notFinite || infinite.code == .noValues, "\(infinite)")
    let empty = try failure("ds,y,p\n1,1,\n2,2,NA\n", options)
    #expect(empty.code == .noValues && empty.column == "p")
  }

  @Test func aWideFileHasNoColumnsBesideItsSeries() throws {
    let error = try failure(
      "ds,a,b\n1,1,2\n2,1,2\n",
      .with { ($0.isWide, $0.covariates) = (true, CovariateColumns(known: ["b"])) })
    #expect(error.code == .columnConflict && error.remedy?.contains("--wide") == true)
  }

  @Test func whatIsWrittenReadsBack() throws {
    let options = Self.options()
    let panel = try read(Self.shops, options).panel
    try withTemporaryFolder { folder in
      let path = folder + "/shops.csv"
      try panel.writeCSV(to: path, idColumn: "shop", timeColumn: "month", targetColumn: "sales")
      #expect(try CSVReader(options).read(path).panel == panel)
    }
  }

  @Test func aSchemaReadsTheSameColumnsAgain() throws {
    let table = try read(Self.shops, Self.options())
    let again = try read(Self.shops, CSVOptions(following: table.schema))
    #expect(again.panel == table.panel && again.schema == table.schema)
  }
}
