internal import ForetellNormalization
internal import ForetellSeries

/// All that was fitted to bring values to the network's scale and back.
struct Scaling: Hashable, Sendable {
  /// What holds for all series.
  let panel: Normalizer
  /// What holds for each series by its id.
  let series: [String: Normalizer]
  /// What is fitted anew on every window.
  let methodsBySeries: [NormalizationMethod]
  let methodsByWindow: [NormalizationMethod]
  /// Factors that bring the inputs of the network to a root mean square of 1 and its targets to a mean
  /// size of 1, over the windows it was trained on.
  var gain = Gain()

  struct Gain: Hashable, Sendable, Codable {
    var input = 1.0
    var output = 1.0
  }

  /// Fits on the history before the last `held` values of each series.
  init(_ normalization: Normalization, fittedTo history: Panel, holdingBack held: Int) {
    let past = held == 0 ? history : history.prefix(dropping: held)
    methodsBySeries = normalization.methods(over: .series)
    methodsByWindow = normalization.methods(over: .window)
    panel = Normalizer(normalization.methods(over: .panel), fittedTo: past.storage)
    var series: [String: Normalizer] = [:]
    if !methodsBySeries.isEmpty {
      for index in 0..<past.count {
        series[past.ids[index]] = Self.fitted(methodsBySeries, past.values(of: index), after: panel)
      }
    }
    self.series = series
  }

  init(
    _ normalization: Normalization, panel: Normalizer, series: [String: Normalizer], gain: Gain
  ) {
    methodsBySeries = normalization.methods(over: .series)
    methodsByWindow = normalization.methods(over: .window)
    self.panel = panel
    self.series = series
    self.gain = gain
  }

  /// The chain of a series: the panel's, then its own, which is fitted on `values` where the series was
  /// not there when the model was fitted.
  func normalizer(of id: String, values: ArraySlice<Double>) -> Normalizer {
    let own = series[id] ?? Self.fitted(methodsBySeries, values, after: panel)
    return panel.followed(by: own)
  }

  private static func fitted(
    _ methods: [NormalizationMethod], _ values: ArraySlice<Double>, after panel: Normalizer
  ) -> Normalizer {
    Normalizer(methods, fittedTo: values.map { panel.normalize($0).value })
  }

  /// The normalizer of a window, from values that the panel's and the series' have been through.
  func normalizer(ofWindow values: ArraySlice<Normalized>) -> WindowNormalizer {
    // The default, taken apart because it is fitted hundreds of times a training step.
    if methodsByWindow == [.level], let last = values.last, !last.value.isNaN {
      return WindowNormalizer(Normalizer(maps: [.affine(offset: last.value, scale: 1)]))
    }
    return WindowNormalizer(Normalizer(methodsByWindow, fittedTo: values.map(\.value)))
  }
}

/// The last link of a chain: from the scale of the series to the network's.
struct WindowNormalizer: Hashable, Sendable {
  private let normalizer: Normalizer

  init(_ normalizer: Normalizer) { self.normalizer = normalizer }

  /// What the network is given, or is to give, before the gain.
  func input(_ value: Normalized) -> Double { normalizer.normalize(value.value).value }

  /// The whole chain of a series and this window.
  func after(_ series: Normalizer) -> Normalizer { series.followed(by: normalizer) }
}
