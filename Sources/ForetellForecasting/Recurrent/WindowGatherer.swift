internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

/// Cuts windows out of a scaled panel into batches.
struct WindowGatherer: Sendable {
  let scaled: ScaledPanel
  let shape: WindowShape
  let readout: Readout
  /// Where each series ends; later values are not observed.
  let ends: [Int]

  /// Fills one row of a batch with a window.
  ///
  /// With `everyStep` each step is normalized by its own vector, since the values of later steps are what
  /// it is to forecast; with `lastStep` the window is normalized as a whole.
  func fill(_ batch: inout Batch<Float>, row: Int, with window: Window) {
    let base = scaled.panel.offsets[window.series]
    let whole = base + window.origin - shape.length..<base + window.origin
    let windowNormalizer =
      readout == .lastStep ? scaled.scaling.normalizer(ofWindow: scaled.storage[whole]) : nil
    for step in 0..<shape.steps {
      let inputs = shape.inputs(ofStep: step, origin: base + window.origin)
      let normalizer =
        windowNormalizer ?? scaled.scaling.normalizer(ofWindow: scaled.storage[inputs])
      let place = (step * batch.rows + row) * shape.width
      for (offset, index) in inputs.enumerated() {
        batch.inputs[place + offset] = Float(
          normalizer.input(scaled.storage[index]) * scaled.scaling.gain.input)
      }
      let isRead = readout == .everyStep || step == shape.steps - 1
      if isRead { fillTargets(&batch, row: row, step: step, window, base, normalizer) }
    }
  }

  private func fillTargets(
    _ batch: inout Batch<Float>, row: Int, step: Int, _ window: Window, _ base: Int,
    _ normalizer: WindowNormalizer
  ) {
    let targets = shape.targets(ofStep: step, origin: window.origin)
    let readoutStep = readout == .everyStep ? step : 0
    let place = (readoutStep * batch.rows + row) * shape.horizon
    for (offset, position) in targets.enumerated() {
      let value =
        position < ends[window.series] ? scaled.storage[base + position] : Normalized(.nan)
      let isObserved = !value.value.isNaN
      batch.weights[place + offset] = isObserved ? 1 : 0
      batch.targets[place + offset] =
        isObserved
        ? Float(normalizer.input(value) * scaled.scaling.gain.output) : 0
    }
  }

  /// The last `shape.length` values of a series as one row, and the way back from the network's scale.
  ///
  /// - Parameter values: scaled values that end where the forecast begins.
  func fillInputs(
    _ inputs: inout [Float], rows: Int, row: Int, with values: ArraySlice<Normalized>
  ) -> WindowNormalizer {
    let origin = values.endIndex
    let whole = origin - shape.length..<origin
    var normalizer = scaled.scaling.normalizer(ofWindow: values[whole])
    for step in 0..<shape.steps {
      let range = shape.inputs(ofStep: step, origin: origin)
      if readout == .everyStep {
        normalizer = scaled.scaling.normalizer(ofWindow: values[range])
      }
      let place = (step * rows + row) * shape.width
      for (offset, index) in range.enumerated() {
        inputs[place + offset] = Float(
          normalizer.input(values[index]) * scaled.scaling.gain.input)
      }
    }
    return normalizer
  }
}
