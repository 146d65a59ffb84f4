internal import ForetellNetworks
internal import ForetellNormalization
internal import ForetellSeries
internal import ForetellWindowing

/// Forecasts from windows of a scaled panel and its columns.
struct EncoderDecoderInference {
  private let resolved: ResolvedEncoderDecoder
  private let network: EncoderDecoder
  private let gatherer: EncoderDecoderGatherer
  private let predictor: EncoderDecoderPredictor
  /// Windows a batch.
  private let rows: Int

  init(
    _ resolved: ResolvedEncoderDecoder, gatherer: EncoderDecoderGatherer, windows: Int,
    threads: Int?
  ) throws {
    self.resolved = resolved
    self.gatherer = gatherer
    network = try EncoderDecoder(resolved.network)
    rows = max(1, min(windows, 256))
    // A handful of windows is done before a second thread has woken.
    let engine = Engine(
      threads: windows > 32 ? threads : 1, instructionSet: try InstructionSet.preferred())
    predictor = EncoderDecoderPredictor(
      network, steps: resolved.steps, rows: rows, engine: engine)
  }

  /// The `horizon` values after each window on the original scale, the mean over members.
  func forecasts(
    of windows: [Window], members: [Parameters<Float>], horizon: Int
  ) -> [[Double]] {
    stride(from: 0, to: windows.count, by: rows).flatMap { start in
      batch(Array(windows[start..<min(start + rows, windows.count)]), members, horizon)
    }
  }

  private func batch(
    _ windows: [Window], _ members: [Parameters<Float>], _ horizon: Int
  ) -> [[Double]] {
    var batch = EncoderDecoderBatch<Float>(
      resolved.network, steps: resolved.steps, horizon: horizon, rows: rows)
    let normalizers = windows.enumerated().map { row, window in
      gatherer.fill(&batch, row: row, with: window)
        .after(gatherer.scaled.normalizers[window.series])
    }
    var sums = windows.map { _ in [Double](repeating: 0, count: horizon) }
    for member in members {
      let outputs = predictor.outputs(for: batch, parameters: member)
      for (row, normalizer) in normalizers.enumerated() {
        for step in 0..<horizon {
          let output = Double(outputs[step * rows + row]) / gatherer.scaled.scaling.gain.output
          // Divided before they are added: the sum of two numbers of 10³⁰⁸ is infinite.
          sums[row][step] += normalizer.restore(Normalized(output)) / Double(members.count)
        }
      }
    }
    return sums
  }
}
