internal import ForetellForecasting
internal import ForetellSeries

extension Tournament {
  /// Plays everything again with another future after each cutoff and looks for forecasts that moved.
  ///
  /// Models are made and fitted on a panel whose values after the cutoff of their fold are rewritten,
  /// and forecast each fold after one whose values after that fold's cutoff are.
  func audit(
    _ records: [FitRecord], remaking remake: @Sendable (Panel) throws -> [Contestant]
  ) async throws -> AuditReport {
    let fitFolds = folds.folds.indices.filter { backtest.refit.fits(inFold: $0) }
    let before = Dictionary(records.map { ($0.job, $0) }) { first, _ in first }
    var offences: [AuditReport.Offence] = []
    for fold in fitFolds {
      let panel = folds.rewritingFuture(ofFold: fold)
      let remade = Tournament(
        backtest: backtest, folds: panel, contestants: try remake(panel.panel),
        conditions: conditions)
      guard remade.contestants.map(\.name) == contestants.map(\.name) else {
        offences.append(otherModels(remade, fold))
        continue
      }
      let after = try await remade.records(ofFitIn: fold, original: folds)
      offences += after.compactMap { record in
        before[record.job].flatMap { offence(before: $0, after: record) }
      }
    }
    // The first place of each model is enough.
    var seen = Set<String>()
    return AuditReport(
      models: contestants.map(\.name), folds: Array(folds.folds.indices),
      offences: offences.filter { seen.insert($0.model).inserted })
  }

  /// The records of the fits of one fold; a warm start needs those before it too.
  private func records(
    ofFitIn fold: Int, original: PanelFolds
  ) async throws -> [FitRecord] {
    let parts = chains.enumerated().compactMap { number, chain -> [FitJob]? in
      guard let link = chain.firstIndex(where: { $0.fold == fold }) else { return nil }
      return Array(chain[...link])
    }
    let records = Shared<[FitRecord]>([])
    let clock = Stopwatch(
      weights: parts.map { $0.map { _ in 1 } }, fits: parts.reduce(0) { $0 + $1.count },
      report: conditions.report)
    try await Lanes(tournament: self, clock: clock, isAudit: true).run(parts, on: folds) {
      original.rewritingFuture(ofFold: $0)
    } keep: { record in
      records.withLock { $0.append(record) }
    }
    return records.withLock { $0 }.filter { $0.job.fold == fold }.sorted { $0.model < $1.model }
  }

  /// The first forecast that differs.
  private func offence(before: FitRecord, after: FitRecord) -> AuditReport.Offence? {
    for (old, new) in zip(before.folds, after.folds) where old != new {
      let columns = zip([old.values] + old.bounds, [new.values] + new.bounds)
      for (a, b) in columns where a != b {
        let row = zip(a.values, b.values).enumerated().first {
          $0.element.0.bitPattern != $0.element.1.bitPattern
        }
        guard let row else { continue }
        return place(
          ofRow: row.offset, inFold: old.fold, model: before.model, before: row.element.0,
          after: row.element.1)
      }
      return place(ofRow: 0, inFold: old.fold, model: before.model, before: 0, after: 0)
    }
    return nil
  }

  private func place(
    ofRow row: Int, inFold fold: Int, model: Int, before: Double, after: Double
  ) -> AuditReport.Offence? {
    var first = 0
    for one in folds.scored(inFold: fold) {
      if row < first + one.test.count {
        return AuditReport.Offence(
          model: contestants[model].name, series: folds.panel.ids[one.series],
          cutoff: folds.panel.timestamp(of: one.series, at: one.train.upperBound - 1),
          step: backtest.origins.gap + row - first + 1, before: before, after: after)
      }
      first += one.test.count
    }
    return nil
  }

  /// The models themselves depend on what comes after the cutoff.
  private func otherModels(_ remade: Tournament, _ fold: Int) -> AuditReport.Offence {
    let names = Set(remade.contestants.map(\.name))
    let missing = contestants.first { !names.contains($0.name) } ?? contestants[0]
    return AuditReport.Offence(
      model: missing.name, series: "the list of models",
      cutoff: folds.panel.timestamp(of: 0, at: 0), step: 0, before: 0, after: 0)
  }
}
