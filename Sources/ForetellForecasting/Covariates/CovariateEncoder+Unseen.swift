public import ForetellSeries

extension CovariateEncoder {
  /// The labels of a panel, and of `horizon` rows after it, that the encoder has not learned, each once.
  public func unseenLabels(in panel: Panel, horizon: Int) -> [UnseenLabel] {
    (columns.past + columns.known + columns.fixed).flatMap { name -> [UnseenLabel] in
      guard columns.isCategorical(name), let vocabulary = vocabularies[name] else { return [] }
      var unseen = UnseenLabels(column: name, vocabulary)
      if columns.fixed.contains(name) {
        unseen.note(CategoricalColumn(panel.attributes.map { $0[name] }), panel.ids) { $0..<$0 + 1 }
        return unseen.found
      }
      if let column = panel.categories[name] { unseen.note(column, panel.ids, panel.range) }
      if columns.known.contains(name), let future = panel.future,
        let column = future.categories[name]
      {
        unseen.note(column, panel.ids) { future.range(of: $0).prefix(max(0, horizon)) }
      }
      return unseen.found
    }
  }

  /// The numbers of a panel, and of `horizon` rows after it, that are unlike any the encoder has learned from: for each
  /// column the one farthest away.
  ///
  /// Such are those farther from the mean than all that were there and than ``UnseenNumber/limit`` standard deviations, and
  /// in a column that was constant all others. Each is judged by the scale it is seen on; of a series that the model was not
  /// fitted to, that may be the one of its own history.
  public func unseenNumbers(in panel: Panel, horizon: Int) -> [UnseenNumber] {
    (columns.past + columns.known + columns.fixed).compactMap { name -> UnseenNumber? in
      guard let scale = scales[name] else { return nil }
      var farthest = FarthestNumber()
      for series in 0..<panel.count {
        let column = panel.covariates[name] ?? []
        let judge: (scale: Scale, source: UnseenNumber.Source) =
          column.isEmpty
          ? (scale, .column)
          : self.scale(of: name, in: panel.ids[series], column[panel.range(of: series)])
        if columns.fixed.contains(name) {
          if let number = try? Self.number(name, of: series, in: panel) {
            farthest.look(at: number, judge, series: series, position: nil)
          }
          continue
        }
        for (position, row) in panel.range(of: series).enumerated() where !column.isEmpty {
          farthest.look(at: column[row], judge, series: series, position: position)
        }
        guard columns.known.contains(name), let future = panel.future,
          let column = future.covariates[name]
        else { continue }
        let end = panel.range(of: series).count
        for (step, row) in future.range(of: series).prefix(max(0, horizon)).enumerated() {
          farthest.look(at: column[row], judge, series: series, position: end + step)
        }
      }
      return farthest.found.map { found in
        UnseenNumber(
          column: name, number: found.number, series: panel.ids[found.series],
          timestamp: found.position.map { panel.timestamp(of: found.series, at: $0) },
          mean: found.scale.mean, deviation: found.scale.reach == 0 ? nil : found.scale.deviation,
          source: found.source, count: farthest.count)
      }
    }
  }

  /// Why a forecast is not a finite number: what stands farthest out in the columns of its series, where anything does.
  func notFinite(
    _ series: Int, of panel: Panel, horizon: Int, remedy: String
  ) -> ForecastingError {
    let message = "its forecast is not a finite number"
    let strange = unseenNumbers(in: panel.selecting([series]), horizon: horizon)
    let worst = strange.max { ($0.deviations ?? 0) < ($1.deviations ?? 0) }
    guard let worst, worst.deviation != nil else {
      return ForecastingError(.notFinite, message, series: panel.ids[series], remedy: remedy)
    }
    return ForecastingError(
      .notFinite, message + ", and \(worst.distance)", series: worst.series,
      timestamp: worst.timestamp, column: worst.column, remedy: "correct \(worst.number)")
  }
}
