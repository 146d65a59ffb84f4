internal import ArgumentParser
internal import Foretell

/// Is the memory of training what its formula says? One size a process, since a peak never falls.
struct MemoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Compare the formula of training memory with what the system measures.")

  @Option(help: "The cell.") var cell = "lstm"
  @Option(help: "Time steps.") var steps = 96
  @Option(help: "Windows a step.") var batch = 256
  @Option(help: "Size of the state.") var hidden = 128
  @Option(help: "Layers.") var layers = 2
  @Option(help: "Outputs a readout.") var outputs = 24
  @Flag(help: "Forecasting instead of training.") var predict = false

  private struct Line: Encodable {
    let cell: String
    let steps, batch, hidden, layers, outputs: Int
    let predict: Bool
    let formula_mb, measured_mb, measured_to_formula: Double
  }

  func run() throws {
    guard let kind = CellKind(rawValue: cell) else {
      throw ValidationError("--cell does not know ‘\(cell)’; say lstm, gru or rnn.")
    }
    let network = try RecurrentNetwork(
      NetworkConfiguration(
        cell: kind, inputSize: 8, hiddenSize: hidden, layers: layers, outputSize: outputs))
    let engine = Engine(instructionSet: try InstructionSet.preferred())
    let before = Memory.peakBytes()
    try predict ? forecast(network, engine) : train(network, engine)
    let measured = Double(Memory.peakBytes() - before)
    let formula = Double(
      predict
        ? network.predictionBytes(steps: steps, rows: batch)
        : network.trainingBytes(steps: steps, rows: batch))
    try JSONLine.print(
      Line(
        cell: cell, steps: steps, batch: batch, hidden: hidden, layers: layers, outputs: outputs,
        predict: predict, formula_mb: (formula * 1e-6).rounded(to: 1),
        measured_mb: (measured * 1e-6).rounded(to: 1),
        measured_to_formula: (measured / formula).rounded(to: 3)))
  }

  private func train(_ network: RecurrentNetwork, _ engine: Engine) throws {
    let random = RandomStream(seed: 0)
    let trainer = Trainer(
      network, training: Training(batchSize: batch), steps: steps,
      from: TrainingState(
        network.initialParameters(random: random), optimizer: .adam(learningRate: 1e-3)),
      random: random, engine: engine)
    var windows = Batch<Float>(network.configuration, steps: steps, rows: batch)
    for index in windows.weights.indices { windows.weights[index] = 1 }
    for _ in 0..<3 { try trainer.step(on: windows) }
  }

  private func forecast(_ network: RecurrentNetwork, _ engine: Engine) {
    let parameters = network.initialParameters(random: RandomStream(seed: 0))
    let predictor = Predictor(network, steps: steps, rows: batch, engine: engine)
    let inputs = [Float](repeating: 1, count: steps * batch * 8)
    for _ in 0..<3 { _ = predictor.outputs(for: inputs, parameters: parameters) }
  }
}
