public import ForetellSeries

extension ImputationRecipe {
  /// Fills the gaps of a panel.
  ///
  /// Series without any value stay as they are; those with less than two seasons or eight values are filled by straight
  /// lines. Both are named in ``Imputation/fallbacks``. Where no value is below zero, none is filled in or bounded
  /// below it.
  ///
  /// - Parameter levels: of intervals, in percent.
  /// - Throws: ``ForecastingError`` with `.notFinite` where a value is infinite, `.tooShort` where a network is asked for and there are fewer than ``fewestValuesForNetwork``; `CancellationError` where the task is cancelled; ``NetworkError`` where training diverges.
  public func fill(
    _ panel: Panel, levels: [Double] = [], under conditions: FittingConditions = FittingConditions()
  ) throws -> Imputation {
    if let place = panel.storage.firstIndex(where: \.isInfinite) {
      let series = panel.series(at: place)
      throw ForecastingError(
        .notFinite, "a value is infinite", series: panel.ids[series],
        timestamp: panel.timestamp(of: series, at: place - panel.offsets[series]),
        remedy: "correct it, or make it a missing one")
    }
    let plan = GapPlan(panel)
    let seasons = seasons(of: panel)
    let scales = (0..<panel.count).map { series in
      panel.values(of: series).contains { !$0.isNaN }
        ? ImputationScale(panel.values(of: series), seasons: seasons) : nil
    }
    guard !plan.gaps.isEmpty else {
      return Imputation(
        panel: panel, places: [], intervals: [], method: .linear, score: nil, fallbacks: [])
    }
    var trial = try ImputationTrial(self, panel, plan, scales, seasons, conditions)
    try trial.run()
    let filler = ImputationFiller(
      panel: panel, plan: plan, scales: scales, seasons: seasons, method: trial.method,
      committee: trial.committee, calibration: trial.calibration)
    return try filler.imputation(levels: levels, score: trial.score)
  }

  /// The seasons that series are compared over, in steps, the shortest first: of steps shorter than a day the day and
  /// the week, as far as half of the values or more have a neighbour a season away.
  func seasons(of panel: Panel) -> [Int] {
    var seasons = [Int]()
    let usual = panel.frequency.defaultSeasonLength
    if let seasonLength {
      if panel.frequency.isSubDaily, usual > 1, seasonLength % usual == 0, seasonLength > usual {
        seasons.append(usual)
      }
      seasons.append(seasonLength)
    } else {
      seasons.append(usual)
      if panel.frequency.isSubDaily, usual > 1 { seasons.append(7 * usual) }
    }
    return seasons.filter { season in
      season > 1
        && 2
          * (0..<panel.count).reduce(0) { $0 + max(0, panel.values(of: $1).count - 2 * season) }
          >= panel.storage.count / 2
    }
  }
}
