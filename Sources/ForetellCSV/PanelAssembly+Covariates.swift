internal import ForetellSeries

extension PanelAssembly {
  /// Whether rows after the last observed value are kept, as what is known ahead.
  var readsFuture: Bool { !(options.covariates?.known.isEmpty ?? true) }

  /// The panel with its columns beside the target, and the schema with what they turned out to hold.
  func addingColumns(
    to panel: Panel, _ parts: Parts, _ schema: inout CSVSchema
  ) throws(CSVError) -> Panel {
    guard var columns = options.covariates else { return panel }
    let rows = rowsOfGrid()
    var history: [Int32] = []
    var ahead: [Int32] = []
    var futureOffsets = [0]
    for (place, origin) in parts.origins.enumerated() {
      let start = bases[origin.series] + origin.skipped
      let end = start + parts.offsets[place + 1] - parts.offsets[place]
      history += rows[start..<end]
      if readsFuture { ahead += rows[end..<bases[origin.series] + lengths[origin.series]] }
      futureOffsets.append(ahead.count)
    }
    var (numbers, futureNumbers): ([String: [Double]], [String: [Double]]) = ([:], [:])
    var (labels, futureLabels): ([String: CategoricalColumn], [String: CategoricalColumn]) =
      ([:], [:])
    var facts = [[String: String]](repeating: [:], count: panel.count)
    for cells in cells {
      let name = cells.column.name
      let content = try content(of: cells)
      if case .labels = content, !columns.isCategorical(name) { columns.categorical.append(name) }
      if columns.fixed.contains(name) {
        let values = try constants(of: cells, content, rows)
        for (place, origin) in parts.origins.enumerated() {
          facts[place][name] = values[origin.series]
        }
        continue
      }
      let isKnown = columns.known.contains(name)
      switch content {
      case .numbers(let column):
        func gather(_ rows: [Int32]) -> [Double] { rows.map { $0 < 0 ? .nan : column[Int($0)] } }
        numbers[name] = gather(history)
        if isKnown { futureNumbers[name] = gather(ahead) }
      case .labels(let levels, let codes):
        func gather(_ rows: [Int32]) -> CategoricalColumn {
          CategoricalColumn(levels: levels, codes: rows.map { $0 < 0 ? -1 : codes[Int($0)] })
        }
        labels[name] = gather(history)
        if isKnown { futureLabels[name] = gather(ahead) }
      }
    }
    schema.covariates = columns
    do throws(SeriesError) {
      return panel.replacing(
        covariates: numbers, categories: labels,
        attributes: columns.fixed.isEmpty ? panel.attributes : facts,
        future: ahead.isEmpty
          ? .some(nil)
          : try FutureCovariates(
            offsets: futureOffsets, covariates: futureNumbers, categories: futureLabels))
    } catch {
      throw CSVError(.columnConflict, error.message)
    }
  }

  /// What the cells of a column are, once all have been read.
  private enum Content {
    case numbers([Double])
    case labels(levels: [String], codes: [Int32])
  }

  private func content(of cells: CovariateCells) throws(CSVError) -> Content {
    guard cells.missingCount < rowCount else {
      throw CSVError(
        .noValues, "every value of the column is missing", column: cells.column.name,
        remedy: "leave it out")
    }
    if cells.column.kind == .numbers { return .numbers(cells.numbers) }
    let levels = cells.labels.ids
    if cells.column.kind == .open {
      let parser = NumberParser(plan.schema.decimalSeparator)
      let numbers = levels.compactMap { parser.number($0) }.filter(\.isFinite)
      if numbers.count == levels.count {
        return .numbers(cells.codes.map { $0 < 0 ? .nan : numbers[Int($0)] })
      }
    }
    return .labels(levels: levels, codes: cells.codes)
  }

  /// The one value that each series of the file has in a column; nil where all of its cells are empty.
  private func constants(
    of cells: CovariateCells, _ content: Content, _ rows: [Int32]
  ) throws(CSVError) -> [String?] {
    func text(_ row: Int) -> String? {
      switch content {
      case .numbers(let column): column[row].isNaN ? nil : "\(column[row])"
      case .labels(let levels, let codes): codes[row] < 0 ? nil : levels[Int(codes[row])]
      }
    }
    func isSame(_ row: Int, _ other: Int) -> Bool {
      switch content {
      case .numbers(let column): column[row] == column[other] || column[row].isNaN
      case .labels(_, let codes): codes[row] == codes[other] || codes[row] < 0
      }
    }
    var constants: [String?] = []
    for series in ids.indices {
      var first: Int?
      for place in bases[series]..<bases[series + 1] where rows[place] >= 0 {
        let row = Int(rows[place])
        if let first {
          guard !isSame(row, first) else { continue }
          throw CSVError(
            .staticVaries,
            "\(CSVError.quoted(text(row) ?? "")) is not the \(CSVError.quoted(text(first) ?? "")) of "
              + "the rows before: a static column does not change within a series",
            line: line(of: series, at: place - bases[series]), column: cells.column.name,
            series: name(series),
            remedy: "correct it, or name the column with --past or --known")
        } else if text(row) != nil {
          first = row
        }
      }
      constants.append(first.flatMap(text))
    }
    return constants
  }

  /// The row of the file at each place of the grid, series after series; −1 where there is none.
  private func rowsOfGrid() -> [Int32] {
    var rows = [Int32](repeating: -1, count: bases[ids.count])
    let grid = Grid(frequency: frequency)
    for run in runs {
      let series = Int(run.series)
      // Every run has been found on the grid before.
      for segment in (try? grid.segments(of: run, from: start(of: series))) ?? [] {
        for step in 0..<segment.count {
          rows[bases[series] + segment.position + segment.stride * step] = Int32(
            truncatingIfNeeded: run.row(at: segment.place + step))
        }
      }
    }
    return rows
  }

  /// Where the rows after the ends of series stand.
  func futurePlaces(of panel: Panel, _ parts: Parts) -> [CSVTable.FuturePlace] {
    guard let future = panel.future else { return [] }
    return parts.origins.enumerated().flatMap { place, origin in
      (0..<future.count(of: place)).map { step in
        let position = origin.skipped + parts.offsets[place + 1] - parts.offsets[place] + step
        return CSVTable.FuturePlace(path: nil, line: line(of: origin.series, at: position))
      }
    }
  }

  // MARK: Missing numbers

  /// Notes how many numbers of each column are about to be filled in.
  mutating func noteMissingNumbers(of panel: Panel) {
    for (name, column) in panel.covariates.sorted(by: { $0.key < $1.key }) {
      let count = column.count { $0.isNaN }
      if count > 0 { repairs.filledColumns.append(.init(series: name, count: count)) }
    }
  }

  /// The first number that is missing in a column beside the target; labels may be.
  func firstMissingNumber(of panel: Panel, _ parts: Parts) -> CSVTable.MissingValue? {
    for (name, column) in panel.covariates.sorted(by: { $0.key < $1.key }) {
      guard let index = column.firstIndex(where: \.isNaN) else { continue }
      let series = (panel.offsets.firstIndex { $0 > index } ?? 1) - 1
      let (origin, position) = (parts.origins[series], index - panel.offsets[series])
      return CSVTable.MissingValue(
        series: panel.ids[series], timestamp: panel.timestamp(of: series, at: position),
        line: line(of: origin.series, at: origin.skipped + position), column: name)
    }
    return nil
  }
}
