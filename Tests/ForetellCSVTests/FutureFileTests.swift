import ForetellCSV
import ForetellSeries
import ForetellTestSupport
import Foundation
import Testing

/// The rows of known columns: written to be filled in, and read back.
@Suite struct FutureFileTests {
  private static let history = """
    shop;month;sales;price;event
    a;2024-01;10;2,5;
    a;2024-02;11;3;fair
    a;2024-03;;3,5;fair
    b;2024-01;20;5;
    b;2024-02;21;5;

    """

  private func table(_ text: String = history, targets: [String] = ["sales"]) throws -> CSVTable {
    var options = CSVOptions()
    options.idColumn = text.hasPrefix("shop") ? "shop" : nil
    options.targetColumns = targets
    options.covariates = CovariateColumns(known: ["price", "event"])
    return try CSVReader(options).read(bytes: Array(text.utf8), chunkSize: 4096)
  }

  private func template(_ table: CSVTable, horizon: Int) throws -> String {
    try withTemporaryFolder { folder in
      try table.writeTemplate(horizon: horizon, to: folder + "/plan.csv")
      return try String(contentsOfFile: folder + "/plan.csv", encoding: .utf8)
    }
  }

  private func adding(
    _ text: String, to table: CSVTable
  ) throws -> (table: CSVTable, passedOver: CSVTable.PassedOver?) {
    try withTemporaryFolder { folder in
      try text.write(toFile: folder + "/plan.csv", atomically: true, encoding: .utf8)
      return try table.addingFuture(folder + "/plan.csv")
    }
  }

  private func labels(_ column: CategoricalColumn?) -> [String?] {
    column.map { column in (0..<column.count).map { column[$0] } } ?? []
  }

