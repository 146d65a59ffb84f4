internal import ForetellSeries

/// The stamps of all rows, in runs.
struct RunTable {
  private(set) var runs: [Run] = []
  /// The run that each series may yet extend; −1 where it has none.
  private var open: [Int] = []
  /// Whether the rows of some series do not ascend in time.
  private(set) var isUnordered = false

  /// Takes in a row of a series.
  @inline(__always)
  mutating func add(series: Int, value: Int, zone: Int32, row: Int, line: Int) {
    while series >= open.count { open.append(-1) }
    let place = open[series]
    if place >= 0 {
      if runs[place].extend(to: value, zone: zone, row: row, line: line) { return }
      if value < runs[place].last || runs[place].step < 0 { isUnordered = true }
    }
    open[series] = runs.count
    runs.append(
      Run(
        series: Int32(truncatingIfNeeded: series), zone: zone, start: value, row: row, line: line))
  }

  /// Takes in rows that were read apart, as if they came one by one.
  ///
  /// - Parameters:
  ///   - numbers: what their series are called here.
  ///   - firstRow: how many rows come before them.
  ///   - line: the line of the first of them.
  mutating func append(_ next: RunTable, series numbers: [Int32], firstRow: Int, line: Int) {
    isUnordered = isUnordered || next.isUnordered
    for var run in next.runs {
      run.series = numbers[Int(run.series)]
      run.row += firstRow
      run.line += line - 1
      append(run)
    }
  }

  private mutating func append(_ run: Run) {
    let series = Int(run.series)
    add(series: series, value: run.start, zone: run.zone, row: run.row, line: run.line)
    guard run.count > 1 else { return }
    let place = open[series]
    guard run.walk == nil, runs[place].walk == nil else { return appendRest(of: run) }
    // The second row settles the steps of a run; after it the others go on alike.
    let isSame = runs[place].extend(
      to: run.value(at: 1), zone: run.zone, row: run.row(at: 1), line: run.line(at: 1))
    if isSame {
      runs[place].count += run.count - 2
    } else {
      let rest = run.droppingFirst
      if rest.start < runs[place].last || runs[place].step < 0 { isUnordered = true }
      open[series] = runs.count
      runs.append(rest)
    }
  }

  /// Takes in the rows of a run in months behind its first.
  private mutating func appendRest(of run: Run) {
    let series = Int(run.series)
    for place in 1..<run.count {
      let open = open[series]
      if place > 1, runs[open].walk == run.walk, runs[open].rowStep == run.rowStep,
        runs[open].lineStep == run.lineStep, runs[open].last == run.value(at: place - 1)
      {
        runs[open].count += run.count - place
        return
      }
      add(
        series: series, value: run.value(at: place), zone: run.zone, row: run.row(at: place),
        line: run.line(at: place))
    }
  }

  mutating func removeAll() {
    runs.removeAll(keepingCapacity: true)
    for series in open.indices { open[series] = -1 }
    isUnordered = false
  }

  /// The runs by series and time; none overlaps another.
  ///
  /// - Throws: the two rows of one series that have the same stamp.
  consuming func ordered() throws(DuplicateStamp) -> (runs: [Run], wereUnordered: Bool) {
    var runs = runs
    var wereUnordered = isUnordered
    for place in runs.indices where runs[place].step < 0 {
      runs[place] = runs[place].ascending
      wereUnordered = true
    }
    if !Self.isSorted(runs) { runs = Self.sorted(runs, series: open.count) }
    guard Self.overlap(in: runs) else { return (runs, wereUnordered) }
    return (try Self.disentangled(runs), wereUnordered)
  }

  private static func precedes(_ left: Run, _ right: Run) -> Bool {
    (left.series, left.start, left.line) < (right.series, right.start, right.line)
  }

  /// The runs in order: dealt out by series, and then each series by a key of few bytes.
  private static func sorted(_ runs: [Run], series count: Int) -> [Run] {
    var ends = [Int](repeating: 0, count: count + 1)
    for run in runs { ends[Int(run.series) + 1] += 1 }
    for series in 0..<count { ends[series + 1] += ends[series] }
    var next = ends
    // Lines put runs in order that begin alike; a run that was turned round begins on its last line.
    var keys = [(start: Int, place: Int)](repeating: (0, 0), count: runs.count)
    for (place, run) in runs.enumerated() {
      keys[next[Int(run.series)]] = (run.start, place)
      next[Int(run.series)] += 1
    }
    for series in 0..<count {
      keys[ends[series]..<ends[series + 1]].sort {
        $0.start != $1.start ? $0.start < $1.start : runs[$0.place].line < runs[$1.place].line
      }
    }
    return keys.map { runs[$0.place] }
  }

  private static func isSorted(_ runs: [Run]) -> Bool {
    zip(runs, runs.dropFirst()).allSatisfy { !precedes($1, $0) }
  }

  private static func overlap(in runs: some Collection<Run>) -> Bool {
    zip(runs, runs.dropFirst()).contains { $0.series == $1.series && $0.last >= $1.start }
  }

  /// The same rows in runs that follow one another.
  private static func disentangled(_ runs: [Run]) throws(DuplicateStamp) -> [Run] {
    var result: [Run] = []
    var start = 0
    while start < runs.count {
      let series = runs[start].series
      let end = runs[start...].firstIndex { $0.series != series } ?? runs.count
      let part = runs[start..<end]
      if overlap(in: part) {
        try join(part, into: &result)
      } else {
        result.append(contentsOf: part)
      }
      start = end
    }
    return result
  }

  /// Appends the rows of one series in order of time, and of their lines where stamps are the same.
  private static func join(
    _ part: ArraySlice<Run>, into result: inout [Run]
  ) throws(DuplicateStamp) {
    // Sorted by a key of few bytes: a shuffled file has millions of runs.
    var rows: [(start: Int, run: Int32, place: Int32)] = []
    for (number, run) in part.enumerated() {
      for place in 0..<run.count {
        rows.append((run.value(at: place), Int32(number), Int32(place)))
      }
    }
    func row(_ key: (start: Int, run: Int32, place: Int32)) -> Run {
      part[part.startIndex + Int(key.run)].single(at: Int(key.place))
    }
    rows.sort { $0.start != $1.start ? $0.start < $1.start : row($0).line < row($1).line }
    var previous: Run?
    for key in rows {
      let row = row(key)
      if let previous, previous.start == row.start {
        throw DuplicateStamp(first: previous, second: row)
      }
      if previous == nil
        || !result[result.count - 1].extend(
          to: row.start, zone: row.zone, row: row.row, line: row.line)
      {
        result.append(row)
      }
      previous = row
    }
  }

  /// Two rows of one series with the same stamp.
  struct DuplicateStamp: Error {
    let first: Run
    let second: Run
  }
}
