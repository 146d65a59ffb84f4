import ForetellCSV
import ForetellFiles
import ForetellSeries
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A text that cannot be read, and what the person must be told.
struct BadInput: Sendable, CustomTestStringConvertible {
  let text: String
  let code: CSVError.Code
  let fragments: [String]
  var options = CSVOptions()
  var testDescription: String { fragments.first ?? text }

  init(
    _ text: String, _ code: CSVError.Code, _ fragments: String...,
    change: (inout CSVOptions) -> Void = { _ in }
  ) {
    self.text = text
    self.code = code
    self.fragments = fragments
    change(&options)
  }

  static let files: [BadInput] = [
    .init("", .empty, "the file is empty"),
    .init("\n\n  \n", .empty, "blank lines"),
    .init("\u{FEFF}", .empty, "blank lines"),
    .init("unique_id,ds,y\n", .noRows, "line 1: there is a header and no row below it"),
    .init("unique_id,ds,y\n\n,,\n", .noRows, "no row below"),
    .init("ds,y\n2024-01-01,1\n", .frequencyUnknown, "one row only", "--freq"),
    .init(
      "id,ds,y\na,2024-01-01,1\nb,2024-01-01,1\n", .frequencyUnknown, "each series has one row only"
    ),
    .init("2024-01-01,1\n2024-01-02,2\n", .missingHeader, "line 1", "the header is missing"),
    .init("a,2024-01-01,1\na,2024-01-02,2\n", .missingHeader, "the header is missing"),
    .init("1,2\n3,4\n", .missingHeader, "the header is missing"),
    .init("2024-01-01,1\n", .noRows, "is this line a row, and the header missing?"),
    .init("ds,y,y\n1,2,3\n", .duplicateColumn, "columns 2 and 3 are both called ‘y’"),
    .init("ds,name\n2024-01-01,x\n2024-01-02,z\n", .noNumericColumn, "‘name’", "--target-col"),
    .init("ds\n2024-01-01\n2024-01-02\n", .noNumericColumn, "no column beside", "--delimiter"),
    .init(
      "ds,load,price\n1,2,3\n2,3,4\n", .ambiguousTarget, "2 columns", "‘load’, ‘price’",
      "--target-col load", "--wide"),
    .init("a,b\n1,2\n2,3\n", .noTimeColumn, "‘a’, ‘b’", "--time-col"),
    .init(
      "ds,load\n1,2\n2,3\n", .unknownColumn, "no column ‘laod’", "did you mean --target-col ‘load’?"
    ) {
      $0.targetColumns = ["laod"]
    },
    .init(
      "ds,load\n1,2\n2,3\n", .unknownColumn, "no column ‘shop’; there are ‘ds’, ‘load’", "--id-col"
    ) {
      $0.idColumn = "shop"
    },
    .init(
      "ds,load\n1,2\n2,3\n", .columnConflict, "column ‘ds’: the column is asked to play two parts"
    ) {
      $0.targetColumns = ["ds"]
      $0.timeColumn = "ds"
    },
    .init(
      "ds,y\n2024-01-01,1\n2024-01-02,n/a\n", .notANumber,
      "line 3, column ‘y’: ‘n/a’ is not a number"),
    .init(
      "ds,y\n1,\"1,234.5\"\n2,\"2,345.5\"\n", .notANumber, "line 2", "thousands separator", "1234.5"
    ),
    .init("ds;y\n1;1.234,5\n2;2\n3;3,5\n", .notANumber, "thousands separator", "1234,5"),
    .init("ds,y\n1,1\n2,\"2,5\"\n", .notANumber, "line 3", "decimal point", "--decimal ','"),
    .init("ds,y\n1,1\n2,inf\n", .notFinite, "line 3, column ‘y’: ‘inf’ is infinite"),
    .init("ds,y\n1,1\n2,-Infinity\n", .notFinite, "‘-Infinity’ is infinite"),
    .init("ds,y\n1,1\n2,1e999\n", .notFinite, "‘1e999’ is infinite or larger"),
    .init(
      "ds,y\n2024-01-01,1\n2024-01-02,1\n03.01.2024,1\n", .badTimestamp,
      "line 4, column ‘ds’: ‘03.01.2024’ is not a time stamp of the form ‘YYYY-MM-DD’",
      "it would read as ‘%d.%m.%Y’", "--time-format"),
    .init("ds,y\n2024-02-29,1\n2024-02-30,1\n", .badTimestamp, "line 3", "‘2024-02-30’"),
    .init(
      "ds,y\n13/01/2024,1\n14/01/2024,1\n", .badTimestamp, "line 2",
      "it reads as --time-format '%d/%m/%Y'"),
    .init(
      "ds,y\n01/02/2024,1\n02/02/2024,1\n", .badTimestamp, "'%d/%m/%Y' and as", "say which"),
    .init("ds,y\nyesterday,1\ntoday,1\n", .badTimestamp, "‘yesterday’", "--time-format"),
    .init("ds,y\n2024-01-01,1\n,1\n", .badTimestamp, "line 3", "the time stamp is missing"),
    .init("ds,y\n10000-01-01,1\n10000-01-02,1\n", .badTimestamp, "‘10000-01-01’"),
    .init("ds,y\n1,1\n99999999999999999999,1\n", .badTimestamp, "‘99999999999999999999’"),
    .init("ds,y\n1,1\n999999999999999999,1\n", .badTimestamp, "‘999999999999999999’"),
    .init(
      "ds,y\n2024-01-01T00:00Z,1\n2024-01-01T01:00,1\n", .mixedOffsets, "line 3", "no offset"),
    .init("ds,y\n2024-01-01T00:00,1\n2024-01-01T01:00+01:00,1\n", .mixedOffsets, "has an offset"),
    .init("id,ds,y\na,1,1\n,2,1\n", .missingID, "line 3, column ‘id’"),
    .init(
      "id,ds,y\na,1,1\na,2\n", .fieldCount, "line 3: the row has 2 fields where the header has 3"),
    .init("id,ds,y\na,1,1\n\na,2,2,5\n", .fieldCount, "line 4", "4 fields", "quotes"),
    .init("id,ds,y\n\"a,1,1\na,2,2\n", .unterminatedQuote, "line 2: the quote opened on this line"),
    .init("id,ds,y\na,1,1\n\"b\nb\",2,\"1\n\n", .unterminatedQuote, "line 4"),
    .init(
      "id,ds,y\na,2024-01-01,1\na,2024-01-02,2\nb,2024-01-01,1\na,2024-01-02,3\n",
      .duplicateTimestamp,
      "line 5, column ‘ds’, series ‘a’: the stamp 2024-01-02 of line 3 occurs again"
    ),
    .init("shop,ds,y\na,1,1\nb,1,1\n", .duplicateTimestamp, "line 3", "--id-col"),
    .init(
      "ds,y\n2024-01-01T01:00+01:00,1\n2024-01-01T00:00Z,1\n", .duplicateTimestamp, "line 3"),
    .init(
      "id,ds,y\na,2024-01-01,1\na,2024-01-02,1\na,2024-01-03,1\na,2024-01-03T05:00:00,1\na,2024-01-05,1\n",
      .offGrid, "line 5, series ‘a’", "2024-01-03T05:00:00, after 2024-01-03 of line 4",
      "before 2024-01-05 of line 6", "mixed or irregular"),
    .init("ds,y\n2024-01-01,1\n2024-01-02,2\n", .offGrid, "2024-01-01", "line 2", "--freq") {
      $0.frequency = .weeks(1, on: .sunday)
    },
    .init(
      "id,ds,y\na,2024-01-01,1\na,2024-02-01,1\na,2024-03-01,1\na,2024-04-01,1\nb,2024-01-01,1\nb,2024-01-08,1\n",
      .offGrid, "line 7, series ‘b’"),
    .init(
      "ds,y\n2024-01-01,1\n2024-02-01,1\n2024-03-02,1\n2024-04-01,1\n2024-05-01,1\n", .offGrid,
      "line 4", "2024-03-02, after 2024-02-01 of line 3 and before 2024-04-01 of line 5", "MS"),
    .init(
      "ds,y\n1,1\n2,2\n3,3\n6,6\n", .gap, "2 rows are missing between 3 (line 4) and 6 (line 5)",
      "--fill"),
    .init("ds,y\n1,1\n2,2\n3,3\n900000000,6\n", .tooLarge, "ten times", "--freq") {
      $0.fill = .zero
    },
    .init("ds,y\n1,NA\n2,\n", .noValues, "every value is missing"),
    .init("ds,y\n1,\u{0}\n", .encoding, "UTF-16"),
    .init("PK\u{3}\u{4}stuff", .encoding, "workbook"),
  ]
}

