internal import ForetellForecasting
internal import ForetellNetworks

/// How far beyond its outermost quantiles the values that came lie, on synthetic series.
struct SyntheticCalibration {
  /// The exponent of ``QuantileCurve`` for which a 95 % interval holds 95 % of them.
  let tail: Double

  init(
    shape: PretrainedShape, parameters: Parameters<Float>, batches: SyntheticBatches, rows: Int,
    engine: Engine
  ) throws {
    let network = try RecurrentNetwork(shape.network(readout: .everyStep))
    var batch = Batch<Float>(network.configuration, steps: shape.trainingSteps, rows: rows)
    let predictor = Predictor(network, steps: shape.trainingSteps, rows: rows, engine: engine)
    var ratios: [Float] = []
    for number in 0..<8 {
      batches.fill(&batch, step: number)
      let outputs = predictor.outputs(for: batch.inputs, parameters: parameters)
      ratios += Self.ratios(of: outputs, batch, shape)
    }
    ratios.sort()
    let place = Double(ratios.count) * 0.95
    let ratio = ratios.isEmpty ? 1.5 : Double(ratios[min(ratios.count - 1, Int(place))])
    tail = PretrainedNetwork.tail(ratio: ratio)
  }

  /// Distances to the median over those of the outermost quantile on the same side.
  private static func ratios(
    of outputs: [Float], _ batch: Batch<Float>, _ shape: PretrainedShape
  ) -> [Float] {
    let quantiles = shape.quantiles
    let (horizon, width) = (quantiles.horizon, quantiles.outputSize)
    var ratios: [Float] = []
    // Neighbouring steps say nearly the same.
    for row in stride(from: 0, to: outputs.count / width, by: 5) {
      let start = row * width
      guard batch.weights[start] > 0 else { continue }
      let bases = Array(
        batch.targets[start + quantiles.levels.count * horizon..<start + width])
      let curve = quantiles.forecasts(of: outputs[start..<start + width], bases: bases)
      for ahead in 0..<horizon {
        let (own, y) = (curve[9 * ahead..<9 * ahead + 9], batch.targets[start + ahead])
        let median = own[own.startIndex + 4]
        let outermost = y > median ? own[own.startIndex + 8] : own[own.startIndex]
        let reach = abs(outermost - median)
        if reach > 1e-6 { ratios.append(abs(y - median) / reach) }
      }
    }
    return ratios
  }
}
