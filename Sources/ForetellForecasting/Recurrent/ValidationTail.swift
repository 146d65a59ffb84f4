internal import ForetellNetworks
internal import ForetellSeries
internal import ForetellWindowing

/// The windows held back, cut once and scored at every look.
struct ValidationTail {
  /// More windows than these would take longer than the training between two looks.
  static let mostWindows = 2048

  private let resolved: ResolvedRecipe
  private let batch: Batch<Float>
  private let predictor: Predictor

  /// Whether nothing was observed that could be scored.
  var isEmpty: Bool { !batch.weights.contains { $0 > 0 } }

  /// Windows whose targets at every step fit into 256 MB.
  static func affordableWindows(_ resolved: ResolvedRecipe) -> Int {
    max(1, 1 << 26 / (resolved.steps * resolved.network.outputSize))
  }

  init(_ resolved: ResolvedRecipe, scaled: ScaledPanel, held: Int, threads: Int?) throws {
    self.resolved = resolved
    let index = WindowIndex(validatingOn: scaled.panel, shape: resolved.shape, tail: held)
    let rows = min(index.count, Self.mostWindows, Self.affordableWindows(resolved))
    var configuration = resolved.network
    configuration.readout = .lastStep
    let loss = resolved.training.loss
    var batch = Batch<Float>(configuration, steps: resolved.steps, rows: rows, loss: loss)
    // Inputs as they were trained on; the targets of the last step alone.
    let gatherer = WindowGatherer(
      scaled: scaled, shape: resolved.shape, readout: resolved.network.readout, ends: index.ends)
    var trained = Batch<Float>(resolved.network, steps: resolved.steps, rows: rows, loss: loss)
    for row in 0..<rows {
      gatherer.fill(&trained, row: row, with: index[row * index.count / rows])
    }
    batch.inputs = trained.inputs
    batch.targets = Array(trained.targets.suffix(batch.targets.count))
    batch.weights = Array(trained.weights.suffix(batch.weights.count))
    self.batch = batch
    predictor = Predictor(
      try RecurrentNetwork(configuration), steps: resolved.steps, rows: rows,
      engine: Engine(
        threads: rows > 32 ? threads : 1, instructionSet: try InstructionSet.preferred()))
  }

  /// The mean squared error of the members' mean output; of quantiles their mean pinball loss.
  func loss(of members: [Parameters<Float>]) -> Double {
    let width = resolved.outputsPerStep
    var mean = [Double](repeating: 0, count: batch.targets.count * width)
    for member in members {
      let outputs = resolved.values(
        of: predictor.outputs(for: batch.inputs, parameters: member)[...])
      for index in mean.indices { mean[index] += Double(outputs[index]) / Double(members.count) }
    }
    if let quantiles = resolved.quantiles { return pinballLoss(of: mean, quantiles) }
    var (sum, weight) = (0.0, 0.0)
    for index in mean.indices where batch.weights[index] > 0 {
      let error = mean[index] - Double(batch.targets[index])
      sum += error * error
      weight += 1
    }
    return weight > 0 ? sum / weight : 0
  }

  private func pinballLoss(of values: [Double], _ quantiles: OrderedQuantiles) -> Double {
    let width = quantiles.levels.count
    var (sum, weight) = (0.0, 0.0)
    for index in batch.targets.indices where batch.weights[index] > 0 {
      for (place, level) in quantiles.levels.enumerated() {
        let error = Double(batch.targets[index]) - values[index * width + place]
        sum += max(level * error, (level - 1) * error)
      }
      weight += Double(width)
    }
    return weight > 0 ? sum / weight : 0
  }
}
