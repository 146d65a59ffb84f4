/// What plain methods say about every step of a window, observed or not, without looking at the step itself.
///
///     linear      the straight line between the nearest values
///     seasonal    the mean of the values one season before and after, for each season
///     adjusted    seasonal, plus the straight line between its errors at the nearest values
///
/// At an end of a series, where one side has no value, a line is the value of the other side.
struct GapEstimates {
  let window: Range<Int>
  /// NaN where missing or hidden.
  private(set) var values: [Double]
  private(set) var linear: [Double]
  /// An array a season, the shortest first; what a season does not know is what a shorter one, or the line, says.
  private(set) var seasonal: [[Double]] = []
  private(set) var adjusted: [Double]
  /// What the values deviate from `seasonal`, and the line between that where they are missing.
  private(set) var deviation: [Double]
  /// Steps to the nearest value before and after, 0 at a value; nil where there is none.
  private(set) var before: [Int?]
  private(set) var after: [Int?]

  init(_ series: HiddenValues, over window: Range<Int>, seasons: [Int]) {
    self.window = window
    values = window.map { series[$0] }
    let neighbours = Neighbours(series, window, where: { !$0.isNaN })
    before = neighbours.before
    after = neighbours.after
    linear = neighbours.line { series[$0] }
    var known = linear
    for lag in seasons {
      known = window.enumerated().map { index, place in
        let mean = series.seasonalMean(at: place, lag: lag)
        return mean.isNaN ? known[index] : mean
      }
      seasonal.append(known)
    }
    let longest = seasons.last
    func expected(_ place: Int) -> Double {
      if window.contains(place) { return known[place - window.lowerBound] }
      return longest.map { series.seasonalMean(at: place, lag: $0) } ?? .nan
    }
    guard longest != nil else {
      adjusted = linear
      deviation = Array(repeating: 0, count: window.count)
      return
    }
    let edges = Neighbours(series, window, where: { !$0.isNaN }, also: { !expected($0).isNaN })
    deviation = edges.line { series[$0] - expected($0) }.map { $0.isNaN ? 0 : $0 }
    for (index, place) in window.enumerated() where !values[index].isNaN {
      let error = values[index] - expected(place)
      deviation[index] = error.isNaN ? 0 : error
    }
    let hasEdges = zip(edges.before, edges.after).map { $0 != nil || $1 != nil }
    adjusted = linear
    for index in known.indices where hasEdges[index] && !known[index].isNaN {
      adjusted[index] = known[index] + deviation[index]
    }
  }
}

/// The nearest places before and after each step of a window that something holds of; a step may be its own.
private struct Neighbours {
  let window: Range<Int>
  private(set) var before: [Int?]
  private(set) var after: [Int?]

  init(
    _ series: HiddenValues, _ window: Range<Int>, where holds: (Double) -> Bool,
    also isUsable: (Int) -> Bool = { _ in true }
  ) {
    self.window = window
    func suits(_ place: Int) -> Bool { holds(series[place]) && isUsable(place) }
    func search(from start: Int, by step: Int) -> Int? {
      var place = start
      // Farther off than this nothing says much about the window.
      for _ in 0..<(4 * window.count + 64) {
        guard place >= 0, place < series.count else { return nil }
        if suits(place) { return place }
        place += step
      }
      return nil
    }
    before = Array(repeating: nil, count: window.count)
    after = before
    let usable = window.map(suits)
    var last = search(from: window.lowerBound - 1, by: -1)
    for (index, place) in window.enumerated() {
      if usable[index] { last = place }
      before[index] = last.map { place - $0 }
    }
    var next = search(from: window.upperBound, by: 1)
    for (index, place) in window.enumerated().reversed() {
      if usable[index] { next = place }
      after[index] = next.map { $0 - place }
    }
  }

  /// The straight line between what the neighbours of each step say; NaN where there are none.
  ///
  /// A step that is a neighbour of its own is seen from those beside it.
  func line(_ value: (Int) -> Double) -> [Double] {
    window.enumerated().map { index, place in
      let left = outer(index, place, before, -1)
      let right = outer(index, place, after, 1)
      switch (left, right) {
      case (let left?, let right?):
        let (low, high) = (value(left), value(right))
        let share = Double(place - left) / Double(right - left)
        // Between equal values nothing is rounded.
        return low == high ? low : low * (1 - share) + high * share
      case (let one?, nil), (nil, let one?): return value(one)
      case (nil, nil): return .nan
      }
    }
  }

  private func outer(_ index: Int, _ place: Int, _ distances: [Int?], _ direction: Int) -> Int? {
    guard let distance = distances[index] else { return nil }
    guard distance == 0 else { return place + direction * distance }
    let beside = index + direction
    guard distances.indices.contains(beside), let farther = distances[beside] else { return nil }
    return place + direction * (1 + farther)
  }
}
