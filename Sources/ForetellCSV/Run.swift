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
  ///
  /// In a walk it is the way from the first to the second.
  var step = 0
  /// Steps of months, where the stamps have that.
  var walk: MonthWalk?
  var count = 1
  var row: Int
  var rowStep = 0
  var line: Int
  var lineStep = 0

  @inline(__always)
  func value(at place: Int) -> Int {
    if let walk { walk.value(at: place, from: start) } else { start + step * place }
  }
  func row(at place: Int) -> Int { row + rowStep * place }
  func line(at place: Int) -> Int { line + lineStep * place }
  func stamp(at place: Int) -> Timestamp {
    Timestamp(unchecked: value(at: place), zone: ZoneCode.zone(of: zone))
  }

  var last: Int { value(at: count - 1) }

  /// Whether another series has the same stamps, in one run of months.
  func hasStamps(of other: Run) -> Bool {
    walk != nil && walk == other.walk && start == other.start && count == other.count
      && zone == other.zone && series != other.series
  }

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
      if zone == ZoneCode.unspecified { walk = MonthWalk(from: start, to: value) }
    } else {
      guard value == self.value(at: count), row == self.row(at: count),
        line == self.line(at: count)
      else { return false }
    }
    count += 1
    return true
  }
}
