internal import ForetellSeries

/// Rows of one series whose stamps, rows and lines advance by equal steps.
///
/// A file ordered by series and time has one run a series, so has one that interleaves them.
struct Run {
  var series: Int32
  /// See ``ZoneCode``.
  var zone: Int32
  /// Seconds or step number of the first stamp.
  var start: Int
  /// From stamp to stamp; negative while a file that runs backwards is being read.
  var step = 0
  var count = 1
  var row: Int
  var rowStep = 0
  var line: Int
  var lineStep = 0

  func value(at place: Int) -> Int { start + step * place }
  func row(at place: Int) -> Int { row + rowStep * place }
  func line(at place: Int) -> Int { line + lineStep * place }
  func stamp(at place: Int) -> Timestamp {
    Timestamp(unchecked: value(at: place), zone: ZoneCode.zone(of: zone))
  }

  var last: Int { value(at: count - 1) }

  /// The same rows with the earliest first.
  var ascending: Run {
    guard step < 0 else { return self }
    var run = self
    (run.start, run.step) = (last, -step)
    (run.row, run.rowStep) = (row(at: count - 1), -rowStep)
    (run.line, run.lineStep) = (line(at: count - 1), -lineStep)
    return run
  }

  /// One of its rows as a run of its own.
  func single(at place: Int) -> Run {
    Run(
      series: series, zone: zone, start: value(at: place), row: row(at: place),
      line: line(at: place))
  }

  /// The rows behind the first; there must be some.
  var droppingFirst: Run {
    var run = self
    (run.start, run.row, run.line, run.count) = (value(at: 1), row(at: 1), line(at: 1), count - 1)
    if run.count == 1 { (run.step, run.rowStep, run.lineStep) = (0, 0, 0) }
    return run
  }

  /// Takes a row in if it goes on where the run ends.
  @inline(__always)
  mutating func extend(to value: Int, zone: Int32, row: Int, line: Int) -> Bool {
    guard self.zone == zone else { return false }
    if count == 1 {
      guard value != start else { return false }
      (step, rowStep, lineStep) = (value - start, row - self.row, line - self.line)
    } else {
      guard value == self.value(at: count), row == self.row(at: count),
        line == self.line(at: count)
      else { return false }
    }
    count += 1
    return true
  }
}

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
    if !Self.isSorted(runs) { runs.sort(by: Self.precedes) }
    guard Self.overlap(in: runs) else { return (runs, wereUnordered) }
    return (try Self.disentangled(runs), wereUnordered)
  }

  private static func precedes(_ left: Run, _ right: Run) -> Bool {
    (left.series, left.start, left.line) < (right.series, right.start, right.line)
  }

  private static func isSorted(_ runs: [Run]) -> Bool {
    zip(runs, runs.dropFirst()).allSatisfy { !precedes($1, $0) }
  }

  private static func overlap(in runs: [Run]) -> Bool {
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
      if overlap(in: Array(part)) {
        var rows = part.flatMap { run in (0..<run.count).map(run.single) }
        rows.sort(by: precedes)
        try join(rows, into: &result)
      } else {
        result.append(contentsOf: part)
      }
      start = end
    }
    return result
  }

  private static func join(_ rows: [Run], into result: inout [Run]) throws(DuplicateStamp) {
    var previous: Run?
    for row in rows {
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
