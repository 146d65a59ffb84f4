internal import ForetellNetworks

/// Factors that bring a member's inputs to a root mean square of 1, its targets to a mean size of 1, and
/// the weights of its errors to a mean of 1.
struct MemberGain: Codable, Hashable, Sendable {
  var input: Float = 1
  var output: Float = 1
  var weight: Float = 1
}

/// Fills batches with the steps of a member, straight from the storage of a panel.
///
/// This is the hot path of training beside the network itself: no allocation, no call a value.
struct StepGatherer: Sendable {
  let member: EnsembleMember
  let horizon: Int
  let panel: ViewedPanel
  var gain = MemberGain()
  /// Whether targets are what is left of the copied season.
  var subtractsCopy = true

  /// Anchor and scale of a step.
  struct Frame {
    let anchor: Float
    let scale: Float
  }

  /// Fills the inputs of a row up to a step that knows `origin` values, and gives the last step's frame.
  func fillInputs(
    _ inputs: UnsafeMutablePointer<Float>, rows: Int, row: Int, series: Int, origin: Int
  ) -> Frame {
    panel.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return Frame(anchor: 0, scale: 1) }
      let z = base + panel.starts[series]
      return fillInputs(inputs, z, rows: rows, row: row, origin: origin)
    }
  }

  private func fillInputs(
    _ inputs: UnsafeMutablePointer<Float>, _ z: UnsafePointer<Float>, rows: Int, row: Int,
    origin: Int
  ) -> Frame {
    // A decoder has only the last step's outputs, and must see how the earlier ones lay to it.
    let common = member.segmentLength == nil ? nil : frame(z, at: origin)
    var frame = Frame(anchor: 0, scale: 1)
    for step in 0..<member.steps {
      let place = origin - (member.steps - 1 - step) * member.stride
      frame = fillStep(
        inputs + (step * rows + row) * member.inputSize, z, at: place, in: common)
    }
    return frame
  }

  /// Fills a row of a batch: inputs, targets and weights of every step.
  func fill(
    _ batch: BatchPointers, rows: Int, row: Int, series: Int, origin: Int, firstOrigin: Int
  ) {
    let count = panel.count(of: series)
    panel.values.withUnsafeBufferPointer { values in
      panel.targets.withUnsafeBufferPointer { aims in
        guard let base = values.baseAddress else { return }
        let z = base + panel.starts[series]
        let observed = (aims.isEmpty ? base : aims.baseAddress ?? base) + panel.starts[series]
        guard member.segmentLength == nil else {
          let frame = fillInputs(batch.inputs, z, rows: rows, row: row, origin: origin)
          let place = row * member.outputSize(horizon: horizon)
          return fillTargets(
            batch.targets + place, batch.weights + place, z, observed, at: origin,
            known: max(0, min(horizon, count - origin)), frame)
        }
        for step in 0..<member.steps {
          let place = origin - (member.steps - 1 - step) * member.stride
          let at = step * rows + row
          let frame = fillStep(batch.inputs + at * member.inputSize, z, at: place, in: nil)
          let known = place >= firstOrigin ? max(0, min(horizon, count - place)) : 0
          fillTargets(
            batch.targets + at * horizon, batch.weights + at * horizon, z, observed, at: place,
            known: known, frame)
        }
      }
    }
  }

  /// Anchor and scale of a step that knows `place` values.
  private func frame(_ z: UnsafePointer<Float>, at place: Int) -> Frame {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: member.inputSize) { x in
      guard let x = x.baseAddress else { return Frame(anchor: z[0], scale: 1) }
      return fillStep(x, z, at: place, in: nil)
    }
  }

  /// The vector of the step that knows `place` values.
  ///
  /// - Parameter common: anchor and scale, if they are not the step's own.
  @inline(__always)
  private func fillStep(
    _ x: UnsafeMutablePointer<Float>, _ z: UnsafePointer<Float>, at place: Int, in common: Frame?
  ) -> Frame {
    let width = member.width
    let frame: Frame
    if place <= 0 {
      frame = common ?? Frame(anchor: z[0], scale: member.scale == .window ? 0.02 : 1)
      x.update(repeating: (z[0] - frame.anchor) * gain.input / frame.scale, count: width)
    } else {
      let anchor = common?.anchor ?? anchor(z, at: place)
      let padding = max(0, width - place)
      let past = z + (place - width)
      let first = z[0] - anchor
      for index in 0..<padding { x[index] = first }
      for index in padding..<width { x[index] = past[index] - anchor }
      var scale = common?.scale ?? 1
      if member.scale == .window, common == nil {
        var squares: Float = 0
        for index in 0..<width { squares += x[index] * x[index] }
        scale = (squares / Float(width)).squareRoot() + 0.02
      }
      let factor = gain.input / scale
      for index in 0..<width { x[index] *= factor }
      frame = Frame(anchor: anchor, scale: scale)
    }
    if member.seesAge { x[width] = 0.3 * Float(Elementary.ln(Double(max(1, place)))) }
    return frame
  }

  @inline(__always)
  private func anchor(_ z: UnsafePointer<Float>, at place: Int) -> Float {
    if member.anchor == 1 { return z[place - 1] }
    var sum: Float = 0
    for back in 1...member.anchor { sum += z[max(0, place - back)] }
    return sum / Float(member.anchor)
  }

  @inline(__always)
  private func fillTargets(
    _ targets: UnsafeMutablePointer<Float>, _ weights: UnsafeMutablePointer<Float>,
    _ z: UnsafePointer<Float>, _ observed: UnsafePointer<Float>, at place: Int, known: Int,
    _ frame: Frame
  ) {
    let weight = member.objective == .relative ? frame.scale * gain.weight : gain.weight
    let factor = 1 / (frame.scale * gain.output)
    for ahead in 0..<known {
      let value = observed[place + ahead]
      let isObserved = !value.isNaN
      targets[ahead] = isObserved ? (value - frame.anchor) * factor : 0
      weights[ahead] = isObserved ? weight : 0
    }
    for ahead in known..<horizon { (targets[ahead], weights[ahead]) = (0, 0) }
    guard member.copiedSeason > 0, subtractsCopy else { return }
    for ahead in 0..<known {
      targets[ahead] -= (copied(z, at: place, ahead) - frame.anchor) * factor
    }
  }

  /// The value a whole number of seasons back, that the output is added to.
  @inline(__always)
  func copied(_ z: UnsafePointer<Float>, at place: Int, _ ahead: Int) -> Float {
    z[max(0, place - member.copiedSeason + ahead % member.copiedSeason)]
  }
}

/// The arrays of a batch, opened once for all its rows.
struct BatchPointers {
  let inputs: UnsafeMutablePointer<Float>
  let targets: UnsafeMutablePointer<Float>
  let weights: UnsafeMutablePointer<Float>
}

extension Batch<Float> {
  /// Opens the arrays for filling.
  mutating func withMutablePointers(_ body: (BatchPointers) -> Void) {
    inputs.withUnsafeMutableBufferPointer { inputs in
      targets.withUnsafeMutableBufferPointer { targets in
        weights.withUnsafeMutableBufferPointer { weights in
          guard let inputs = inputs.baseAddress, let targets = targets.baseAddress,
            let weights = weights.baseAddress
          else { return }
          body(BatchPointers(inputs: inputs, targets: targets, weights: weights))
        }
      }
    }
  }
}
