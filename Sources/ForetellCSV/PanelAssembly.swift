internal import ForetellSeries

/// Puts the values of a file, in the order of its rows, into the places of a panel.
///
/// A file that is grouped by series, ordered, regular and has no missing value at an edge already is
/// the panel's storage, and is not copied.
struct PanelAssembly {
  let plan: ColumnPlan
  let options: CSVOptions
  let rowCount: Int
  /// The ids of the file; one empty one where it has no id column.
  let ids: [String]
  let runs: [Run]
  /// Where the runs of each series begin; one more than there are series.
  let firstRuns: [Int]
  let frequency: Frequency
  var repairs = CSVRepairs()
  private var values: [Double]
  /// The columns beside the target, in the order of the file.
  let cells: [CovariateCells]
  /// Stamps from the first to the last of each series, and where its values begin.
  private(set) var lengths: [Int] = []
  private(set) var bases = [0]
  /// Whether `values` is in the order of the panel.
  private var isInPlace: Bool

  private var width: Int { plan.targets.count }

  init(_ rows: consuming RowReader, options: CSVOptions) throws(CSVError) {
    plan = rows.plan
    self.options = options
    rowCount = rows.rowCount
    ids = plan.id == nil ? [""] : rows.names.ids
    values = rows.takeValues()
    cells = rows.cells
    do throws(RunTable.DuplicateStamp) {
      (runs, repairs.sortedRows) = try rows.runs.ordered()
    } catch {
      throw Self.duplicate(error, plan, rows.names.ids)
    }
    firstRuns = Self.firstRuns(of: runs, series: ids.count)
    if let frequency = options.frequency {
      self.frequency = frequency
    } else {
      frequency = try Self.inferred(from: runs, rowCount: rowCount, ids.count)
    }
    isInPlace = plan.targets.count == 1
    try measure()
  }

  private static func firstRuns(of runs: [Run], series: Int) -> [Int] {
    var firsts = [Int](repeating: runs.count, count: series + 1)
    for (place, run) in runs.enumerated().reversed() { firsts[Int(run.series)] = place }
    return firsts
  }

  // MARK: The grid

  /// Finds how long every series is, which rows are missing, and whether all stamps are on the grid.
  private mutating func measure() throws(CSVError) {
    let grid = Grid(frequency: frequency)
    // In stamps, so that the panel takes no more than ten times the numbers the file could hold.
    let limit = 100_000 / width + 10 * rowCount
    var nextRow = 0
    for series in ids.indices {
      var length = 0
      var last: (run: Run, place: Int)?
      for run in runs[firstRuns[series]..<firstRuns[series + 1]] {
        for segment in try segments(grid, run, last) {
          if let last, segment.position > length {
            try note(gap: segment.position - length, last, (run, segment.place))
          }
          if segment.stride > 1 { try noteGaps(inside: segment, of: run) }
          isInPlace =
            isInPlace && segment.stride == 1 && (run.rowStep == 1 || run.count == 1)
            && run.row(at: segment.place) == nextRow
          length = segment.position + segment.stride * (segment.count - 1) + 1
          nextRow += segment.count
          last = (run, segment.place + segment.count - 1)
        }
        guard bases[series] + length <= limit else { throw tooSparse(series) }
      }
      isInPlace = isInPlace && nextRow == bases[series] + length
      lengths.append(length)
      bases.append(bases[series] + length)
    }
  }

  private func segments(
    _ grid: Grid, _ run: Run, _ last: (run: Run, place: Int)?
  ) throws(CSVError) -> [Grid.Segment] {
    do throws(Grid.OffGrid) {
      return try grid.segments(of: run, from: start(of: Int(run.series)))
    } catch {
      throw offGrid(run, error.place, last)
    }
  }

  func start(of series: Int) -> Timestamp { runs[firstRuns[series]].stamp(at: 0) }

