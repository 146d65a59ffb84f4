internal import ForetellNetworks
internal import ForetellRandom
internal import ForetellSeries

/// A bidirectional network that says how far a plain method is off at every step of a window.
final class ImputationNetwork {
  let window: ImputationWindow
  private let network: RecurrentNetwork
  private let engine: Engine
  private let trainer: Trainer
  private let source: ImputationBatches
  private(set) var parameters: Parameters<Float>

  private static let batchSize = 32

  init(
    _ recipe: ImputationRecipe, window: ImputationWindow, source: ImputationBatches,
    random: RandomStream, engine: Engine
  ) throws {
    self.window = window
    self.source = source
    self.engine = engine
    var configuration = NetworkConfiguration(
      cell: .lstm, inputSize: window.features, hiddenSize: recipe.hiddenSize,
      layers: recipe.layers, outputSize: 1, readout: .everyStep)
    configuration.direction = .bidirectional(merging: .concatenate)
    network = try RecurrentNetwork(configuration)
    let training = Training(
      optimizer: .adam(learningRate: 4e-3), schedule: .cosine(warmup: 0.05),
      steps: recipe.steps, batchSize: Self.batchSize, clipNorm: 1, loss: .meanAbsoluteError)
    parameters = network.initialParameters(random: random.stream("parameters"))
    trainer = Trainer(
      network, training: training, steps: window.steps,
      from: TrainingState(parameters, optimizer: training.optimizer), random: random,
      engine: engine)
  }

  /// Trains on until `step` steps have been taken.
  func train(upTo step: Int, report: (Double) throws -> Void) throws {
    var batch = Self.batch(network, steps: window.steps)
    while trainer.state.step < step {
      source.fill(&batch, step: trainer.state.step)
      try report(trainer.step(on: batch).loss)
    }
    parameters = trainer.state.parameters
  }

  func restore(_ parameters: Parameters<Float>) { self.parameters = parameters }

  private static func batch(_ network: RecurrentNetwork, steps: Int) -> Batch<Float> {
    var batch = Batch<Float>(network.configuration, steps: steps, rows: batchSize)
    batch.mask = Array(repeating: true, count: steps * batchSize)
    return batch
  }

  /// What stands in gaps of a panel, by gap.
  func fill(
    _ gaps: [GapPlan.Gap], of panel: Panel, _ scales: [ImputationScale?]
  ) throws -> [[Double]] {
    let predictor = Predictor(
      network, steps: window.steps, rows: Self.batchSize, engine: engine)
    var batch = Self.batch(network, steps: window.steps)
    var result = gaps.map { [Double](repeating: .nan, count: $0.range.count) }
    var parts = gaps.enumerated().flatMap { number, gap in
      window.parts(of: gap.range).map { (number, gap.series, $0) }
    }[...]
    while !parts.isEmpty {
      try Task.checkCancellation()
      let rows = parts.prefix(Self.batchSize)
      let estimates = rows.enumerated().map { row, part -> GapEstimates? in
        let (_, series, range) = part
        guard let scale = scales[series] else { return nil }
        let values = panel.values(of: series)
        let around = window.around(range, of: values.count)
        let estimates = GapEstimates(
          HiddenValues(values, window: around), over: around, seasons: window.seasons)
        window.fill(&batch, row: row, with: estimates, scale)
        return estimates
      }
      let outputs = predictor.outputs(
        for: batch.inputs, mask: batch.mask, parameters: parameters)
      for (row, part) in rows.enumerated() {
        let (number, series, range) = part
        guard let estimates = estimates[row], let scale = scales[series] else { continue }
        for place in range {
          let step = place - estimates.window.lowerBound
          result[number][place - gaps[number].range.lowerBound] =
            estimates.adjusted[step]
            + scale.deviation * Double(outputs[step * batch.rows + row])
        }
      }
      parts = parts.dropFirst(rows.count)
    }
    return result
  }
}
