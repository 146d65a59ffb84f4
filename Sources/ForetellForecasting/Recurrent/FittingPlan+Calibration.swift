internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

extension FittingPlan {
  /// The errors of members on what they were not trained on; nil where nothing was held back.
  ///
  /// Every origin in the tail is tried, the last ones for as many steps as are left.
  func calibration(of trained: TrainedMembers) throws -> Calibration? {
    // Learned quantiles are intervals already.
    guard resolved.quantiles == nil else { return nil }
    let held = resolved.validationSize
    let horizon = min(resolved.recipe.horizon, held)
    guard horizon > 0 else { return nil }
    let all = tailWindows(held: held)
    guard !all.isEmpty else { return nil }
    let count = min(all.count, ValidationTail.mostWindows)
    let windows = (0..<count).map { all[$0 * all.count / count] }
    let scaled = ScaledPanel(history, trained.scaling)
    let inference = try Inference(resolved, scaled: scaled, windows: windows.count)
    let forecasts = inference.forecastsInBatches(
      of: windows, members: trained.parameters, horizon: horizon)
    let errors = zip(windows, forecasts).map { self.errors(of: $1, after: $0, scaled) }
    let series = Set(windows.map(\.series)).count
    return Calibration(
      errors: errors, horizon: horizon, origins: series * max(1, held / horizon))
  }

  private func tailWindows(held: Int) -> [Window] {
    let length = resolved.shape.length
    var windows: [Window] = []
    for series in 0..<history.count where !history.isConstant(series) {
      let values = history.values(of: series)
      for origin in max(length, values.count - held)..<max(length, values.count) {
        let place = values.startIndex + origin
        guard !values[place - length..<place].contains(where: \.isNaN) else { continue }
        windows.append(Window(series: series, origin: origin))
      }
    }
    return windows
  }

  private func errors(
    of forecast: [Double], after window: Window, _ scaled: ScaledPanel
  ) -> [Double] {
    let normalizer = scaled.normalizers[window.series]
    let actual = history.values(of: window.series).dropFirst(window.origin)
    return zip(actual, forecast).map { y, f in
      normalizer.normalize(y).value - normalizer.normalize(f).value
    }
  }
}
