public import ForetellSeries

/// Series that have no values yet, a row each: their names, their static columns, and when they begin.
public struct NewSeries: Sendable {
  /// The series; none has a value.
  public let panel: Panel

  /// Reads a file of new series.
  ///
  /// It has the column of ids and every static column; others are not looked at. Where it has the column of
  /// stamps too, each series begins at its own; else all begin one step after `cutoff`. Numbers, labels and missing cells are
  /// written as in the data.
  ///
  /// - Parameters:
  ///   - options: what the columns are called and how fields are written; ``CSVOptions/init(following:)`` takes the data's.
  ///   - columns: the static columns, and which of them hold labels.
  /// - Throws: `FileError`, or ``CSVError`` where a column is missing, an id comes twice, a stamp is none, or
  ///   a number, by line.
  public init(
    path: String, options: CSVOptions, columns: CovariateColumns, frequency: Frequency,
    after cutoff: Timestamp, written format: TimestampFormat
  ) throws {
    guard let idColumn = options.idColumn else {
      throw CSVError(
        .unknownColumn, "the data the model was fitted to had no column of ids", path: path,
        remedy: "fit it to data with a column that tells series apart")
    }
    var places: (id: Int, time: Int?, attributes: [Int]) = (0, nil, [])
    let cells = try CSVColumns(path: path, options: options) { names in
      func place(_ name: String) throws(CSVError) -> Int {
        if let place = names.firstIndex(of: name) { return place }
        let near = names.first { $0.isNear(name) }
        throw CSVError(
          .unknownColumn,
          "there is no column ‘\(name)’; there are \(CSVSchema.listed(Array(names.prefix(20))))",
          path: path, line: 1, remedy: near.map { "call ‘\($0)’ as in the data: ‘\(name)’" })
      }
      places = (
        try place(idColumn), options.timeColumn.flatMap(names.firstIndex),
        try columns.fixed.map(place)
      )
      return Set([places.id] + [places.time].compactMap(\.self) + places.attributes)
    }
    let first = frequency.stamp(1, after: cutoff)
    do throws(CSVError) {
      panel = try Self.panel(
        cells, places, columns, frequency: frequency, first: first, format: format)
    } catch {
      var error = error
      error.path = path
      throw error
    }
  }

  private static func panel(
    _ cells: CSVColumns, _ places: (id: Int, time: Int?, attributes: [Int]),
    _ columns: CovariateColumns, frequency: Frequency, first: Timestamp, format: TimestampFormat
  ) throws(CSVError) -> Panel {
    let ids = cells.texts(of: places.id)
    var seen: [String: Int] = [:]
    var starts: [Timestamp] = []
    for (row, id) in ids.enumerated() {
      guard !id.isEmpty else {
        throw CSVError(
          .missingID, "a new series has no id", line: cells.lines[row],
          column: cells.names[places.id], remedy: "give each of them one of its own")
      }
      if let line = seen.updateValue(cells.lines[row], forKey: id) {
        throw CSVError(
          .duplicateTimestamp, "the series of line \(line) occurs again", line: cells.lines[row],
          series: id, remedy: "remove one of the rows")
      }
      guard let time = places.time else {
        starts.append(first)
        continue
      }
      let text = cells.texts(of: time)[row]
      guard let stamp = format.timestamp(from: text), stamp.isIndex == first.isIndex else {
        throw CSVError(
          .badTimestamp, "\(CSVError.quoted(text)) is not written as \(format)",
          line: cells.lines[row], column: cells.names[time], series: id,
          remedy: "write the launch as the stamps of the data")
      }
      guard frequency.steps(from: first, to: stamp) != nil else {
        throw CSVError(
          .offGrid, "\(stamp) is not on the grid of frequency \(frequency)",
          line: cells.lines[row], series: id, timestamp: stamp, remedy: "correct the stamp")
      }
      starts.append(stamp)
    }
    var facts = ids.map { _ in [String: String]() }
    for (name, place) in zip(columns.fixed, places.attributes) {
      let column =
        columns.isCategorical(name)
        ? cells.labels(of: place) : try cells.writtenNumbers(of: place)
      for (row, cell) in column.enumerated() { facts[row][name] = cell }
    }
    do throws(SeriesError) {
      return try Panel(
        frequency: frequency, timestampFormat: format, ids: ids, starts: starts,
        offsets: Array(repeating: 0, count: ids.count + 1), storage: [], attributes: facts)
    } catch {
      throw CSVError(.noRows, error.description)
    }
  }
}