  @Test func aTemplateHasEveryRowAndWhatIsKnownAlready() throws {
    #expect(
      try template(table(), horizon: 2) == """
        shop;month;price;event
        a;2024-03;3.5;fair
        a;2024-04;;
        b;2024-03;;
        b;2024-04;;

        """)
  }

  @Test func aFilledTemplateIsThePlan() throws {
    let table = try table()
    var lines = try template(table, horizon: 2).split(separator: "\n").map(String.init)
    lines[2] = "a;2024-04;4;"
    lines[3] = "b;2024-03;6;game"
    lines[4] = "b;2024-04; 7; NA"
    let header = lines.removeFirst()
    // The order of rows is nobody's business.
    let text = ([header] + lines.reversed()).joined(separator: "\n") + "\n"
    let (planned, passedOver) = try adding(text, to: table)
    #expect(passedOver == nil)
    #expect(planned.panel.future?.offsets == [0, 2, 4])
    #expect(planned.panel.future?.covariates["price"] == [3.5, 4, 6, 7])
    #expect(labels(planned.panel.future?.categories["event"]) == ["fair", nil, "game", nil])
    #expect(
      planned.panel.replacing(future: .some(nil)) == table.panel.replacing(future: .some(nil)))
    // What is planned stands in the next template.
    #expect(
      try template(planned, horizon: 3).contains("b;2024-03;6;game\nb;2024-04;7;\nb;2024-05;;"))
  }

  @Test func aPlanMayBeginWhereTheDataStopKnowing() throws {
    let text = "month,shop,event,price,other\n2024-04,a,fair,9,x\n2024-02,b,,1,x\n2024-03,b,,8,x\n"
    let (planned, passedOver) = try adding(text, to: table())
    #expect(planned.panel.future?.covariates["price"] == [3.5, 9, 8])
    #expect(passedOver?.count == 1 && passedOver?.line == 3 && passedOver?.series == "b")
  }

  @Test(arguments: [
    ("c,2024-03,1,", CSVError.Code.unknownSeries, 2), ("a,2024-03-15,1,", .offGrid, 2),
    ("a,2024-05,1,", .gap, 0), ("b,2024-03,x,", .notANumber, 2),
    ("b,2024-03,1,\nb,2024-03,2,", .duplicateTimestamp, 3), ("b,9999-03,1,", .tooLarge, 2),
    ("b,2024-03,1", .fieldCount, 2),
  ])
  func rowsWithoutAPlaceAreErrors(_ rows: String, _ code: CSVError.Code, _ line: Int) throws {
    let error = try #require(throws: CSVError.self) {
      _ = try adding("shop,month,price,event\n\(rows)\n", to: table())
    }
    #expect(error.code == code && (error.line ?? 0) == line, "\(error)")
    #expect(error.path.hasSuffix("plan.csv") && error.remedy != nil)
  }

  @Test func aPlanNeedsItsColumns() throws {
    let error = try #require(throws: CSVError.self) {
      _ = try adding("shop,month,prise,event\na,2024-03,1,\n", to: table())
    }
    #expect(error.code == .unknownColumn && error.remedy?.contains("‘prise’") == true)
    let plain = try CSVReader(CSVOptions()).read(
      bytes: Array("ds,y\n1,1\n2,2\n".utf8), chunkSize: 4096)
    let none = try #require(throws: CSVError.self) { _ = try adding("ds,y\n3,1\n", to: plain) }
    #expect(none.remedy?.contains("--known") == true)
  }

  @Test func severalTargetsShareARow() throws {
    let text = """
      shop,month,in,out,price,event
      a,2024-01,1,5,2,
      a,2024-02,2,6,3,fair

      """
    let table = try table(text, targets: ["in", "out"])
    let plan = try template(table, horizon: 1)
    #expect(plan == "shop,month,price,event\na,2024-03,,\n")
    let (planned, _) = try adding("shop,month,price,event\na,2024-03,4,fair\n", to: table)
    #expect(planned.panel.future?.covariates["price"] == [4, 4])
  }

  @Test func aFileWithoutIDsHasPlansWithoutThem() throws {
    let table = try table("month,sales,price,event\n2024-01,1,2,\n2024-02,2,3,fair\n")
    #expect(try template(table, horizon: 1) == "month,price,event\n2024-03,,\n")
    let (planned, _) = try adding("month,price,event\n2024-03,4,\n", to: table)
    #expect(planned.panel.future?.covariates["price"] == [4])
  }

  @Test func plansThatContradictTheDataAreTold() throws {
    let table = try table()
    let error = try #require(throws: CSVError.self) {
      _ = try adding("shop,month,price,event\nb,2024-03,1,\na,2024-03,4.5,fair\n", to: table)
    }
    #expect(error.code == .planConflict && error.line == 3 && error.column == "price")
    #expect(error.series == "a" && error.path.hasSuffix("plan.csv"))
    #expect(
      error.message.contains("‘4.5’") && error.message.contains("line 4 of the data has ‘3.5’"))
    #expect(error.timestamp == table.panel.timestamp(of: 0, at: 2))
    // No event where the data have one is another plan too.
    let label = try #require(throws: CSVError.self) {
      _ = try adding("shop,month,price,event\na,2024-03,3.5,\n", to: table)
    }
    #expect(label.column == "event" && label.message.contains("the cell is empty"))
    // What is equal, or left open in one of them, is no contradiction.
    let (planned, _) = try adding("shop,month,price,event\na,2024-03,,fair\n", to: table)
    #expect(planned.panel.future?.covariates["price"] == [3.5])
    #expect(labels(planned.panel.future?.categories["event"]) == ["fair"])
  }

  @Test func emptyCellsOfAPlanHaveAFileAndALine() throws {
    let columns = CovariateColumns(known: ["price", "event"], categorical: ["event"])
    let (planned, _) = try adding(
      "shop,month,price,event\nb,2024-03,,\na,2024-04,4,\n", to: table())
    let found = planned.emptyPlan(of: columns, horizon: 2, path: "data.csv") { _ in true }
    #expect(found?.series == "b" && found?.line == 2 && found?.column == "price")
    #expect(found?.path.hasSuffix("plan.csv") == true && found?.code == .emptyPlan)
    let strict = planned.emptyPlan(of: columns, horizon: 2, path: "data.csv") { _ in false }
    #expect(strict?.series == "a" && strict?.line == 3 && strict?.column == "event")
    // In the table's own file.
    let own = try table(
      "shop;month;sales;price;event\na;2024-01;10;2,5;\na;2024-02;11;3;fair\na;2024-03;;;fair\n")
    let empty = own.emptyPlan(of: columns, horizon: 1, path: "data.csv") { _ in true }
    #expect(empty?.path == "data.csv" && empty?.line == 4 && empty?.column == "price")
    #expect(own.emptyPlan(of: columns, horizon: 0, path: "data.csv") { _ in true } == nil)
  }
}
