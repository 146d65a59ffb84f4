internal import ForetellForecasting
internal import ForetellSeries

/// Fits one model and forecasts with it, and goes on where it fails.
struct FitRun: Sendable {
  let contestant: Contestant
  let job: FitJob
  let backtest: Backtest
  /// The panel to fit on, and the one to forecast after; the audit gives them different futures.
  let folds: PanelFolds
  let foldsToForecast: @Sendable (_ fold: Int) -> PanelFolds
  let conditions: FittingConditions

  /// A record, and the forecaster to go on from.
  ///
  /// - Throws: `CancellationError` alone; every other trouble is noted in the record.
  func run(
    after earlier: (any Forecaster)?
  ) async throws -> (record: FitRecord, forecaster: (any Forecaster)?) {
    let curve = CurveRecorder(fold: job.fold)
    var conditions = conditions
    let report = conditions.report
    conditions.flowInterval = CurveRecorder.flowInterval
    conditions.report = { progress in
      curve.note(progress)
      report(progress)
    }
    var failures: [ModelRun.Failure] = []
    let begin = ContinuousClock.now
    let forecaster = try await fit(
      folds.history(inFold: job.fold), after: earlier, conditions, &failures)
    let fitted = ContinuousClock.now
    try Task.checkCancellation()
    let dropped = Set(failures.compactMap(\.series))
    var record = forecasts(by: forecaster, without: dropped)
    record.fitSeconds = (fitted - begin) / .seconds(1)
    record.predictSeconds = (ContinuousClock.now - fitted) / .seconds(1)
    record.failures = failures + record.failures
    record.curve = curve.curve
    record.summary = forecaster?.summary
    return (record, forecaster)
  }

  /// Fits; where one series is in the way, again without it.
  private func fit(
    _ history: Panel, after earlier: (any Forecaster)?, _ conditions: FittingConditions,
    _ failures: inout [ModelRun.Failure]
  ) async throws -> (any Forecaster)? {
    var history = history
    while true {
      do {
        return try await Self.fit(contestant.recipe, to: history, after: earlier, conditions)
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        let culprit = (error as? ForecastingError)?.series
        let place = culprit.flatMap { history.ids.firstIndex(of: $0) }
        // After many the trouble is with the model, not with the series.
        guard let place, history.count > 1, failures.count < 20 else {
          failures.append(.init(fold: job.fold, series: nil, message: "\(error)"))
          return nil
        }
        failures.append(.init(fold: job.fold, series: culprit, message: "\(error)"))
        history = history.selecting(history.ids.indices.filter { $0 != place })
      }
    }
  }

  private static func fit<R: Recipe>(
    _ recipe: R, to history: Panel, after earlier: (any Forecaster)?,
    _ conditions: FittingConditions
  ) async throws -> any Forecaster {
    if let earlier, let recipe = recipe as? any WarmStartingRecipe {
      return try await warmFit(recipe, to: history, after: earlier, conditions)
    }
    return try await recipe.fit(to: history, under: conditions)
  }

  private static func warmFit<R: WarmStartingRecipe>(
    _ recipe: R, to history: Panel, after earlier: any Forecaster, _ conditions: FittingConditions
  ) async throws -> any Forecaster {
    guard let earlier = earlier as? R.Fitted else {
      return try await recipe.fit(to: history, under: conditions)
    }
    return try await recipe.fit(to: history, startingFrom: earlier, under: conditions)
  }

  /// The forecasts of all folds of the job, in one pass where nothing fails.
  private func forecasts(by forecaster: (any Forecaster)?, without dropped: Set<String>)
    -> FitRecord
  {
    let request = ForecastRequest(horizon: backtest.reach, levels: backtest.levels)
    let parts = job.folds.map { fold in
      let source = foldsToForecast(fold)
      return FoldPart(
        fold: fold, all: source.scored(inFold: fold), source: source, without: dropped)
    }
    var tables = parts.map {
      FoldTable(fold: $0.fold, scored: $0.all, origins: backtest.origins, levels: backtest.levels)
    }
    var failures: [ModelRun.Failure] = []
    var substitutions = SubstitutionTally()
    guard let forecaster else {
      return FitRecord(model: job.model, folds: tables.map(\.forecast))
    }
    if let found = try? forecaster.forecasts(after: parts.map(\.history), request) {
      for (index, forecast) in found.enumerated() {
        tables[index].put(forecast, of: parts[index].kept)
        substitutions.count(forecast.substitutions)
      }
    } else {
      for (index, part) in parts.enumerated() {
        forecast(
          part.kept[...], part, by: forecaster, request, &tables[index], &failures, &substitutions)
      }
    }
    return FitRecord(
      model: job.model, folds: tables.map(\.forecast), failures: failures,
      substitutions: substitutions.counts)
  }

