/// The memory of fitting: one block, allocated once for many series and forms, that the passes of the
/// filter write without a check.
///
/// This handle is the only owner; every pointer points into its block.
final class SmoothingWorkspace {
  /// Numbers a value leaves on the tape of a forward pass.
  static let tapeWidth = 4

  private let block: UnsafeMutablePointer<Double>
  let longest: Int
  let longestSeason: Int
  /// The history, scaled; `count` of them count.
  let values: UnsafeMutablePointer<Double>
  /// For each value: level `q`, season `s`, slope before the step, `1/f` where errors are relative.
  let tape: UnsafeMutablePointer<Double>
  /// Seasonal states: before the first value, as they run, and their adjoints.
  let initialSeasons: UnsafeMutablePointer<Double>
  let seasons: UnsafeMutablePointer<Double>
  let seasonAdjoints: UnsafeMutablePointer<Double>
  /// Where the optimizer works: see ``QuasiNewton``.
  let scratch: UnsafeMutablePointer<Double>
  var count = 0
  var observedCount = 0
  var seasonLength = 1

  init(longest: Int, longestSeason: Int) {
    self.longest = max(1, longest)
    self.longestSeason = max(1, longestSeason)
    let size =
      (1 + Self.tapeWidth) * self.longest + 3 * self.longestSeason
      + QuasiNewton.scratchSize(SmoothingObjective.mostDimensions)
    block = .allocate(capacity: size)
    block.initialize(repeating: 0, count: size)
    values = block
    tape = values + self.longest
    initialSeasons = tape + Self.tapeWidth * self.longest
    seasons = initialSeasons + self.longestSeason
    seasonAdjoints = seasons + self.longestSeason
    scratch = seasonAdjoints + self.longestSeason
  }

  deinit { block.deallocate() }

  /// Takes in a series; what it holds of another one is overwritten.
  func load(_ history: [Double], seasonLength: Int) {
    precondition(history.count <= longest && seasonLength <= longestSeason)
    for (place, value) in history.enumerated() { values[place] = value }
    count = history.count
    observedCount = history.count { !$0.isNaN }
    self.seasonLength = seasonLength
  }

  func load(seasons initial: [Double]) {
    precondition(initial.count <= longestSeason)
    for (place, value) in initial.enumerated() { initialSeasons[place] = value }
  }
}

extension SmoothingWorkspace {
  /// The errors of the last forward pass of a form whose season is not multiplied: relative where the
  /// form takes them so, and 0 where a value is missing.
  func errors(of form: SmoothingForm) -> [Double] {
    (0..<count).map { time in
      let step = tape + time * Self.tapeWidth
      let forecast = step[0] + step[1]
      guard !values[time].isNaN else { return 0 }
      let error = values[time] - forecast
      return form.error == .additive ? error : error / forecast
    }
  }
}
