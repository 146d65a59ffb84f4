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
              let unused = length - prefixes[row] - (shape.trainingSteps - 1) * shape.stride
              fillRow(
                pointers, rows: rows, row: row, z: z + row * length + unused - shape.horizon,
                prefix: prefixes[row], &features)
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

  private func fillRow(
    _ batch: BatchPointers, rows: Int, row: Int, z: UnsafePointer<Float>, prefix: Int,
    _ features: inout some StepFeatures
  ) {
    let (horizon, outputs) = (shape.horizon, shape.quantiles.outputSize)
    let basesPlace = outputs - features.baseCount * horizon
    features.reset()
    for place in 0..<prefix - 1 { features.append(Double(z[place])) }
    var seen = prefix - 1
    for step in 0..<shape.trainingSteps {
      for _ in 0..<(step == 0 ? 1 : shape.stride) {
        features.append(Double(z[seen]))
        seen += 1
      }
      let at = step * rows + row
      let targets = batch.targets + at * outputs
      let frame = features.write(
        inputs: batch.inputs + at * features.inputSize, bases: targets + basesPlace)
      let weight: Float = seen >= shape.fewestTrainingValues ? 1 : 0
      let weights = batch.weights + at * outputs
      for ahead in 0..<horizon {
        let y = (Double(z[seen + ahead]) - frame.anchor) / frame.scale
        targets[ahead] = Float(max(-Self.farthest, min(Self.farthest, y)))
        weights[ahead] = weight
      }
    }
  }
}

extension PretrainedShape {
  var subdailyFeatures: SubdailyFeatures { SubdailyFeatures(slots: seasonClass.seasonLength) }

  var causalFeatures: CausalFeatures {
    CausalFeatures(seasonLength: seasonClass.seasonLength, window: window, horizon: horizon)
  }
}
