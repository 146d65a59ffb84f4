public import ForetellSeries

extension CSVTable {
  /// Rows of a file of plans that have no place after the ends of the series.
  public struct PassedOver: Hashable, Sendable {
    /// How many there are.
    public let count: Int
    /// The first of them.
    public let series: String
    public let timestamp: Timestamp
    public let line: Int
  }

  /// The table with the rows of another file as what is known ahead, as ‘foretell template’ lays one out.
  ///
  /// It has the columns of ids and stamps and every known column; others are not looked at. Rows may come in
  /// any order. Those up to the end of their series are passed over. Of those that the table has already, a cell that is
  /// filled in either is taken.
  ///
  /// - Throws: `FileError`, or ``CSVError`` where a column is missing, a series is not in the table, a row
  ///   comes twice, is not on the grid, or is missing before others, or where a cell says something else than the
  ///   table's row of the same step does (`.planConflict`), by line.
  public func addingFuture(_ path: String) throws -> (table: CSVTable, passedOver: PassedOver?) {
    guard let columns = schema.covariates, !columns.known.isEmpty else {
      throw CSVError(
        .columnConflict, "no column is known ahead, so nothing is looked for in the file",
        path: path, remedy: "name the columns with --known")
    }
    var plan: FuturePlan?
    let cells = try CSVColumns(path: path) { names in
      let found = try FuturePlan(names, schema: schema, columns)
      plan = found
      return found.textPlaces
    }
    do throws(CSVError) {
      guard let plan else { throw CSVError(.noRows, "there is no header") }
      var rows = FutureRows(self, plan)
      try rows.place(cells)
      let panel = panel.replacing(future: try rows.future(cells))
      return (
        CSVTable(
          panel: panel, schema: schema, repairs: repairs, firstMissing: firstMissing,
          rowCount: rowCount, futurePlaces: rows.places(cells, path)), rows.passedOver
      )
    } catch {
      var error = error
      error.path = path
      throw error
    }
  }
}

/// The rows of a file of plans, as they find their places after the ends of series.
private struct FutureRows {
  private let table: CSVTable
  private let plan: FuturePlan
  /// For each series and step after its end the row of the file; −1 is that of the table.
  private var rows: [[Int?]]
  private(set) var passedOver: CSVTable.PassedOver?

  private var panel: Panel { table.panel }

  init(_ table: CSVTable, _ plan: FuturePlan) {
    (self.table, self.plan) = (table, plan)
    let future = table.panel.future
    rows = (0..<table.panel.count).map {
      [Int?](repeating: -1, count: future?.count(of: $0) ?? 0)
    }
  }

  mutating func place(_ cells: CSVColumns) throws(CSVError) {
    let numbers = Dictionary(
      uniqueKeysWithValues: panel.ids.enumerated().map { ($1, $0) })
    let ids = plan.id.map { cells.texts(of: $0) }
    let stamps = cells.texts(of: plan.time)
    let format = try format(of: stamps, cells)
    for row in 0..<cells.rowCount {
      let line = cells.lines[row]
      guard let stamp = format.timestamp(from: stamps[row]) else {
        throw CSVError(
          .badTimestamp, "\(CSVError.quoted(stamps[row])) is not written as \(format)", line: line,
          column: cells.names[plan.time], remedy: "write all stamps of a column alike")
      }
      for series in try series(of: ids?[row], numbers, line: line) {
        try place(row, of: series, stamp, cells)
      }
    }
    for series in rows.indices {
      guard let missing = rows[series].firstIndex(of: nil) else { continue }
      let stamp = panel.timestamp(of: series, at: panel.range(of: series).count + missing)
      throw CSVError(
        .gap, "the row of \(stamp) is missing, and later ones are there", series: panel.ids[series],
        timestamp: stamp, remedy: "add it")
    }
  }

  private func format(
    of stamps: [String], _ cells: CSVColumns
  ) throws(CSVError) -> TimestampFormat {
    let known = panel.timestampFormat
    guard let first = stamps.first, known.timestamp(from: first) == nil else { return known }
    if let found = TimestampFormat(inferredFrom: Array(stamps.prefix(300))) { return found }
    throw CSVError(
      .badTimestamp, "\(CSVError.quoted(first)) is not a time stamp of a known form",
      line: cells.lines.first, column: cells.names[plan.time],
      remedy: "write it as \(known), as in the data")
  }

  /// The series a row is about: one, or where a file has no ids or several targets, those of the same rows.
  private func series(
    of id: String?, _ numbers: [String: Int], line: Int
  ) throws(CSVError) -> [Int] {
    guard let id else { return Array(panel.ids.indices) }
    if let series = numbers[id] { return [series] }
    let targets = table.schema.targetColumns.compactMap { numbers["\(id)/\($0)"] }
    if !targets.isEmpty { return targets }
    throw CSVError(
      .unknownSeries, "there is no series ‘\(id)’ in the data", line: line, series: id,
      remedy: panel.ids.first { $0.isNear(id) }.map { "did you mean ‘\($0)’?" }
        ?? "remove the row, or add the history of the series")
  }

