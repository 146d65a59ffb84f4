import ForetellCSV
import ForetellSeries
import Testing

@Suite struct SpellingTests {
  static let plain = "unique_id,ds,y\na,2024-01-01,1.5\na,2024-01-02,-2\n"

  @Test(arguments: [",", ";", "\t", "|"], ["\n", "\r\n", "\r"])
  func delimitersAndLineBreaksAreFound(_ delimiter: String, _ lineBreak: String) throws {
    let text = Self.plain.split(separator: "\n").joined(separator: lineBreak)
      .split(separator: ",", omittingEmptySubsequences: false).joined(separator: delimiter)
    for end in ["", lineBreak, lineBreak + lineBreak] {
      #expect(try read(text + end).panel == read(Self.plain).panel)
    }
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    let table = try read("\u{FEFF}" + Self.plain)
    #expect(table.schema.idColumn == "unique_id")
    #expect(table.panel == (try read(Self.plain).panel))
  }

  @Test func quotedFieldsHoldDelimitersQuotesAndLineBreaks() throws {
    let table = try read(
      "unique_id,ds,y\n\"a,\"\"b\"\"\nc\",2024-01-01,\"1\"\n\"a,\"\"b\"\"\nc\",\"2024-01-02\",\" 2 \"\n"
    )
    #expect(table.panel.ids == ["a,\"b\"\nc"])
    #expect(table.panel.storage == [1, 2])
  }

  @Test func linesAreCountedThroughQuotedLineBreaks() throws {
    for lineBreak in ["\n", "\r\n", "\r"] {
      let lines = ["unique_id,ds,y", "\"a", "b\",2024-01-01,1", "", "\"a", "b\",2024-01-02,x"]
      let error = try failure(lines.joined(separator: lineBreak))
      #expect(error.line == 5, "\(lineBreak.debugDescription): \(error)")
    }
  }

  @Test func spacesAroundFieldsAndBlankLinesMeanNothing() throws {
    let table = try read(
      "\nunique_id , ds ,\ty\n\n a , 2024-01-01 , 1.5\n  \na,2024-01-02, -2\n,,\n")
    #expect(table.panel == (try read(Self.plain).panel))
  }

  @Test func anEmptyFieldBetweenTabsIsAField() throws {
    let table = try read("id\tds\tx\ty\na\t2024-01-01\t\t1\na\t2024-01-02\t\t2\n")
    #expect(table.panel.storage == [1, 2])
  }

  @Test(arguments: ["", "NA", "NaN", "nan", "null", "NULL", "None", "N/A", "\"\"", "\"NA\""])
  func missingWordsAreMissing(_ word: String) throws {
    let table = try read("ds,y\n2024-01-01,1\n2024-01-02,\(word)\n2024-01-03,3\n")
    #expect(table.panel.storage[1].isNaN)
    #expect(table.firstMissing?.line == 3)
    #expect(table.firstMissing?.timestamp.description == "2024-01-02")
    #expect(table.repairs.isEmpty)
  }

  @Test func aDecimalCommaIsFoundBesideOtherDelimiters() throws {
    #expect(try read("ds;y\n2024-01-01;1,25\n2024-01-02;2\n").panel.storage == [1.25, 2])
    #expect(try read("ds;y\n2024-01-01;1.25\n2024-01-02;2\n").panel.storage == [1.25, 2])
  }

  @Test func numbersOfEverySizeAreLegal() throws {
    let table = try read(
      "ds,y\n1,1e300\n2,1e-300\n3,-0.0\n4,5e-324\n5,.5\n6,5.\n7,+3\n8,1E+2\n9,00012\n")
    #expect(
      table.panel.storage == [1e300, 1e-300, -0.0, .leastNonzeroMagnitude, 0.5, 5, 3, 100, 12])
    #expect(table.panel.storage[2].sign == .minus)
  }
}
