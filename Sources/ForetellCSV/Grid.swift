internal import ForetellSeries

/// Where the rows of runs lie on the grid of a frequency.
struct Grid {
  let frequency: Frequency

  /// Months that one step spans, where a walk that begins on the frequency's anchor stays on it.
  private func monthsOfStep(_ walk: MonthWalk) -> Int? {
    switch frequency {
    case .months(let count, let day) where walk.keeps(day): count
    case .quarters(let count, _, let day) where walk.keeps(day) && walk.months % 3 == 0: 3 * count
    case .years(let count, _, let day) where walk.keeps(day) && walk.months % 12 == 0: 12 * count
    default: nil
    }
  }

  /// Rows of one run whose places on the grid advance by equal steps.
  struct Segment {
    let position: Int
    var stride: Int
    var count: Int
    /// The place in the run of the first row.
    let place: Int
  }

  /// A row that is not on the grid, by its place in the run.
  struct OffGrid: Error {
    let place: Int
  }

  /// Seconds or integer steps that one step of the frequency spans, where they are always the same.
  private var length: Int? {
    switch frequency {
    case .seconds(let count), .index(let count): count
    case .days(let count): 86_400 * count
    case .weeks(let count, _): 7 * 86_400 * count
    case .businessDays, .months, .quarters, .years: nil
    }
  }

  /// The segments of a run, counted from `origin`, the first stamp of its series.
  func segments(of run: Run, from origin: Timestamp) throws(OffGrid) -> [Segment] {
    var first = Segment(
      position: try position(of: run, at: 0, from: origin), stride: 1, count: run.count, place: 0)
    if run.count == 1 { return [first] }
    if let walk = run.walk, let months = monthsOfStep(walk) {
      guard Int(walk.months) % months == 0 else { throw OffGrid(place: 1) }
      first.stride = Int(walk.months) / months
      return [first]
    }
    if let length, run.walk == nil {
      guard length > 0, run.step % length == 0 else { throw OffGrid(place: 1) }
      first.stride = run.step / length
      return [first]
    }
    var segments: [Segment] = []
    first.count = 1
    for place in 1..<run.count {
      let position = try position(of: run, at: place, from: origin)
      if position == first.position + first.count {
        first.count += 1
      } else {
        segments.append(first)
        first = Segment(position: position, stride: 1, count: 1, place: place)
      }
    }
    segments.append(first)
    return segments
  }

  private func position(
    of run: Run, at place: Int, from origin: Timestamp
  ) throws(OffGrid) -> Int {
    guard let position = frequency.steps(from: origin, to: run.stamp(at: place)), position >= 0
    else { throw OffGrid(place: place) }
    return position
  }
}
