// Forecasts decoded a segment at a time; see ``NetworkConfiguration/segmentLength``.
extension ShardPass {
  private var segments: Int { configuration.segments }

  /// The decoder as a layer of one step, with the encoder's weights and a row for each segment of each
  /// window.
  private func decoderPass(_ decoder: LayerTape<S>) -> LayerPass<S> {
    LayerPass(
      kernels: kernels, steps: 1, rows: rows * segments, places: rows * segments,
      inputSize: configuration.inputSize(of: 0), hiddenSize: configuration.hiddenSize,
      input: decoder.input, tape: decoder,
      weights: weights.layers[0])
  }

  /// One step for each segment from the encoder's last state.
  func decodeSegments(_ decoder: LayerTape<S>) {
    let (pass, encoder) = (decoderPass(decoder), layerPass(0))
    for row in 0..<rows {
      (decoder.input + row * segments * pass.inputSize).update(
        from: weights.positions, count: segments * pass.inputSize)
    }
    spread(encoder.hidden(steps), over: pass.hidden(0))
    if decoder.hasCellState { spread(encoder.cell(steps), over: pass.cell(0)) }
    pass.run(configuration.cell, .advance)
    if drops { dropDecoded(decoder) }
  }

  /// Drops some of the states on the way to the head; all segments of a window lose the same units.
  private func dropDecoded(_ decoder: LayerTape<S>) {
    let count = segments * stateCount
    // The factors of a row stand where its first segment's belong, at the end, until they are spread.
    let drawn = decoder.dropout + count - stateCount
    drawDropout(of: configuration.layers, block: 0, into: drawn)
    spread(drawn, over: decoder.dropout)
    tape.readSums.update(from: decoder.hidden + count, count: count)
    kernels.multiply(count, decoder.dropout, tape.readSums)
  }

  /// The gradient of the decoder's outputs, back to the encoder's last state.
  ///
  /// The decoder's part of the weights' gradient is where the encoder will add its own.
  func backwardThroughSegments(_ decoder: LayerTape<S>) {
    let (pass, encoder) = (decoderPass(decoder), layerPass(0))
    if drops { kernels.multiply(segments * stateCount, decoder.dropout, decoder.doutput) }
    pass.run(configuration.cell, .backward(dinput: tape.dposition))
    if let view = layout.positions {
      let gradient = tape.headGradient + view.offset - layout.headWeight.offset
      for row in 0..<rows {
        kernels.add(view.count, tape.dposition + row * view.count, gradient)
      }
    }
    collect(decoder.dhidden, into: encoder.tape.dhidden)
    if decoder.hasCellState { collect(decoder.dcell, into: encoder.tape.dcell) }
    encoder.tape.doutput.update(repeating: 0, count: steps * stateCount)
    encoder.tape.gradient.values.update(
      from: decoder.gradient.values, count: decoder.gradient.count)
    encoder.run(configuration.cell, .retreat(dinput: dinput(of: 0)))
  }

  /// A state a row, copied for each segment.
  private func spread(_ states: UnsafePointer<S>, over target: UnsafeMutablePointer<S>) {
    let hidden = configuration.hiddenSize
    for row in 0..<rows * segments {
      (target + row * hidden).update(from: states + row / segments * hidden, count: hidden)
    }
  }

  /// The sum over the segments of each row.
  private func collect(_ parts: UnsafePointer<S>, into target: UnsafeMutablePointer<S>) {
    let hidden = configuration.hiddenSize
    target.update(repeating: 0, count: stateCount)
    for row in 0..<rows * segments {
      kernels.add(hidden, parts + row * hidden, target + row / segments * hidden)
    }
  }
}
