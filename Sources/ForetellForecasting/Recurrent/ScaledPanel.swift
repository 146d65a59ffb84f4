internal import ForetellNormalization
internal import ForetellSeries

/// A panel on the scale of its series: what windows are cut from.
struct ScaledPanel: Sendable {
  let panel: Panel
  let scaling: Scaling
  /// The values of the panel after the panel's and the series' normalizers.
  let storage: [Normalized]
  /// The chain of each series.
  let normalizers: [Normalizer]

  init(_ panel: Panel, _ scaling: Scaling) {
    self.panel = panel
    self.scaling = scaling
    let normalizers = (0..<panel.count).map {
      scaling.normalizer(of: panel.ids[$0], values: panel.values(of: $0))
    }
    self.normalizers = normalizers
    storage = [Normalized](unsafeUninitializedCapacity: panel.storage.count) { buffer, count in
      for series in 0..<panel.count {
        let normalizer = normalizers[series]
        for index in panel.range(of: series) {
          buffer[index] = normalizer.normalize(panel.storage[index])
        }
      }
      count = panel.storage.count
    }
  }

  /// Panels of one scaling as one; nil where there is none.
  ///
  /// Series of the same name are told apart by the place of their panel.
  init?(joining parts: [ScaledPanel]) {
    guard let first = parts.first else { return nil }
    guard parts.count > 1 else {
      self = first
      return
    }
    panel = Panel(joining: parts.map(\.panel))
    scaling = first.scaling
    storage = parts.flatMap(\.storage)
    normalizers = parts.flatMap(\.normalizers)
  }

  /// Refuses values that the logarithm of the fitted data does not know, among those a forecast looks at: their
  /// forecasts would be numbers without a meaning.
  func checkDomain(last length: Int) throws(ForecastingError) {
    for (series, normalizer) in normalizers.enumerated() {
      let values = panel.values(of: series)
      guard let place = values.suffix(length).firstIndex(where: { !normalizer.accepts($0) }) else {
        continue
      }
      throw ForecastingError(
        .otherPanel, "\(values[place]) is not positive, and the model works on logarithms",
        series: panel.ids[series],
        timestamp: panel.timestamp(of: series, at: place - values.startIndex),
        remedy: "fit a model to data that hold such values")
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
