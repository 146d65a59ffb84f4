package import ForetellSeries

// Results are made by a backtest; the reports' tests and samples make some by hand.

extension DataSummary {
  package init(
    of panel: Panel, source: String?, digest: String = "crc32:00000000", repairs: [String] = []
  ) {
    let lengths = (0..<panel.count).map { panel.range(of: $0).count }
    let ends = (0..<panel.count).map { panel.timestamp(of: $0, at: lengths[$0] - 1) }
    self.init(
      source: source, seriesCount: panel.count, valueCount: panel.storage.count,
      missingCount: panel.storage.count(where: \.isNaN), shortest: lengths.min() ?? 0,
      longest: lengths.max() ?? 0,
      first: panel.starts.min() ?? Timestamp(unchecked: 0, zone: .index),
      last: ends.max() ?? Timestamp(unchecked: 0, zone: .index), frequency: panel.frequency,
      digest: digest, repairs: repairs)
  }
}

extension FoldSummary {
  package init(
    number: Int, cutoff: Timestamp, trainCount: Int, testCount: Int, seriesCount: Int,
    leftOut: [LeftOut] = [], isFitted: Bool = true
  ) {
    self.init(
      index: number, cutoff: cutoff, trainCount: trainCount, testCount: testCount,
      seriesCount: seriesCount, leftOut: leftOut, isFitted: isFitted)
  }
}

extension FoldSummary.LeftOut {
  package init(_ count: Int, reason: String, example: String) {
    self.init(reason: reason, count: count, example: example)
  }
}

extension ModelRun {
  package init(
    _ name: String, role: Role, recipe: String = "{}", seed: UInt64? = nil,
    seconds: (fit: Double, predict: Double) = (0, 0), failures: [Failure] = [],
    substitutions: [Substitution] = [], curves: [TrainingCurve] = []
  ) {
    self.init(
      name: name, role: role, recipe: recipe, seed: seed, fitSeconds: seconds.fit,
      predictSeconds: seconds.predict, failures: failures, substitutions: substitutions,
      curves: curves)
  }
}

extension ModelRun.Failure {
  package init(inFold fold: Int, series: String?, message: String) {
    self.init(fold: fold, series: series, message: message)
  }
}

extension ModelRun.Substitution {
  package init(by model: String, count: Int, reason: String) {
    self.init(model: model, reason: reason, count: count)
  }
}

extension ModelRun.TrainingCurve {
  package init(
    inFold fold: Int, steps: [Int], losses: [Double], validationSteps: [Int],
    validationLosses: [Double]
  ) {
    self.init(
      fold: fold, steps: steps, losses: losses, validationSteps: validationSteps,
      validationLosses: validationLosses)
  }
}

extension AuditReport {
  package init(of models: [String], folds: [Int], offences: [Offence]) {
    self.init(models: models, folds: folds, offences: offences)
  }
}

extension AuditReport.Offence {
  package init(
    by model: String, series: String, cutoff: Timestamp, step: Int, before: Double, after: Double
  ) {
    self.init(
      model: model, series: series, cutoff: cutoff, step: step, before: before, after: after)
  }
}