  private mutating func noteGaps(inside segment: Grid.Segment, of run: Run) throws(CSVError) {
    for place in segment.place..<(segment.place + segment.count - 1) {
      try note(gap: segment.stride - 1, (run, place), (run, place + 1))
    }
  }

  private mutating func note(
    gap count: Int, _ last: (run: Run, place: Int), _ next: (run: Run, place: Int)
  ) throws(CSVError) {
    let gap = CSVRepairs.Gap(
      series: name(Int(next.run.series)), after: last.run.stamp(at: last.place),
      lineAfter: last.run.line(at: last.place), before: next.run.stamp(at: next.place),
      lineBefore: next.run.line(at: next.place), count: count)
    guard options.fill != nil || options.keepsGaps else { throw self.gap(gap) }
    repairs.gaps.append(gap)
  }

  /// What a series is called in messages.
  func name(_ series: Int) -> String {
    plan.id == nil ? plan.columns[plan.targets[0]] : ids[series]
  }

  /// What the series of a target column is called in the panel.
  private func name(_ series: Int, _ target: Int) -> String {
    let column = plan.columns[plan.targets[target]]
    guard plan.id != nil else { return column }
    return width == 1 ? ids[series] : "\(ids[series])/\(column)"
  }

  // MARK: The panel

  /// The finished table.
  consuming func table(missingCount: Int) throws(CSVError) -> CSVTable {
    var storage = arranged()
    var parts = Parts()
    let trims = missingCount > 0 || !repairs.gaps.isEmpty
    var end = 0
    for series in ids.indices {
      for target in 0..<width {
        let base = width * bases[series] + target * lengths[series]
        let whole = base..<(base + lengths[series])
        let part = trims ? trimmed(whole, of: storage, name(series, target)) : whole
        guard !part.isEmpty else { continue }
        if part.lowerBound != end {
          for place in part { storage[end + place - part.lowerBound] = storage[place] }
        }
        end += part.count
        parts.add(name(series, target), series, target, skipped: part.lowerBound - base, end: end)
      }
    }
    guard !parts.ids.isEmpty, !options.keepsEdges || storage.contains(where: { !$0.isNaN }) else {
      throw CSVError(
        .noValues, "every value is missing",
        column: width == 1 ? plan.columns[plan.targets[0]] : nil,
        remedy: "name the column of values with --target-col")
    }
    storage.removeLast(storage.count - end)
    return try table(storage, parts, looksForMissing: trims)
  }

  /// Which series of the panel came from where.
  struct Parts {
    var ids: [String] = []
    var origins: [(series: Int, target: Int, skipped: Int)] = []
    var offsets = [0]

    mutating func add(_ id: String, _ series: Int, _ target: Int, skipped: Int, end: Int) {
      ids.append(id)
      origins.append((series, target, skipped))
      offsets.append(end)
    }
  }

  /// The values series by series and target by target, with NaN where rows are missing.
  private mutating func arranged() -> [Double] {
    let fileOrder = values
    values = []
    if isInPlace { return fileOrder }
    var storage = [Double](repeating: .nan, count: width * bases[ids.count])
    let grid = Grid(frequency: frequency)
    for run in runs {
      let series = Int(run.series)
      let base = width * bases[series]
      if run.count == 1 {
        // A file in no order is made of these; no list for each.
        let position = frequency.steps(from: start(of: series), to: run.stamp(at: 0)) ?? 0
        for target in 0..<width {
          storage[base + position + target * lengths[series]] = fileOrder[run.row * width + target]
        }
        continue
      }
      // Every run has been found on the grid before.
      for segment in (try? grid.segments(of: run, from: start(of: series))) ?? [] {
        for step in 0..<segment.count {
          let row = run.row(at: segment.place + step)
          let position = base + segment.position + segment.stride * step
          for target in 0..<width {
            storage[position + target * lengths[series]] = fileOrder[row * width + target]
          }
        }
      }
    }
    return storage
  }

