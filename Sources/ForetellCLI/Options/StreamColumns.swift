internal import ArgumentParser
internal import Foretell
internal import FoundationEssentials

/// How the rows of a stream are written, where not as the data the model was fitted to.
struct StreamColumns: ParsableArguments {
  @Option(help: "Column that tells series apart (the model's).")
  var idCol: String?

  @Option(help: "Column of time stamps (the model's).")
  var timeCol: String?

  @Option(help: "Column of values (the model's).")
  var targetCol: String?

  @Option(
    parsing: .unconditional,
    help: "How stamps are written: YYYY-MM, epoch, integer, %d.%m.%Y, … (as for the model).")
  var timeFormat: String?

  @Option(help: "What separates fields: , ; | or tab (found from the first line).")
  var delimiter: String?

  @Option(help: "What separates fractions: . or , (as for the model).")
  var decimal: String?

  func validate() throws {
    let checks: [(String, String?, Bool)] = [
      ("--time-format", timeFormat, timeFormat.map { TimestampFormat($0) != nil } ?? true),
      ("--delimiter", delimiter, delimiter.map { CSVDelimiter(argument: $0) != nil } ?? true),
      ("--decimal", decimal, decimal.map { CSVDecimalSeparator(rawValue: $0) != nil } ?? true),
    ]
    for case (let flag, let text?, false) in checks {
      throw ValidationError("\(flag) does not know ‘\(text)’.")
    }
  }

  /// The options that are given.
  var options: CSVOptions {
    var options = CSVOptions()
    options.delimiter = delimiter.flatMap { CSVDelimiter(argument: $0) }
    options.decimalSeparator = decimal.flatMap { CSVDecimalSeparator(rawValue: $0) }
    return options
  }

  /// The model's schema with what is given in its place.
  func schema(of file: ModelFile, path: String) throws -> CSVSchema {
    var schema = CSVSchema(
      idColumn: "unique_id", timeColumn: "ds", targetColumns: ["y"], isWide: false,
      delimiter: .comma, decimalSeparator: .point, timeFormat: file.timestampFormat)
    if let text = file.schema {
      guard let stored = try? JSONDecoder().decode(CSVSchema.self, from: Data(text.utf8)) else {
        throw ModelFileError(.damaged, path: path, detail: "its schema cannot be read")
      }
      schema = stored
    }
    schema.idColumn = idCol ?? schema.idColumn
    schema.timeColumn = timeCol ?? schema.timeColumn
    if let targetCol { schema.targetColumns = targetCol.split(separator: ",").map(String.init) }
    if let format = timeFormat.flatMap({ TimestampFormat($0) }) { schema.timeFormat = format }
    return schema
  }
}
