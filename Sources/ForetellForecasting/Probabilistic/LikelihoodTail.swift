internal import ForetellNetworks

/// The values held back, and how probable a network finds them one step ahead.
struct LikelihoodTail {
  private let resolved: ResolvedLikelihood
  private let rows: [LikelihoodWindows.Window]
  private let batch: Batch<Float>
  private let predictor: Predictor

  /// Windows of a tail that are looked at, at the most.
  static let mostRows = 256

  init(
    _ resolved: ResolvedLikelihood, _ windows: LikelihoodWindows, held: Int, engine: Engine
  ) throws {
    self.resolved = resolved
    rows = windows.tail(of: held, most: Self.mostRows)
    let steps = resolved.context + held
    var batch = Batch<Float>(
      resolved.network, steps: steps, rows: max(1, rows.count), loss: resolved.training.loss)
    for (row, window) in rows.enumerated() { windows.fill(&batch, row: row, with: window) }
    self.batch = batch
    predictor = Predictor(
      try RecurrentNetwork(resolved.network), steps: steps, rows: max(1, rows.count),
      engine: engine)
  }

  /// Nil where nothing was observed.
  func loss(of parameters: Parameters<Float>) -> Double? {
    let outputs = predictor.outputs(
      for: batch.inputs, categories: batch.categories, parameters: parameters)
    let width = resolved.likelihood.outputSize
    var (sum, count) = (0.0, 0)
    for step in resolved.context..<batch.steps {
      for row in rows.indices {
        let place = step * batch.rows + row
        guard batch.weights[2 * place] > 0 else { continue }
        let unit = Double(batch.targets[2 * place + 1])
        let law = resolved.likelihood.distribution(
          of: outputs[place * width..<(place + 1) * width], unit: unit)
        sum -= law.logProbability(of: Double(batch.targets[2 * place]))
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : nil
  }
}
