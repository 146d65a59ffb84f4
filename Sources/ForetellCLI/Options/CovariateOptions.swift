internal import ArgumentParser
internal import Foretell

/// Which columns beside the target a model is to see.
struct CovariateOptions: ParsableArguments {
  @Option(
    name: .customLong("static"),
    help: "Columns that do not change within a series, separated by commas: region, kind of shop.")
  var fixed: ColumnList?

  @Option(
    help: """
      Columns that are known up to the last value, like the target: visitors, weather. deepar sees none of them.
      """)
  var past: ColumnList?

  @Option(
    help: """
      Columns that are known ahead: prices, promotions, holidays. Rows after the last value of a series, with \
      an empty target, say what is planned; ‘foretell template’ writes them.
      """)
  var known: ColumnList?

  @Option(
    help: "Those of these columns that hold labels though they look like numbers.")
  var categorical: ColumnList?

  @Option(
    help: """
      What a model sees of the stamps: auto, none, or a list of time-of-day, hour, weekday, day-of-month, \
      day-of-year, week, month, quarter (auto).
      """)
  var calendar: CalendarList?

  /// The flags that are given.
  var flags: [String] {
    [
      ("--static", fixed != nil), ("--past", past != nil), ("--known", known != nil),
      ("--categorical", categorical != nil), ("--calendar", calendar != nil),
    ].filter(\.1).map(\.0)
  }

  /// The columns asked for; nil where no flag is given.
  var columns: CovariateColumns? {
    guard fixed != nil || past != nil || known != nil || categorical != nil || calendar != nil
    else { return nil }
    return CovariateColumns(
      fixed: fixed?.names ?? [], past: past?.names ?? [], known: known?.names ?? [],
      categorical: categorical?.names ?? [], calendar: calendar?.features)
  }

  /// What the reader has to know of them.
  var csvOptions: CSVOptions {
    var options = CSVOptions()
    options.covariates = columns.flatMap { $0.names.isEmpty && $0.categorical.isEmpty ? nil : $0 }
    return options
  }

  /// The columns asked for, with what they turned out to hold; nil where none were.
  func columns(of table: CSVTable) -> CovariateColumns? {
    columns.map { table.schema.covariates ?? $0 }
  }

  /// Refuses a file of columns that are series: it has none beside them.
  func check(_ input: InputOptions) throws {
    guard columns != nil else { return }
    if input.wide {
      throw ValidationError(
        "--wide reads every column as a series, so there is none beside them; lay the file out with a row "
          + "a series and stamp to use --static, --past and --known.")
    }
    if let repeated = columns?.repeated {
      throw ValidationError("‘\(repeated)’ is named twice; a column is static, past or known.")
    }
  }
}

/// Names of columns, separated by commas.
struct ColumnList: ExpressibleByArgument {
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !names.contains("") else { return nil }
  }
}

/// Calendar features, or `auto`, or `none`.
struct CalendarList: ExpressibleByArgument {
  /// nil leaves them to the frequency.
  let features: [CalendarFeature]?

  init?(argument: String) {
    switch argument {
    case "auto": features = nil
    case "none": features = []
    default:
      let names = argument.split(separator: ",", omittingEmptySubsequences: false)
      let known = names.compactMap { CalendarFeature(rawValue: String($0)) }
      guard known.count == names.count, Set(known).count == known.count else { return nil }
      features = known
    }
  }
}
