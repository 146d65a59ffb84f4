internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

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

  /// The normalizer of a window's values.
  func normalizer(ofWindow values: ArraySlice<Double>) -> Normalizer {
    // The default, taken apart because it is fitted hundreds of times a training step.
    if methodsByWindow == [.level], let last = values.last, !last.isNaN {
      return Normalizer(maps: [.affine(offset: last, scale: 1)])
    }
    return Normalizer(methodsByWindow, fittedTo: values)
  }
}

/// A panel on the scale of its series: what windows are cut from.
struct ScaledPanel: Sendable {
  let panel: Panel
  let scaling: Scaling
  /// The values of the panel after the panel's and the series' normalizers.
  let storage: [Double]
  /// The chain of each series.
  let normalizers: [Normalizer]

  init(_ panel: Panel, _ scaling: Scaling) {
    self.panel = panel
    self.scaling = scaling
    let normalizers = (0..<panel.count).map {
      scaling.normalizer(of: panel.ids[$0], values: panel.values(of: $0))
    }
    self.normalizers = normalizers
    storage = [Double](unsafeUninitializedCapacity: panel.storage.count) { buffer, count in
      for series in 0..<panel.count {
        let normalizer = normalizers[series]
        for index in panel.range(of: series) {
          buffer[index] = normalizer.normalize(panel.storage[index]).value
        }
      }
      count = panel.storage.count
    }
  }

  init(_ other: ScaledPanel, gain: Scaling.Gain) {
    panel = other.panel
    storage = other.storage
    normalizers = other.normalizers
    var scaling = other.scaling
    scaling.gain = gain
    self.scaling = scaling
  }
}
