internal import ArgumentParser
internal import Foretell

/// Times training steps and inference over the grid of the peers' PyTorch script, with its keys.
struct RecurrentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recurrent", abstract: "Time training steps and inference over a grid of sizes.")

  @Option(help: "Threads.") var threads = 2
  @Option(help: "Seconds a measurement.") var seconds = 0.6
  @Option(help: "Only this cell: LSTM, GRU or RNN.") var cell: String?
  @Flag(help: "Leave training out.") var inferenceOnly = false
  @Flag(help: "Both directions side by side.") var bidirectional = false
  @Option(help: "Only these sizes of the grid, counted from 0.") var size: [Int] = []
  @Option(
    help: """
      Instead of the grid's layers a residual stack that looks so many steps back, such as 1,2/4,8; the grid of \
      scripts/torch_dilated.py.
      """)
  var dilations: String?

  struct Size {
    let batch, time, inputs, hidden, layers, outputs: Int
  }

  static let grid = [
    Size(batch: 32, time: 24, inputs: 1, hidden: 32, layers: 1, outputs: 12),
    Size(batch: 32, time: 48, inputs: 1, hidden: 64, layers: 1, outputs: 12),
    Size(batch: 32, time: 96, inputs: 8, hidden: 64, layers: 2, outputs: 24),
    Size(batch: 128, time: 48, inputs: 1, hidden: 128, layers: 1, outputs: 24),
    Size(batch: 128, time: 96, inputs: 8, hidden: 128, layers: 2, outputs: 24),
    Size(batch: 256, time: 96, inputs: 16, hidden: 256, layers: 2, outputs: 96),
    Size(batch: 1, time: 48, inputs: 1, hidden: 64, layers: 1, outputs: 12),
  ]

  private struct Line: Encodable {
    let cell: String
    let batch, time, inputs, hidden, layers, outputs, threads: Int
    let train_ms, infer_ms, train_gflops, infer_gflops: Double
  }

  func run() throws {
    let engine = Engine(threads: threads, instructionSet: try InstructionSet.preferred())
    for (cell, name) in [(CellKind.lstm, "LSTM"), (.gru, "GRU"), (.rnn, "RNN")] {
      guard self.cell == nil || self.cell == name else { continue }
      for (number, shape) in try sizes().enumerated() where size.isEmpty || size.contains(number) {
        try measure(cell, name, shape, engine)
      }
    }
  }

  /// Blocks of dilations; empty without any.
  private func blocks() throws -> [[Int]] {
    guard let dilations else { return [] }
    guard case .blocks(let blocks)? = Dilations(dilations) else {
      throw ValidationError("‘\(dilations)’ are no dilations, such as 1,2/4,8.")
    }
    return blocks
  }

  private func sizes() throws -> [Size] {
    let layers = try blocks().reduce(0) { $0 + $1.count }
    guard layers > 0 else { return Self.grid }
    return [0, 1, 2, 3, 6].map {
      let size = Self.grid[$0]
      return Size(
        batch: size.batch, time: size.time, inputs: size.inputs, hidden: size.hidden,
        layers: layers, outputs: size.outputs)
    }
  }

  private func measure(_ cell: CellKind, _ name: String, _ size: Size, _ engine: Engine) throws {
    var configuration = NetworkConfiguration(
      cell: cell, inputSize: size.inputs, hiddenSize: size.hidden, layers: size.layers,
      outputSize: size.outputs)
    if bidirectional { configuration.direction = .bidirectional(merging: .concatenate) }
    configuration.dilations = try blocks()
    configuration.isResidual = dilations != nil
    let network = try RecurrentNetwork(configuration)
    let random = RandomStream(seed: 0)
    let parameters = network.initialParameters(random: random)
    let trainer = Trainer(
      network, training: Training(batchSize: size.batch), steps: size.time,
      from: TrainingState(parameters, optimizer: .adam(learningRate: 1e-3)), random: random,
      engine: engine)
    var batch = Batch<Float>(network.configuration, steps: size.time, rows: size.batch)
    for index in batch.inputs.indices { batch.inputs[index] = Float(random[uniformAt: index]) }
    for index in batch.weights.indices { batch.weights[index] = 1 }
    let predictor = Predictor(network, steps: size.time, rows: size.batch, engine: engine)
    let train =
      inferenceOnly ? 0 : try Stopwatch.medianTime(seconds) { try trainer.step(on: batch) }
    let infer = Stopwatch.medianTime(seconds) {
      _ = predictor.outputs(for: batch.inputs, parameters: parameters)
    }
    let directions = bidirectional ? 2 : 1
    let products = (0..<size.layers).reduce(0) {
      $0 + directions * (($1 == 0 ? size.inputs : directions * size.hidden) + size.hidden)
    }
    let operations = Double(2 * cell.gateCount * size.hidden * products * size.batch * size.time)
    try JSONLine.print(
      Line(
        cell: name, batch: size.batch, time: size.time, inputs: size.inputs, hidden: size.hidden,
        layers: size.layers, outputs: size.outputs, threads: threads,
        train_ms: (train * 1e3).rounded(to: 4), infer_ms: (infer * 1e3).rounded(to: 4),
        train_gflops: train == 0 ? 0 : (3 * operations / train / 1e9).rounded(to: 1),
        infer_gflops: (operations / infer / 1e9).rounded(to: 1)))
  }
}

extension Stopwatch {
  /// The median of five means, within about so many seconds in all, as the peers' script takes it.
  static func medianTime(_ seconds: Double, _ action: () throws -> Void) rethrows -> Double {
    for _ in 0..<3 { try action() }
    let once = try Stopwatch.seconds(action).seconds
    let count = max(1, Int(seconds / 5 / max(1e-6, once)))
    return try (0..<5).map { _ in
      try Stopwatch.seconds { for _ in 0..<count { try action() } }.seconds / Double(count)
    }.median
  }
}
