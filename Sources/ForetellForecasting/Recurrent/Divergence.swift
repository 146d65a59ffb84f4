internal import ForetellNetworks
internal import ForetellSeries
internal import ForetellWindowing

/// Why the loss of a batch was not a number, as far as the windows of the batch show.
struct Divergence {
  /// The window with the largest number, and how large that is; usual numbers have size 1.
  private let worst: (window: Window, size: Double)
  /// The share of windows that hold an unusual number.
  private let unusualShare: Double
  private let windows: Int

  /// A network's inputs have a root mean square of 1, and its targets a mean size of 1.
  private static let unusualSize = 50.0

  /// - Parameter batch: filled with `windows`, one a row.
  init?(_ batch: Batch<Float>, windows: [Window]) {
    let sizes = windows.indices.map { Self.largest(in: batch, row: $0) }
    guard let row = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) else { return nil }
    worst = (windows[row], sizes[row])
    unusualShare = Double(sizes.count { $0 > Self.unusualSize }) / Double(sizes.count)
    self.windows = windows.count
  }

  /// The largest input or observed target of a row; infinite where one is not a number.
  private static func largest(in batch: Batch<Float>, row: Int) -> Double {
    var largest = 0.0
    func see(_ number: Float) {
      largest = max(largest, number.isFinite ? Double(abs(number)) : .infinity)
    }
    for step in 0..<batch.steps {
      let start = (step * batch.rows + row) * batch.features
      for place in start..<(start + batch.features) { see(batch.inputs[place]) }
    }
    for readout in 0..<batch.readouts {
      let start = (readout * batch.rows + row) * batch.outputs
      for place in start..<(start + batch.outputs) where batch.weights[place] > 0 {
        see(batch.targets[place])
      }
    }
    return largest
  }

  /// The network's complaint with the series, the stamp and the likely cause.
  func explaining(
    _ error: NetworkError, in gatherer: WindowGatherer, rate: Double
  ) -> ForecastingError {
    let panel = gatherer.scaled.panel
    guard worst.size > Self.unusualSize else {
      let size = Self.text(worst.size)
      return ForecastingError(
        .diverged,
        "\(error.message); no value of the batch’s \(windows) windows is extreme (the largest is \(size)"
          + " times the usual), so the likely cause is the learning rate of \(rate)",
        series: panel.ids[worst.window.series],
        remedy: "lower it with --learning-rate \(rate / 10)")
    }
    let (position, value) = largestValue(in: gatherer)
    let stamp = panel.timestamp(of: worst.window.series, at: position)
    let size = worst.size.isFinite ? "\(Self.text(worst.size)) times" : "beyond all measure of"
    let isScale = unusualShare > 0.5
    let cause =
      isScale
      ? "most windows of the batch are as extreme, so the likely cause is the scaling"
      : "the likely cause is this outlier"
    return ForecastingError(
      .diverged,
      "\(error.message); a window around the value \(value) is \(size) the usual: \(cause)",
      series: panel.ids[worst.window.series], timestamp: stamp,
      remedy: isScale
        ? "use another --normalize, such as standard@series or log@series,standard@series"
        : "correct the value, or use --normalize robust@series or log@series,standard@series")
  }

  /// The value of the worst window that lies farthest from the others of its series, and its place.
  ///
  /// What is held back has not been seen and cannot be to blame.
  private func largestValue(in gatherer: WindowGatherer) -> (Int, Double) {
    let panel = gatherer.scaled.panel
    let range = panel.range(of: worst.window.series)
    let first = worst.window.origin - gatherer.shape.length
    let last = min(
      gatherer.ends[worst.window.series], worst.window.origin + gatherer.shape.horizon)
    func size(_ position: Int) -> Double {
      let value = gatherer.scaled.storage[range.lowerBound + position].value
      return value.isNaN ? -1 : abs(value)
    }
    let position = (first..<last).max { size($0) < size($1) } ?? first
    return (position, panel.storage[range.lowerBound + position])
  }

  private static func text(_ size: Double) -> String {
    size < 10 ? "\((size * 10).rounded() / 10)" : "\(Int(min(size, 1e15)))"
  }
}
