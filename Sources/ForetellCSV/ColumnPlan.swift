/// Which column plays which part.
struct ColumnPlan {
  let columns: [String]
  let time: Int
  let id: Int?
  let targets: [Int]
  /// The columns beside the target: static ones, past ones, known ones.
  let covariates: [CovariateColumn]
  let schema: CSVSchema

  /// Settles the columns from the options, the header and the first rows.
  init(_ head: CSVHead, options: CSVOptions) throws(CSVError) {
    let finder = try ColumnFinder(head, options: options)
    guard !head.rows.isEmpty else {
      throw CSVError(
        .noRows, "there is a header and no row below it", line: 1,
        remedy: finder.headerLooksLikeData ? "is this line a row, and the header missing?" : nil)
    }
    try finder.refuseMissingHeader()
    columns = head.columns
    let id = try finder.named(options.idColumn, "--id-col")
    covariates = try finder.covariateColumns()
    let beside = covariates.map(\.place)
    time = try finder.timeColumn(besides: [id].compactMap(\.self) + beside)
    self.id = id ?? finder.knownIDColumn(besides: [time] + beside)
    let roles = [time, self.id].compactMap(\.self) + beside
    targets = try finder.targetColumns(besides: roles)
    if let twice = (roles + targets).firstRepeated {
      throw CSVError(
        .columnConflict, "the column is asked to play two parts", column: columns[twice],
        remedy: "name different columns with --id-col, --time-col"
          + (beside.contains(twice)
            ? ", --target-col, --static, --past and --known" : " and --target-col"))
    }
    schema = CSVSchema(
      idColumn: self.id.map { head.columns[$0] }, timeColumn: head.columns[time],
      targetColumns: targets.map { head.columns[$0] }, isWide: options.isWide,
      delimiter: head.delimiter, decimalSeparator: finder.decimalSeparator,
      timeFormat: try finder.timeFormat(of: time), covariates: options.covariates)
  }
}

extension [Int] {
  fileprivate var firstRepeated: Int? {
    enumerated().first { place, value in self[..<place].contains(value) }?.element
  }
}