  private mutating func place(
    _ row: Int, of series: Int, _ stamp: Timestamp, _ cells: CSVColumns
  ) throws(CSVError) {
    let line = cells.lines[row]
    guard let position = panel.frequency.steps(from: panel.starts[series], to: stamp) else {
      throw CSVError(
        .offGrid, "\(stamp) is not on the grid of frequency \(panel.frequency)", line: line,
        series: panel.ids[series], timestamp: stamp, remedy: "correct the stamp")
    }
    let step = position - panel.range(of: series).count
    guard step >= 0 else {
      passedOver = CSVTable.PassedOver(
        count: (passedOver?.count ?? 0) + 1, series: passedOver?.series ?? panel.ids[series],
        timestamp: passedOver?.timestamp ?? stamp, line: passedOver?.line ?? line)
      return
    }
    guard step < 10 * cells.rowCount + 1000 else {
      throw CSVError(
        .tooLarge, "\(stamp) is \(step + 1) steps after the end of the series", line: line,
        series: panel.ids[series], timestamp: stamp, remedy: "correct the stamp")
    }
    while rows[series].count <= step { rows[series].append(nil) }
    if let earlier = rows[series][step], earlier >= 0 {
      throw CSVError(
        .duplicateTimestamp, "the stamp \(stamp) of line \(cells.lines[earlier]) occurs again",
        line: line, series: panel.ids[series], timestamp: stamp, remedy: "remove one of the rows")
    }
    rows[series][step] = row
  }

  func future(_ cells: CSVColumns) throws(CSVError) -> FutureCovariates? {
    var offsets = [0]
    for series in rows { offsets.append(offsets[offsets.count - 1] + series.count) }
    guard offsets[rows.count] > 0 else { return nil }
    var (numbers, labels): ([String: [Double]], [String: CategoricalColumn]) = ([:], [:])
    for (name, place) in plan.numeric {
      let column = try cells.numbers(of: place)
      let earlier = panel.future?.covariates[name]
      numbers[name] = try gather { row, own, series throws(CSVError) in
        let known = own.flatMap { earlier?[$0] } ?? .nan
        guard row >= 0, !column[row].isNaN else { return known }
        guard let own, !known.isNaN, known != column[row] else { return column[row] }
        throw conflict("\(column[row])", "\(known)", name, series, row: row, own: own, cells)
      }
    }
    for (name, place) in plan.categorical {
      let column = cells.labels(of: place)
      let earlier = panel.future?.categories[name]
      labels[name] = CategoricalColumn(
        try gather { row, own, series throws(CSVError) -> String? in
          let known = own.flatMap { earlier?[$0] }
          guard row >= 0 else { return known }
          guard let own, let known, known != column[row] else { return column[row] }
          throw conflict(column[row] ?? "", known, name, series, row: row, own: own, cells)
        })
    }
    do throws(SeriesError) {
      return try FutureCovariates(offsets: offsets, covariates: numbers, categories: labels)
    } catch {
      throw CSVError(.columnConflict, error.message)
    }
  }

  /// A cell for every row, by its place in the file, or −1, and among the rows the table has had.
  private func gather<Cell>(
    _ cell: (_ row: Int, _ own: Int?, _ series: Int) throws(CSVError) -> Cell
  ) throws(CSVError) -> [Cell] {
    var cells: [Cell] = []
    for (series, steps) in rows.enumerated() {
      let count = panel.future?.count(of: series) ?? 0
      let first = panel.future?.offsets[series] ?? 0
      for (step, row) in steps.enumerated() {
        cells.append(try cell(row ?? -1, step < count ? first + step : nil, series))
      }
    }
    return cells
  }

  /// What to tell where a cell is not what the table has for the same step.
  private func conflict(
    _ text: String, _ known: String, _ column: String, _ series: Int, row: Int, own: Int,
    _ cells: CSVColumns
  ) -> CSVError {
    let step = own - (panel.future?.offsets[series] ?? 0)
    let stamp = panel.timestamp(of: series, at: panel.range(of: series).count + step)
    let place = table.futurePlaces.indices.contains(own) ? table.futurePlaces[own].line : nil
    let here = text.isEmpty ? "the cell is empty" : "the cell is \(CSVError.quoted(text))"
    let there = place.map { "line \($0) of the data" } ?? "the data"
    return CSVError(
      .planConflict, "\(here), where \(there) has \(CSVError.quoted(known)) at \(stamp)",
      line: cells.lines[row], column: column, series: panel.ids[series], timestamp: stamp,
      remedy: "let both say the same, or remove one of the rows")
  }

  /// Where each row stands, in the file or in the table's own.
  func places(_ cells: CSVColumns, _ path: String) -> [CSVTable.FuturePlace] {
    rows.enumerated().flatMap { series, steps in
      let first = panel.future?.offsets[series] ?? 0
      return steps.enumerated().map { step, row in
        let row = row ?? -1
        guard row < 0 else { return CSVTable.FuturePlace(path: path, line: cells.lines[row]) }
        return table.futurePlaces.indices.contains(first + step)
          ? table.futurePlaces[first + step] : CSVTable.FuturePlace(path: nil, line: 0)
      }
    }
  }
}
