internal import ForetellForecasting
internal import ForetellSeries

/// Forecasts of other tools in the order of a ``PointTable``: runs of steps behind a cutoff.
struct EvaluationLayout {
  /// One series after one cutoff.
  private struct Run {
    let series: Int
    /// The position of the last known value, which may lie before the first.
    let cutoff: Int
    /// Row of the forecasts by its step after the cutoff.
    var rows: [Int: Int] = [:]
    var fold = 0

    var steps: ClosedRange<Int> {
      let steps = rows.keys
      return (steps.min() ?? 1)...(steps.max() ?? 1)
    }
  }

  private let actuals: Panel
  private var runs: [Run] = []
  /// The newest cutoff of each fold.
  private var foldCutoffs: [Int: Timestamp] = [:]
  let actual: [Double]

  init(_ forecasts: ExternalForecasts, actuals: Panel) throws(EvaluationError) {
    self.actuals = actuals
    let places = Dictionary(uniqueKeysWithValues: actuals.ids.enumerated().map { ($1, $0) })
    runs = try Self.runs(forecasts, actuals, places)
    (runs, foldCutoffs) = Self.numbered(runs, actuals)
    actual = runs.flatMap { run in
      let values = actuals.values(of: run.series)
      return run.steps.map { step -> Double in
        let index = values.startIndex + run.cutoff + step
        return values.indices.contains(index) ? values[index] : .nan
      }
    }
    guard actual.contains(where: { !$0.isNaN }) else {
      throw EvaluationError(
        "none of the \(forecasts.ids.count) forecasts has an actual value",
        series: runs.first.map { actuals.ids[$0.series] },
        remedy: "the actual values must reach into the time of the forecasts")
    }
  }

  private static func runs(
    _ forecasts: ExternalForecasts, _ actuals: Panel, _ places: [String: Int]
  ) throws(EvaluationError) -> [Run] {
    let single = actuals.count == 1 && Set(forecasts.ids).count == 1
    var positions: [(series: Int, position: Int, cutoff: Int?)] = []
    for (row, id) in forecasts.ids.enumerated() {
      // One series needs no name.
      guard let series = places[id] ?? (single ? 0 : nil) else {
        throw EvaluationError(
          id.isEmpty
            ? "the forecasts name no series and the actual values hold \(actuals.count)"
            : "there is no such series among the actual values",
          series: id.isEmpty ? nil : id, row: row,
          remedy: "the ids of both files must be spelled alike")
      }
      let position = try position(forecasts.timestamps[row], series, row, actuals)
      var cutoff: Int?
      if !forecasts.cutoffs.isEmpty {
        cutoff = try self.position(forecasts.cutoffs[row], series, row, actuals)
      }
      positions.append((series, position, cutoff))
    }
    return try grouped(positions, forecasts)
  }

  private static func position(
    _ stamp: Timestamp, _ series: Int, _ row: Int, _ actuals: Panel
  ) throws(EvaluationError) -> Int {
    guard let steps = actuals.frequency.steps(from: actuals.starts[series], to: stamp) else {
      throw EvaluationError(
        "the stamp is not on the grid of the actual values (\(actuals.frequency))",
        series: actuals.ids[series], timestamp: stamp, row: row,
        remedy: "month ends and month starts, say, are not the same: write both alike")
    }
    return steps
  }

  private static func grouped(
    _ positions: [(series: Int, position: Int, cutoff: Int?)], _ forecasts: ExternalForecasts
  ) throws(EvaluationError) -> [Run] {
    struct Key: Hashable {
      let series: Int
      let cutoff: Int?
    }
    var firsts: [Key: Int] = [:]
    for one in positions {
      let key = Key(series: one.series, cutoff: one.cutoff)
      firsts[key] = min(firsts[key] ?? one.position, one.position)
    }
    var runs: [Key: Run] = [:]
    for (row, one) in positions.enumerated() {
      let key = Key(series: one.series, cutoff: one.cutoff)
      let cutoff = one.cutoff ?? (firsts[key] ?? one.position) - 1
      let step = one.position - cutoff
      guard step > 0 else {
        throw EvaluationError(
          "the forecast lies before its cutoff", series: forecasts.ids[row],
          timestamp: forecasts.timestamps[row], row: row,
          remedy: "the cutoff is the last stamp that was known")
      }
      guard step <= 100_000 else {
        throw EvaluationError(
          "the forecast lies \(step) steps after its cutoff", series: forecasts.ids[row],
          timestamp: forecasts.timestamps[row], row: row)
      }
      if runs[key, default: Run(series: one.series, cutoff: cutoff)].rows
        .updateValue(row, forKey: step) != nil
      {
        throw EvaluationError(
          "there are two forecasts of one series, stamp and cutoff", series: forecasts.ids[row],
          timestamp: forecasts.timestamps[row], row: row,
          remedy: one.cutoff == nil
            ? "a column ‘cutoff’ tells forecasts of different origins apart" : nil)
      }
    }
    return runs.values.sorted { ($0.series, $0.cutoff) < ($1.series, $1.cutoff) }
  }

