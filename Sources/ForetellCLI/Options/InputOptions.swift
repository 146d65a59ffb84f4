public import ArgumentParser
public import Foretell

/// How the CSV is read; the same for every command that reads one.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "The CSV file; - reads standard input.", completion: .file(extensions: ["csv", "tsv"]))
  var file: String

  @Option(
    help: "Column that tells series apart (found by itself: unique_id, item_id, id, series, …).")
  var idCol: String?

  @Option(help: "Column of time stamps (found by itself: ds, date, timestamp, month, …).")
  var timeCol: String?

  @Option(
    help: """
      Column of values (found by itself: y, target, value, or the only numeric one left); several, \
      separated by commas, give one series a column.
      """)
  var targetCol: String?

  @Flag(help: "Every column but the time column is a series.")
  var wide = false

  @Option(
    parsing: .unconditional,
    help: """
      Step between stamps, such as h, 15min, D, B, W-SUN, MS, ME, QS, YS or ‘monthly’ (found from the \
      stamps).
      """)
  var freq: String?

  @Option(
    parsing: .unconditional,
    help: """
      How stamps are written: YYYY, YYYY-MM, YYYY-Qn, YYYYMMDD, epoch, epoch-ms, integer, or a strftime \
      pattern such as %d.%m.%Y (found by itself).
      """)
  var timeFormat: String?

  @Option(help: "What stands in for missing values and rows: ffill, linear or zero.")
  var fill: FillMethod?

  @Option(help: "What separates fields: , ; | or tab (found by itself).")
  var delimiter: String?

  @Option(help: "What separates fractions: . or , (found by itself).")
  var decimal: String?

  func validate() throws {
    try check(freq, as: "--freq", examples: "h, 15min, D, B, W-SUN, MS, ME, QS or YS") {
      Frequency($0) != nil
    }
    try check(
      timeFormat, as: "--time-format", examples: "YYYY-MM, YYYYMMDD, epoch, integer or %d.%m.%Y"
    ) { TimestampFormat($0) != nil }
    try check(delimiter, as: "--delimiter", examples: "‘,’ ‘;’ ‘|’ or tab") {
      CSVDelimiter(argument: $0) != nil
    }
    try check(decimal, as: "--decimal", examples: "‘.’ or ‘,’") {
      CSVDecimalSeparator(rawValue: $0) != nil
    }
  }

  private func check(
    _ text: String?, as flag: String, examples: String, _ isValid: (String) -> Bool
  ) throws {
    guard let text, !isValid(text) else { return }
    throw ValidationError("\(flag) does not know ‘\(text)’; say for example \(examples).")
  }

  /// The options as the reader takes them; what is left out here stays as in `base`.
  func csvOptions(over base: CSVOptions = CSVOptions()) -> CSVOptions {
    var options = base
    options.idColumn = idCol ?? base.idColumn
    options.timeColumn = timeCol ?? base.timeColumn
    if let targetCol {
      options.targetColumns = targetCol.split(separator: ",").map(String.init)
    }
    options.isWide = wide || base.isWide
    options.fill = fill ?? base.fill
    options.frequency = freq.flatMap { Frequency($0) } ?? base.frequency
    options.timeFormat = timeFormat.flatMap { TimestampFormat($0) } ?? base.timeFormat
    options.delimiter = delimiter.flatMap { CSVDelimiter(argument: $0) } ?? base.delimiter
    options.decimalSeparator =
      decimal.flatMap { CSVDecimalSeparator(rawValue: $0) } ?? base.decimalSeparator
    return options
  }
}

extension CSVDelimiter {
  /// The delimiter a flag names; a tab is hard to type.
  init?(argument: String) {
    self.init(rawValue: argument == "tab" || argument == "\\t" ? "\t" : argument)
  }
}

extension FillMethod: ExpressibleByArgument {}
