package import ForetellNetworks

/// Fills batches of training windows from series that lie side by side.
///
/// Targets are `(y − anchor)/scale` clipped to ±25, behind them the bases, as ``GatedQuantiles`` reads them.
package struct PretrainingWindows: Sendable {
  /// Farther than this no target lies.
  private static let farthest = 25.0

  package let shape: PretrainedShape

  package init(_ shape: PretrainedShape) { self.shape = shape }

  /// Fills all rows of a batch.
  ///
  /// - Parameters:
  ///   - values: series of ``PretrainedShape/trainingLength`` values, one a row of the batch.
  ///   - prefix: how many values go before the first step of a row, one of the shape's.
  package func fill(
    _ batch: inout Batch<Float>, from values: [Float], prefix: (Int) -> Int, engine: Engine
  ) {
    let length = shape.trainingLength
    precondition(values.count == batch.rows * length, "another number of values")
    let rows = batch.rows
    let parts = min(rows, 16)
    let prefixes = (0..<rows).map(prefix)
    batch.withMutablePointers { pointers in
      values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        nonisolated(unsafe) let (pointers, z) = (pointers, base)
        engine.parallel(parts) { part in
          let own = Swift.stride(from: part, to: rows, by: parts)
          func fill(with features: some StepFeatures) {
            var features = features
            for row in own {
              let needed =
                prefixes[row] + (shape.trainingSteps - 1) * shape.stride + shape.horizon
              let series = TrainingSeries(
                z: z + row * length + length - needed, count: needed, isObserved: nil)
              fillRow(pointers, rows: rows, row: row, series, prefix: prefixes[row], &features)
            }
          }
          switch shape.seasonClass {
          case .hourly: fill(with: shape.subdailyFeatures)
          default: fill(with: shape.causalFeatures)
          }
        }
      }
    }
  }

  /// Fills a row with the steps of a series from one that knows `prefix` values on, as far as there are
  /// targets; the rest of it counts nothing.
  func fillRow(
    _ batch: BatchPointers, rows: Int, row: Int, _ series: TrainingSeries, prefix: Int,
    _ features: inout some StepFeatures
  ) {
    let outputs = shape.quantiles.outputSize
    let basesPlace = outputs - features.baseCount * shape.horizon
    features.reset()
    for place in 0..<prefix - 1 { features.append(Double(series.z[place])) }
    var seen = prefix - 1
    for step in 0..<shape.trainingSteps {
      let at = step * rows + row
      let (inputs, targets) = (batch.inputs + at * features.inputSize, batch.targets + at * outputs)
      let weights = batch.weights + at * outputs
      let next = seen + (step == 0 ? 1 : shape.stride)
      guard next < series.count else {
        inputs.update(repeating: 0, count: features.inputSize)
        targets.update(repeating: 0, count: outputs)
        weights.update(repeating: 0, count: shape.horizon)
        seen = series.count
        continue
      }
      while seen < next {
        features.append(Double(series.z[seen]))
        seen += 1
      }
      let frame = features.write(inputs: inputs, bases: targets + basesPlace)
      for ahead in 0..<shape.horizon {
        let isKnown = seen >= shape.fewestTrainingValues && series.hasTarget(at: seen + ahead)
        weights[ahead] = isKnown ? 1 : 0
        guard isKnown else {
          targets[ahead] = 0
          continue
        }
        let y = (Double(series.z[seen + ahead]) - frame.anchor) / frame.scale
        targets[ahead] = Float(max(-Self.farthest, min(Self.farthest, y)))
      }
    }
  }
}

/// A series that a row is filled from.
struct TrainingSeries {
  let z: UnsafePointer<Float>
  let count: Int
  /// nil where every value is.
  let isObserved: UnsafePointer<Bool>?

  func hasTarget(at place: Int) -> Bool { place < count && (isObserved?[place] ?? true) }
}

extension PretrainedShape {
  var subdailyFeatures: SubdailyFeatures { SubdailyFeatures(slots: seasonClass.seasonLength) }

  var causalFeatures: CausalFeatures {
    CausalFeatures(seasonLength: seasonClass.seasonLength, window: window, horizon: horizon)
  }
}