  /// The range without missing values at its ends; empty where all are missing.
  private mutating func trimmed(
    _ whole: Range<Int>, of storage: [Double], _ name: String
  ) -> Range<Int> {
    if options.keepsEdges { return whole }
    guard let first = storage[whole].firstIndex(where: { !$0.isNaN }),
      let last = storage[whole].lastIndex(where: { !$0.isNaN })
    else {
      repairs.dropped.append(name)
      return whole.lowerBound..<whole.lowerBound
    }
    if first > whole.lowerBound {
      repairs.trimmedLeading.append(.init(series: name, count: first - whole.lowerBound))
    }
    if last + 1 < whole.upperBound, !readsFuture {
      repairs.trimmedTrailing.append(.init(series: name, count: whole.upperBound - last - 1))
    }
    return first..<(last + 1)
  }

  private consuming func table(
    _ storage: consuming [Double], _ parts: Parts, looksForMissing: Bool
  ) throws(CSVError) -> CSVTable {
    let starts = parts.origins.map { frequency.stamp($0.skipped, after: start(of: $0.series)) }
    var panel = try panel(storage, parts, starts)
    var schema = plan.schema
    if !cells.isEmpty { panel = try addingColumns(to: panel, parts, &schema) }
    let looksForMissing = looksForMissing || cells.contains { $0.missingCount > 0 }
    var missing: CSVTable.MissingValue?
    if looksForMissing, let fill = options.fill {
      for series in 0..<panel.count {
        let count = panel.values(of: series).count { $0.isNaN }
        if count > 0 { repairs.filled.append(.init(series: panel.ids[series], count: count)) }
      }
      noteMissingNumbers(of: panel)
      panel = panel.filled(by: fill).panel
    } else if looksForMissing, let first = panel.firstMissing {
      let origin = parts.origins[first.series]
      missing = CSVTable.MissingValue(
        series: panel.ids[first.series],
        timestamp: panel.timestamp(of: first.series, at: first.position),
        line: line(of: origin.series, at: origin.skipped + first.position),
        column: plan.columns[plan.targets[origin.target]])
    } else if looksForMissing {
      missing = firstMissingNumber(of: panel, parts)
    }
    return CSVTable(
      panel: panel, schema: schema, repairs: repairs, firstMissing: missing,
      rowCount: rowCount, futurePlaces: futurePlaces(of: panel, parts))
  }

  private func panel(
    _ storage: consuming [Double], _ parts: Parts, _ starts: [Timestamp]
  ) throws(CSVError) -> Panel {
    do throws(SeriesError) {
      return try Panel(
        frequency: frequency, timestampFormat: plan.schema.timeFormat, ids: parts.ids,
        starts: starts, lastZones: lastZones(of: parts, starts), offsets: parts.offsets,
        storage: storage)
    } catch {
      throw CSVError(
        .columnConflict, error.message, series: error.series,
        remedy: "an id and a column together name a series twice: rename one")
    }
  }

  /// The offsets of the last stamps, where one differs from that of the first.
  private func lastZones(of parts: Parts, _ starts: [Timestamp]) -> [Timestamp.Zone] {
    let zones = parts.origins.map { ZoneCode.zone(of: runs[firstRuns[$0.series + 1] - 1].zone) }
    return zip(zones, starts).allSatisfy { $0 == $1.zone } ? [] : zones
  }

  /// The physical line of the row at a place of the grid.
  func line(of series: Int, at position: Int) -> Int {
    let grid = Grid(frequency: frequency)
    var line = 0
    for run in runs[firstRuns[series]..<firstRuns[series + 1]] {
      for segment in (try? grid.segments(of: run, from: start(of: series))) ?? [] {
        let (step, rest) = (position - segment.position).quotientAndRemainder(
          dividingBy: segment.stride)
        if rest == 0, (0..<segment.count).contains(step) {
          line = run.line(at: segment.place + step)
        }
      }
    }
    return line
  }
}
