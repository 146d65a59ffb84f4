internal import ForetellForecasting
internal import ForetellSeries
internal import FoundationEssentials

/// Puts the records of a tournament together to a result.
struct ResultAssembly {
  private let tournament: Tournament
  private let outcome: Tournament.Outcome
  /// The scored series of each finished fold.
  private let scored: [[PanelFolds.Scored]]

  init(_ tournament: Tournament, _ outcome: Tournament.Outcome) {
    self.tournament = tournament
    self.outcome = outcome
    scored = outcome.finishedFolds.map { tournament.folds.scored(inFold: $0) }
  }

  private var folds: PanelFolds { tournament.folds }
  private var panel: Panel { tournament.folds.panel }
  private var backtest: Backtest { tournament.backtest }

  func result(audit: AuditReport?, seconds: Double) -> BacktestResult {
    let setup = backtest.setup(on: panel)
    let points = points(seasonLength: setup.seasonLength)
    let scores = Scoreboard(
      points: points, metrics: Metric.standard(levels: setup.levels),
      horizon: setup.origins.horizon)
    return BacktestResult(
      foretellVersion: foretellVersion, setup: setup,
      data: DataSummary(of: panel, source: nil, digest: panel.digest),
      folds: outcome.finishedFolds.indices.map(summary),
      models: tournament.contestants.indices.map(run), points: points, scores: scores,
      comparison: Comparison(
        scores: scores, points: points, roles: tournament.contestants.map(\.role), setup: setup),
      audit: audit, stopped: outcome.stopped, seconds: seconds)
  }

  // MARK: Rows

  /// A scored series of a finished fold, and where its rows begin in the records of that fold.
  private struct Place {
    let fold: Int
    let scored: PanelFolds.Scored
    let firstRow: Int
  }

  private func points(seasonLength: Int) -> PointTable {
    let places = places()
    var segments: [Segment] = []
    var actual: [Double] = []
    for place in places {
      let rows = actual.count..<actual.count + place.scored.test.count
      actual += folds.actual(place.scored)
      segments.append(segment(place, rows: rows, seasonLength: seasonLength))
    }
    return PointTable(
      frequency: panel.frequency, timestampFormat: panel.timestampFormat, ids: panel.ids,
      segments: segments, actual: actual,
      columns: tournament.contestants.indices.map { column(ofModel: $0, places) })
  }

  /// In the order of series, then fold.
  private func places() -> [Place] {
    var bySeries = [[Place]](repeating: [], count: panel.count)
    for (fold, series) in scored.enumerated() {
      var row = 0
      for one in series {
        bySeries[one.series].append(Place(fold: fold, scored: one, firstRow: row))
        row += one.test.count
      }
    }
    return bySeries.flatMap(\.self)
  }

  private func segment(_ place: Place, rows: Range<Int>, seasonLength: Int) -> Segment {
    let (series, train) = (place.scored.series, place.scored.train)
    let start = panel.range(of: series).lowerBound
    return Segment(
      series: series, fold: place.fold,
      cutoff: panel.timestamp(of: series, at: train.upperBound - 1), trainCount: train.count,
      scale: SeasonalScale(
        of: panel.storage[start + train.lowerBound..<start + train.upperBound],
        seasonLength: seasonLength),
      firstStep: backtest.origins.gap + 1, rows: rows)
  }

  private func column(ofModel model: Int, _ places: [Place]) -> PointTable.Column {
    let own = outcome.records.filter { $0.model == model }.flatMap(\.folds)
    let byFold = Dictionary(own.map { ($0.fold, $0) }) { first, _ in first }
    let forecasts = outcome.finishedFolds.map { byFold[$0] }
    func gather(_ numbers: (FoldForecast) -> [Double]?) -> [Double] {
      places.flatMap { place -> ArraySlice<Double> in
        let count = place.scored.test.count
        guard let forecast = forecasts[place.fold], let all = numbers(forecast) else {
          return Array(repeating: .nan, count: count)[...]
        }
        return all[place.firstRow..<place.firstRow + count]
      }
    }
    let givesIntervals = forecasts.contains { !($0?.bounds.isEmpty ?? true) }
    let bands =
      !givesIntervals
      ? []
      : backtest.levels.enumerated().map { index, level in
        PointTable.PredictionBand(
          level: level,
          lower: gather { $0.bounds.isEmpty ? nil : $0.bounds[2 * index].values },
          upper: gather { $0.bounds.isEmpty ? nil : $0.bounds[2 * index + 1].values })
      }
    return PointTable.Column(
      model: tournament.contestants[model].name, values: gather { $0.values.values },
      intervals: bands)
  }

  // MARK: Folds and models

  private func summary(ofFold index: Int) -> FoldSummary {
    let fold = folds.folds[outcome.finishedFolds[index]]
    var reasons: [FoldSummary.LeftOut] = []
    for series in 0..<panel.count {
      let reason: String
      switch folds.standing(of: series, in: fold) {
      case .scored: continue
      case .learned(_, let why), .leftOut(let why): reason = why
      }
      if let place = reasons.firstIndex(where: { $0.reason == reason }) {
        reasons[place].count += 1
      } else {
        reasons.append(.init(reason: reason, count: 1, example: panel.ids[series]))
      }
    }
    let cutoffs = scored[index].map { panel.timestamp(of: $0.series, at: $0.train.upperBound - 1) }
    return FoldSummary(
      index: index, cutoff: cutoffs.max() ?? panel.timestamp(of: 0, at: 0),
      trainCount: fold.train.count, testCount: fold.test.count, seriesCount: scored[index].count,
      leftOut: reasons, isFitted: backtest.refit.fits(inFold: fold.index))
  }

  private func run(ofModel model: Int) -> ModelRun {
    let contestant = tournament.contestants[model]
    let records = outcome.records.filter { $0.model == model }
    // Folds that were not finished are not counted, so numbers may differ from those of the plan.
    let numbers = Dictionary(
      uniqueKeysWithValues: outcome.finishedFolds.enumerated().map { ($1, $0) })
    let failures = records.flatMap(\.failures).compactMap { failure in
      numbers[failure.fold].map {
        ModelRun.Failure(fold: $0, series: failure.series, message: failure.message)
      }
    }.sorted { $0.fold < $1.fold }
    let curves = records.compactMap(\.curve).compactMap { curve -> ModelRun.TrainingCurve? in
      guard let number = numbers[curve.fold] else { return nil }
      var curve = curve
      curve.fold = number
      return curve
    }
    var run = ModelRun(
      name: contestant.name, role: contestant.role, recipe: Self.json(contestant.recipe),
      seed: (contestant.recipe as? RecurrentRecipe)?.seed,
      fitSeconds: records.reduce(0) { $0 + $1.fitSeconds },
      predictSeconds: records.reduce(0) { $0 + $1.predictSeconds }, failures: failures,
      substitutions: SubstitutionTally(records.flatMap(\.substitutions)).counts,
      curves: curves.sorted { $0.fold < $1.fold })
    // The newest fit stands for all: it is the one that has learned from most.
    run.description =
      records.max { ($0.folds.first?.fold ?? 0) < ($1.folds.first?.fold ?? 0) }?
      .summary
    return run
  }

  private static func json(_ recipe: any Recipe) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return (try? encoder.encode(recipe)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

extension Backtest {
  /// The setup as the result records it.
  func setup(on panel: Panel) -> BacktestSetup {
    BacktestSetup(
      origins: origins, alignment: alignment, refit: refit, warmStart: warmStart,
      seasonLength: seasonLength(of: panel), levels: levels, rankingMetric: rankingMetric,
      covariates: covariates)
  }
}
