internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

/// Batches whose rows go through sequences piece by piece.
struct SequenceBatches: SequenceSource {
  let scaled: ScaledPanel
  let sequences: [TrainingSequence]
  let tracks: SequenceTracks

  func fill(_ batch: inout Batch<Float>, restarts: inout [Bool], step: Int) {
    for row in 0..<batch.rows {
      let piece = tracks[step, row]
      restarts[row] = piece.restarts
      fill(&batch, row: row, with: piece)
    }
  }

  private func fill(_ batch: inout Batch<Float>, row: Int, with piece: SequenceTracks.Piece) {
    let sequence = sequences[piece.sequence]
    let base = scaled.panel.offsets[sequence.series]
    for step in 0..<batch.steps {
      let inputs = (step * batch.rows + row) * batch.features
      let targets = (step * batch.rows + row) * batch.outputs
      for place in targets..<targets + batch.outputs { batch.weights[place] = 0 }
      guard step < piece.range.count else {
        for place in inputs..<inputs + batch.features { batch.inputs[place] = 0 }
        continue
      }
      let newest = sequence.newest(piece.range.lowerBound + step)
      let normalizer = scaled.write(
        endingAt: base + newest, width: batch.features, into: &batch.inputs, at: inputs)
      for ahead in 0..<batch.outputs where newest + 1 + ahead < sequence.range.upperBound {
        let value = scaled.storage[base + newest + 1 + ahead]
        batch.weights[targets + ahead] = 1
        batch.targets[targets + ahead] = Float(
          normalizer.input(value) * scaled.scaling.gain.output)
      }
    }
  }
}

extension ScaledPanel {
  /// Writes what a step sees whose newest value lies at `end` of the storage.
  func write(
    endingAt end: Int, width: Int, into inputs: inout [Float], at place: Int
  ) -> WindowNormalizer {
    scaling.write(storage[end - width + 1...end], into: &inputs, at: place)
  }
}

extension Scaling {
  /// Writes what a step sees, which is normalized by its own values, and gives the way back.
  func write(
    _ values: ArraySlice<Normalized>, into inputs: inout [Float], at place: Int
  ) -> WindowNormalizer {
    let normalizer = normalizer(ofWindow: values)
    for (offset, value) in values.enumerated() {
      inputs[place + offset] = Float(normalizer.input(value) * gain.input)
    }
    return normalizer
  }
}
