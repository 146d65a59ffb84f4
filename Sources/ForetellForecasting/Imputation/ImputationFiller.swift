internal import ForetellSeries

/// Fills the gaps of a panel by the method that was chosen, and bounds what it fills.
struct ImputationFiller {
  let panel: Panel
  let plan: GapPlan
  let scales: [ImputationScale?]
  let seasons: [Int]
  let method: ImputationMethod
  let committee: ImputationCommittee?
  let calibration: GapCalibration?

  /// Fewer values than this say nothing about a season.
  private static let fewestValues = 8

  func imputation(levels: [Double], score: ImputationScore?) throws -> Imputation {
    var fallbacks: [Imputation.Fallback] = []
    let methods = (0..<panel.count).map { method(of: $0, &fallbacks) }
    var storage = panel.storage
    var distances: [(place: Int, series: Int, steps: Int)] = []
    for (gap, fill) in zip(plan.gaps, try fills(methods)) {
      guard let scale = scales[gap.series] else { continue }
      let series = panel.values(of: gap.series)
      for (place, value) in zip(gap.range, fill) where value.isFinite {
        let index = panel.offsets[gap.series] + place
        storage[index] = scale.isNonNegative ? max(0, value) : value
        let left = gap.range.lowerBound > 0 ? place - gap.range.lowerBound : Int.max
        let right = gap.range.upperBound < series.count ? gap.range.upperBound - 1 - place : .max
        distances.append((index, gap.series, min(left, right)))
      }
    }
    return Imputation(
      panel: panel.replacingStorage(storage), places: distances.map(\.place),
      intervals: calibration.map { intervals($0, levels, around: storage, distances) } ?? [],
      method: method, score: score, fallbacks: fallbacks)
  }

  /// What fills each gap, `[gap][step]`.
  private func fills(_ methods: [ImputationMethod?]) throws -> [[Double]] {
    var fills = plan.gaps.map { [Double](repeating: .nan, count: $0.range.count) }
    for (number, gap) in plan.gaps.enumerated() {
      guard let method = methods[gap.series], method != .network || committee == nil else {
        continue
      }
      fills[number] = ImputationTrial.fill([gap], of: panel, by: method, seasons)[0]
    }
    guard let committee else { return fills }
    let learned = plan.gaps.indices.filter { methods[plan.gaps[$0].series] == .network }
    let found = try committee.fill(learned.map { plan.gaps[$0] }, of: panel)
    for (number, fill) in zip(learned, found) { fills[number] = fill }
    return fills
  }

  /// The panel's method, or what a series allows; nil where there is nothing to go by.
  private func method(
    of series: Int, _ fallbacks: inout [Imputation.Fallback]
  ) -> ImputationMethod? {
    let values = panel.values(of: series)
    let observed = values.count { !$0.isNaN }
    guard observed < values.count else { return method }
    func note(_ name: String, _ reason: String) {
      fallbacks.append(.init(series: panel.ids[series], method: name, reason: reason))
    }
    guard observed > 0 else {
      note("none", "it has no value at all")
      return nil
    }
    guard method != .linear else { return method }
    if observed < Self.fewestValues {
      note("linear", "it has \(observed == 1 ? "one value" : "\(observed) values")")
      return .linear
    }
    let first = values.first { !$0.isNaN }
    if values.allSatisfy({ $0.isNaN || $0 == first }) {
      note("linear", "all its values are equal")
      return .linear
    }
    if let season = seasons.first, values.count < 2 * season {
      note("linear", "it is shorter than two seasons of \(season)")
      return .linear
    }
    return method
  }

  private func intervals(
    _ calibration: GapCalibration, _ levels: [Double], around storage: [Double],
    _ places: [(place: Int, series: Int, steps: Int)]
  ) -> [Imputation.Interval] {
    levels.map { level in
      let bounds = places.map { place, series, steps -> (Double, Double) in
        guard let scale = scales[series] else { return (.nan, .nan) }
        let reach = calibration.reach(distance: steps, level: level) * scale.deviation
        let low = storage[place] - reach
        return (scale.isNonNegative ? max(0, low) : low, storage[place] + reach)
      }
      return Imputation.Interval(
        level: level, lower: bounds.map(\.0), upper: bounds.map(\.1))
    }
  }
}