  /// Folds by cutoff; by the order within each series where there are more cutoffs than folds make
  /// sense of.
  private static func numbered(_ runs: [Run], _ actuals: Panel) -> ([Run], [Int: Timestamp]) {
    var runs = runs
    let stamps = runs.map { actuals.timestamp(of: $0.series, at: $0.cutoff) }
    let distinct = Set(stamps).sorted()
    var cutoffs: [Int: Timestamp] = [:]
    let most = Dictionary(grouping: runs, by: \.series).values.map(\.count).max() ?? 0
    if distinct.count <= 2 * most + 100 {
      let numbers = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      for index in runs.indices { runs[index].fold = numbers[stamps[index]] ?? 0 }
    } else {
      var next: [Int: Int] = [:]
      for index in runs.indices {
        runs[index].fold = next[runs[index].series, default: 0]
        next[runs[index].series] = runs[index].fold + 1
      }
    }
    for (run, stamp) in zip(runs, stamps) {
      cutoffs[run.fold] = max(cutoffs[run.fold] ?? stamp, stamp)
    }
    return (runs, cutoffs)
  }

  // MARK: Parts of the result

  var origins: Origins {
    let horizon = runs.map(\.steps.count).max() ?? 1
    let gap = (runs.map(\.steps.lowerBound).min() ?? 1) - 1
    // Test parts overlap where cutoffs follow each other faster than the horizon.
    let distances = zip(runs, runs.dropFirst()).filter { $0.series == $1.series }
      .map { $1.cutoff - $0.cutoff }.filter { $0 > 0 }
    return Origins(
      .expanding(minimum: max(1, runs.map { known($0) }.min() ?? 1)), horizon: horizon,
      step: distances.min(), gap: gap, count: foldCutoffs.count)
  }

  /// Values that were known at a cutoff.
  private func known(_ run: Run) -> Int {
    min(max(0, run.cutoff + 1), actuals.range(of: run.series).count)
  }

  func segments(seasonLength: Int) -> [Segment] {
    var first = 0
    return runs.map { run in
      let rows = first..<first + run.steps.count
      first = rows.upperBound
      let start = actuals.range(of: run.series).lowerBound
      return Segment(
        series: run.series, fold: run.fold,
        cutoff: actuals.timestamp(of: run.series, at: run.cutoff), trainCount: known(run),
        scale: SeasonalScale(
          of: actuals.storage[start..<start + known(run)], seasonLength: seasonLength),
        firstStep: run.steps.lowerBound, rows: rows)
    }
  }

  var folds: [FoldSummary] {
    let byFold = Dictionary(grouping: runs, by: \.fold)
    return foldCutoffs.keys.sorted().map { fold in
      let own = byFold[fold] ?? []
      return FoldSummary(
        index: fold, cutoff: foldCutoffs[fold] ?? actuals.starts[0],
        trainCount: own.map(known).max() ?? 0, testCount: own.map(\.steps.count).max() ?? 0,
        seriesCount: own.count, leftOut: [], isFitted: false)
    }
  }

  func columns(of forecasts: ExternalForecasts) -> [PointTable.Column] {
    func gather(_ values: [Double]) -> [Double] {
      runs.flatMap { run in run.steps.map { run.rows[$0].map { values[$0] } ?? .nan } }
    }
    return forecasts.columns.map { column in
      PointTable.Column(
        model: column.model, values: gather(column.values),
        intervals: column.intervals.map {
          .init(level: $0.level, lower: gather($0.lower), upper: gather($0.upper))
        })
    }
  }

  /// Naive and seasonal naive from what was known at each cutoff; none where nothing was, or where the
  /// forecasts hold them already.
  func baselineColumns(
    seasonLength: Int, beside names: [String]
  ) throws -> [PointTable.Column] {
    var baselines = [Baseline.naive]
    if seasonLength > 1 { baselines.append(.seasonalNaive) }
    guard runs.contains(where: { known($0) > 0 }) else { return [] }
    return try baselines.filter { !names.contains($0.name.lowercased()) }.map { baseline in
      let forecaster = BaselineForecaster(baseline: baseline, seasonLength: seasonLength)
      let values = try runs.flatMap { run -> [Double] in
        let history = actuals.cutting([(run.series, 0..<known(run))])
        let isKnown = history.storage.contains { !$0.isNaN }
        // Values are missing between the last known one and the cutoff: nothing to forecast from.
        guard isKnown, known(run) == run.cutoff + 1 else { return run.steps.map { _ in .nan } }
        let forecast = try forecaster.forecast(after: history, horizon: run.steps.upperBound)
        // Where no forecast stands there is nothing to compare with.
        return run.steps.map { run.rows[$0] == nil ? .nan : forecast.series[0].values[$0 - 1] }
      }
      return PointTable.Column(model: baseline.name, values: values)
    }
  }
}