@Suite struct BadInputTests {
  @Test(arguments: BadInput.files)
  func theMessageSaysWhatWhereAndWhatHelps(_ input: BadInput) throws {
    let error = try failure(input.text, input.options)
    #expect(error.code == input.code, "\(error)")
    for fragment in input.fragments {
      #expect(error.description.contains(fragment), "\(error)")
    }
  }

  @Test func otherEncodingsAreRefused() throws {
    let latin = Array("id,ds,y\nM".utf8) + [0xFC] + Array("ller,1,1\n".utf8)
    let header = Array("id,ds,M".utf8) + [0xFC] + Array("ll\na,1,1\n".utf8)
    let utf16: [UInt8] = [0xFF, 0xFE] + "ds,y".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    for (bytes, fragment) in [
      (latin, "line 2, column ‘id’"), (header, "line 1"), (utf16, "UTF-16"),
    ] {
      let error = try #require(throws: CSVError.self) { _ = try read(bytes: bytes) }
      #expect(error.code == .encoding && error.description.contains(fragment), "\(error)")
    }
  }

  @Test func theFileIsNamed() throws {
    let path = "/tmp/foretell-bad-\(UInt64.random(in: 0 ... .max)).csv"
    try OutputFile.write(to: path) { (file: inout OutputFile) throws(FileError) in
      try file.write("ds,y\n2024-01-01,1\n2024-01-02,n/a\n")
    }
    let error = try #require(throws: CSVError.self) { _ = try CSVReader().read(path) }
    #expect(error.description.hasPrefix("\(path), line 3, column ‘y’: ‘n/a’ is not a number; "))
    #expect(throws: CancellationError.self) {
      _ = try CSVReader().read(path, isCancelled: { true })
    }
    unlink(path)
    let missing = try #require(throws: FileError.self) { _ = try CSVReader().read(path) }
    #expect(missing.code == .notFound)
    let directory = try #require(throws: FileError.self) { _ = try CSVReader().read("/tmp") }
    #expect(directory.code == .isDirectory)
  }

  @Test func noBytesMakeTheReaderTrap() {
    var random = SplitMix(seed: 3)
    let pieces = [
      "unique_id", "ds", "y", "2024-01-01", "9999-12-31", "0001-01-01", "-1000000000000", "1e308",
      "\"",
      ",", ",", ",", "\n", "\n", "\n", "1", "2", "999999999999", "T00:00:00+18:00", "é", "NA",
    ]
    for _ in 0..<4000 {
      let body = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }
      let text = (Bool.random(using: &random) ? "unique_id,ds,y\n" : "ds,y\n") + body.joined()
      var options = CSVOptions()
      options.isWide = Int.random(in: 0...3, using: &random) == 0
      options.fill = Bool.random(using: &random) ? .linear : nil
      options.frequency =
        [nil, .daily, .index(1), .monthly, .businessDays(1), .seconds(1)].randomElement(
          using: &random) ?? nil
      for helpers in [0, 2] {
        _ = try? CSVReader(options).read(bytes: Array(text.utf8), chunkSize: 64, helpers: helpers)
      }
    }
  }
}
