internal import ArgumentParser
internal import Foretell

/// Times training steps and forecasts of encoder–decoders over the grid of the recurrent networks.
///
/// The decoder takes as many steps as the grid's networks have outputs; it is fed with as many known inputs as the encoder
/// has and, as a teacher does, with the value of the step before.
struct EncoderDecoderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoder-decoder",
    abstract: "Time training steps and forecasts of encoder–decoders over a grid of sizes.")

  @Option(help: "Threads.") var threads = 2
  @Option(help: "Seconds a measurement.") var seconds = 0.6
  @Option(help: "Only this cell: LSTM, GRU or RNN.") var cell: String?
  @Option(help: "Only these sizes of the grid, counted from 0.") var size: [Int] = []

  private struct Line: Encodable {
    let cell: String
    let batch, time, inputs, hidden, layers, outputs, threads: Int
    let train_ms, infer_ms: Double
  }

  func run() throws {
    let engine = Engine(threads: threads, instructionSet: try InstructionSet.preferred())
    for (cell, name) in [(CellKind.lstm, "LSTM"), (.gru, "GRU"), (.rnn, "RNN")] {
      guard self.cell == nil || self.cell == name else { continue }
      for (number, size) in RecurrentCommand.grid.enumerated()
      where self.size.isEmpty || self.size.contains(number) {
        try measure(cell, name, size, engine)
      }
    }
  }

  private func measure(
    _ cell: CellKind, _ name: String, _ size: RecurrentCommand.Size, _ engine: Engine
  ) throws {
    let network = try EncoderDecoder(
      EncoderDecoderConfiguration(
        cell: cell, past: .init(numeric: size.inputs), future: .init(numeric: size.inputs),
        hiddenSize: size.hidden, layers: size.layers, feedback: 0))
    let random = RandomStream(seed: 0)
    let parameters = network.initialParameters(random: random)
    let trainer = EncoderDecoderTrainer(
      network, training: Training(batchSize: size.batch), steps: size.time, horizon: size.outputs,
      from: TrainingState(parameters, optimizer: .adam(learningRate: 1e-3)), random: random,
      engine: engine)
    var batch = EncoderDecoderBatch<Float>(
      network.configuration, steps: size.time, horizon: size.outputs, rows: size.batch)
    for i in batch.past.inputs.indices { batch.past.inputs[i] = Float(random[uniformAt: i]) }
    for i in batch.future.inputs.indices { batch.future.inputs[i] = Float(random[uniformAt: i]) }
    for i in batch.future.weights.indices { batch.future.weights[i] = 1 }
    let predictor = EncoderDecoderPredictor(
      network, steps: size.time, rows: size.batch, engine: engine)
    let train = try Stopwatch.medianTime(seconds) { try trainer.step(on: batch) }
    let infer = Stopwatch.medianTime(seconds) {
      _ = predictor.outputs(for: batch, parameters: parameters)
    }
    try JSONLine.print(
      Line(
        cell: name, batch: size.batch, time: size.time, inputs: size.inputs, hidden: size.hidden,
        layers: size.layers, outputs: size.outputs, threads: threads,
        train_ms: (train * 1e3).rounded(to: 4), infer_ms: (infer * 1e3).rounded(to: 4)))
  }
}