  /// Forecasts some series; where that fails, each half by itself, down to the one that is in the way.
  private func forecast(
    _ places: ArraySlice<Int>, _ part: FoldPart, by forecaster: any Forecaster,
    _ request: ForecastRequest, _ table: inout FoldTable, _ failures: inout [ModelRun.Failure],
    _ substitutions: inout SubstitutionTally
  ) {
    guard let first = places.first else { return }
    do {
      let history = part.source.history(of: places.map { part.all[$0] })
      let forecast = try forecaster.forecast(after: history, request)
      table.put(forecast, of: Array(places))
      substitutions.count(forecast.substitutions)
    } catch {
      // Trouble that names no series is that of all of them.
      if (error as? ForecastingError)?.series == nil, places.count == part.kept.count {
        return failures.append(.init(fold: part.fold, series: nil, message: "\(error)"))
      }
      guard places.count > 1 else {
        let series = part.source.panel.ids[part.all[first].series]
        return failures.append(.init(fold: part.fold, series: series, message: "\(error)"))
      }
      let middle = places.startIndex + places.count / 2
      forecast(
        places[..<middle], part, by: forecaster, request, &table, &failures, &substitutions)
      forecast(
        places[middle...], part, by: forecaster, request, &table, &failures, &substitutions)
    }
  }
}

/// The series that one fold asks a forecaster for.
private struct FoldPart {
  let fold: Int
  /// All scored series of the fold.
  let all: [PanelFolds.Scored]
  let source: PanelFolds
  /// The places in ``all`` of those to forecast.
  let kept: [Int]
  let history: Panel

  init(fold: Int, all: [PanelFolds.Scored], source: PanelFolds, without dropped: Set<String>) {
    self.fold = fold
    self.all = all
    self.source = source
    let kept = all.indices.filter { !dropped.contains(source.panel.ids[all[$0].series]) }
    self.kept = kept
    history = source.history(of: kept.map { all[$0] })
  }
}

/// The rows of one fold, as they are filled in.
private struct FoldTable {
  private(set) var forecast: FoldForecast
  /// The first row of each scored series, and how many it has.
  private let rows: [Range<Int>]
  private let gap: Int
  private let levels: [Double]

  init(fold: Int, scored: [PanelFolds.Scored], origins: Origins, levels: [Double]) {
    var rows: [Range<Int>] = []
    var next = 0
    for one in scored {
      rows.append(next..<next + one.test.count)
      next += one.test.count
    }
    self.rows = rows
    self.levels = levels
    gap = origins.gap
    forecast = FoldForecast(
      fold: fold, values: ExactNumbers(Array(repeating: .nan, count: next)), bounds: [])
  }

  /// Takes over the forecasts of the series at these places.
  mutating func put(_ found: Forecast, of places: [Int]) {
    for (series, place) in zip(found.series, places) {
      let rows = rows[place]
      copy(series.values, into: &forecast.values.values, rows)
      guard !series.intervals.isEmpty else { continue }
      if forecast.bounds.isEmpty {
        let none = ExactNumbers(Array(repeating: .nan, count: forecast.values.values.count))
        forecast.bounds = Array(repeating: none, count: 2 * levels.count)
      }
      for interval in series.intervals {
        guard let level = levels.firstIndex(of: interval.level) else { continue }
        copy(interval.lower, into: &forecast.bounds[2 * level].values, rows)
        copy(interval.upper, into: &forecast.bounds[2 * level + 1].values, rows)
      }
    }
  }

  private func copy(_ values: [Double], into column: inout [Double], _ rows: Range<Int>) {
    for (row, value) in zip(rows, values.dropFirst(gap)) { column[row] = value }
  }
}

/// Counts series that another model forecast, by model and reason.
struct SubstitutionTally {
  private(set) var counts: [ModelRun.Substitution] = []

  /// The sum of counts.
  init(_ parts: [ModelRun.Substitution] = []) {
    for part in parts { add(part) }
  }

  mutating func count(_ substitutions: [Forecast.Substitution]) {
    for one in substitutions { add(.init(model: one.model, reason: one.reason, count: 1)) }
  }

  private mutating func add(_ part: ModelRun.Substitution) {
    if let place = counts.firstIndex(where: { $0.model == part.model && $0.reason == part.reason })
    {
      counts[place].count += part.count
    } else {
      counts.append(part)
    }
  }
}
