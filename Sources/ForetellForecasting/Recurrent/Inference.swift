internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

/// Forecasts from windows of a scaled panel, with memory for a batch of them.
///
/// A network that was trained to be read at every step is read at the last one here: that is where the
/// newest value is known, and the parameters are the same.
struct Inference {
  /// Windows a batch.
  let rows: Int
  private let resolved: ResolvedRecipe
  private let gatherer: WindowGatherer
  private let predictor: Predictor

  init(_ resolved: ResolvedRecipe, scaled: ScaledPanel, windows: Int) throws {
    self.resolved = resolved
    rows = try resolved.forecastRows(windows: windows)
    var configuration = resolved.network
    configuration.readout = .lastStep
    // A handful of windows is done before a second thread has woken.
    let engine = Engine(
      threads: windows > 32 ? nil : 1, instructionSet: try InstructionSet.preferred())
    predictor = Predictor(
      try RecurrentNetwork(configuration), steps: resolved.steps, rows: rows, engine: engine)
    gatherer = WindowGatherer(
      scaled: scaled, shape: resolved.shape, readout: resolved.network.readout, ends: [])
  }

  /// The `horizon` values after each of any number of windows, a batch at a time.
  func forecastsInBatches(
    of windows: [Window], members: [Parameters<Float>], horizon: Int
  ) -> [[Double]] {
    valuesInBatches(of: windows, members: members, horizon: horizon)
      .map { resolved.points(of: $0) }
  }

  /// The same with all quantiles of a step side by side, where the network gives quantiles.
  func valuesInBatches(
    of windows: [Window], members: [Parameters<Float>], horizon: Int
  ) -> [[Double]] {
    Swift.stride(from: 0, to: windows.count, by: rows).flatMap { start in
      values(
        of: Array(windows[start..<min(start + rows, windows.count)]), members: members,
        horizon: horizon)
    }
  }

  /// The values of the `horizon` steps after each window, at most ``rows`` of them: the mean over members.
  private func values(
    of windows: [Window], members: [Parameters<Float>], horizon: Int
  ) -> [[Double]] {
    let count = horizon * resolved.outputsPerStep
    var sums = windows.map { _ in [Double](repeating: 0, count: count) }
    for member in members {
      let forecasts =
        resolved.recipe.strategy == .direct
        ? direct(windows, member, horizon) : recursive(windows, member, horizon)
      for (row, values) in forecasts.enumerated() {
        // Divided before they are added: the sum of two numbers of 10³⁰⁸ is infinite.
        for place in 0..<count { sums[row][place] += values[place] / Double(members.count) }
      }
    }
    return sums
  }

  private func direct(
    _ windows: [Window], _ parameters: Parameters<Float>, _ horizon: Int
  ) -> [[Double]] {
    step(windows, past: windows.map(pastValues), parameters).map {
      Array($0.prefix(horizon * resolved.outputsPerStep))
    }
  }

  /// One step at a time, each fed back as if it had been observed.
  private func recursive(
    _ windows: [Window], _ parameters: Parameters<Float>, _ horizon: Int
  ) -> [[Double]] {
    var past = windows.map(pastValues)
    var forecasts = windows.map { _ in [Double]() }
    for _ in 0..<horizon {
      for (row, next) in step(windows, past: past, parameters).enumerated() {
        forecasts[row].append(next[0])
        let normalizer = gatherer.scaled.normalizers[windows[row].series]
        past[row].append(normalizer.normalize(next[0]))
      }
    }
    return forecasts
  }

  /// The scaled values that a window knows.
  private func pastValues(_ window: Window) -> [Normalized] {
    let start = gatherer.scaled.panel.offsets[window.series]
    return Array(
      gatherer.scaled.storage[start + window.origin - resolved.shape.length..<start + window.origin]
    )
  }

  /// What the network gives for windows that end with `past`, on the original scale.
  private func step(
    _ windows: [Window], past: [[Normalized]], _ parameters: Parameters<Float>
  ) -> [[Double]] {
    let (shape, gain) = (resolved.shape, gatherer.scaled.scaling.gain)
    var inputs = [Float](repeating: 0, count: shape.steps * rows * shape.width)
    let normalizers = past.enumerated().map { row, values in
      gatherer.fillInputs(&inputs, rows: rows, row: row, with: values[...])
    }
    let outputs = predictor.outputs(for: inputs, parameters: parameters)
    return windows.enumerated().map { row, window in
      let normalizer = normalizers[row].after(gatherer.scaled.normalizers[window.series])
      let size = resolved.network.outputSize
      return resolved.values(of: outputs[row * size..<(row + 1) * size]).map {
        normalizer.restore(Normalized(Double($0) / gain.output))
      }
    }
  }
}
