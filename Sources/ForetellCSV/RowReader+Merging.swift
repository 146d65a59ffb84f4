/// Rows that were read apart from those before them, and put together in the order of the file.
extension RowReader {
  /// More ids than these a piece does not remember for its next lines.
  private static let mostRememberedIDs = 20_000

  /// A reader for rows somewhere below the header.
  var forPieces: RowReader {
    var reader = self
    reader.values = []
    reader.isHeaderNext = false
    return reader
  }

  /// Whether another reader's rows can follow: whether all stamps or none have an offset from UTC.
  func canTake(_ next: RowReader) -> Bool {
    guard let lastZone, let firstZone = next.firstZone else { return !isHeaderNext }
    return (lastZone == ZoneCode.unspecified) == (firstZone == ZoneCode.unspecified)
  }

  /// Appends the rows of another reader.
  ///
  /// - Parameter line: the physical line on which the first of them begins.
  mutating func take(_ next: inout RowReader, line: Int) {
    if plan.id != nil {
      for series in next.seriesNumbers.count..<next.names.ids.count {
        let number = next.names.withBytes(of: series) { names.number(of: $0) ?? names.add($0) }
        // Every id has been found to be UTF-8 before.
        next.seriesNumbers.append(Int32(truncatingIfNeeded: number ?? 0))
      }
    } else if next.seriesNumbers.isEmpty {
      next.seriesNumbers = [0]
    }
    runs.append(next.runs, series: next.seriesNumbers, firstRow: rowCount, line: line)
    values.append(contentsOf: next.values)
    for column in cells.indices { cells[column].take(&next.cells[column]) }
    rowCount += next.rowCount
    missingCount += next.missingCount
    lastZone = next.lastZone ?? lastZone
  }

  /// Makes room for other rows; the ids stay known.
  mutating func forgetRows() {
    if names.ids.count > Self.mostRememberedIDs { return forgetAll() }
    runs.removeAll()
    values.removeAll(keepingCapacity: true)
    for column in cells.indices { cells[column].forgetRows() }
    (rowCount, missingCount, lastZone, firstZone) = (0, 0, nil, nil)
  }

  mutating func forgetAll() {
    names = SeriesNames()
    seriesNumbers = []
    cells = cells.map { CovariateCells($0.column) }
    runs = RunTable()
    values.removeAll(keepingCapacity: true)
    (rowCount, missingCount, lastZone, firstZone) = (0, 0, nil, nil)
  }
}
