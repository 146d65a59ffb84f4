package import ForetellNetworks
package import ForetellRandom

/// Batches of real windows: batch k is a function of the streams, the random stream and k.
package struct TuningBatches: BatchSource {
  let series: TuningSeries
  let random: RandomStream
  let engine: Engine

  package init(series: TuningSeries, random: RandomStream, engine: Engine) {
    self.series = series
    self.random = random
    self.engine = engine
  }

  package func fill(_ batch: inout Batch<Float>, step: Int) {
    let rows = batch.rows
    let (windows, parts) = (PretrainingWindows(series.shape), min(rows, 16))
    batch.withMutablePointers { pointers in
      series.values.withUnsafeBufferPointer { values in
        series.isObserved.withUnsafeBufferPointer { observed in
          guard let first = values.baseAddress, let firstFlag = observed.baseAddress else { return }
          nonisolated(unsafe) let (pointers, z, flags) = (pointers, first, firstFlag)
          engine.parallel(parts) { part in
            func fill(with features: some StepFeatures) {
              var features = features
              for row in stride(from: part, to: rows, by: parts) {
                let place = 3 * (step * rows + row)
                let draw = series.draw(
                  random[uniformAt: place], random[uniformAt: place + 1],
                  random[uniformAt: place + 2])
                let range = series.ranges[draw.stream]
                let first = range.lowerBound + draw.first
                let window = TrainingSeries(
                  z: z + first, count: range.upperBound - first, isObserved: flags + first)
                windows.fillRow(
                  pointers, rows: rows, row: row, window, prefix: draw.prefix, &features)
              }
            }
            switch series.shape.seasonClass {
            case .hourly: fill(with: series.shape.subdailyFeatures)
            default: fill(with: series.shape.causalFeatures)
            }
          }
        }
      }
    }
  }
}
