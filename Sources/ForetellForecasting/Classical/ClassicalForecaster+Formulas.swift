package import ForetellSeries

extension ClassicalForecaster {
  /// The standard deviations that the formulas of exponential smoothing give for fitted numbers that are
  /// exactly right, a row a series; nil where there is no formula.
  ///
  /// Intervals add what ``SmoothingUncertainty`` finds; other libraries give these alone, and so they can be
  /// compared.
  package func formulaDeviations(after panel: Panel, horizon: Int) -> [[Double]?] {
    (0..<panel.count).map { series in
      guard case .smoothing(let form, let fitted) = fits[panel.ids[series]]?.structure,
        form.season != .multiplicative, let history = ClassicalHistory(panel.values(of: series)),
        let state = SmoothingState(
          form, fitted.mapStates(form.season) { $0 / history.scale }, after: history)
      else { return nil }
      var variance = SmoothingVariance(state)
      return variance.deviations(around: state.points(horizon)).map { $0 * history.scale }
    }
  }
}
