internal import ArgumentParser
internal import Foretell

/// Trains a character model on a text and scores it on the end of it; scripts/bench_characters.py does the same with
/// PyTorch.
struct CharactersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "characters", abstract: "Train a character model; bits per character and time.")

  @Argument(help: "A text in UTF-8; its last tenth is scored.") var path: String
  @Option(help: "Bytes of it that are used.") var bytes = 100_000
  @Option(help: "Steps of training.") var steps = 600
  @Option(help: "Rows of a batch.") var rows = 32
  @Option(help: "Characters of a row.") var time = 64
  @Option(help: "Width of the embedding.") var width = 32
  @Option(help: "Size of the state.") var hidden = 128
  @Option(help: "Layers.") var layers = 2
  @Option(help: "Learning rate of Adam.") var rate = 2e-3
  @Option(help: "Threads.") var threads = 2
  @Option(help: "Seed.") var seed: UInt64 = 0

  private struct Line: Encodable {
    let characters, alphabet, parameters, steps, threads: Int
    let seed: UInt64
    let train_seconds, ms_per_step, training_bits, test_bits: Double
  }

  func run() throws {
    let data = try InputFile.bytes(of: path).prefix(bytes)
    let text = try CharacterText(String(decoding: data, as: UTF8.self))
    let end = text.classes.count * 9 / 10
    let network = try text.network(
      width: width, hidden: hidden, layers: layers, initializer: Initializer(forgetBias: nil))
    let random = RandomStream(seed: seed)
    let engine = Engine(threads: threads, instructionSet: try InstructionSet.preferred())
    let training = Training(
      optimizer: .adam(learningRate: rate), steps: steps, batchSize: rows, clipNorm: 1,
      loss: .categoricalCrossEntropy)
    let trainer = Trainer(
      network, training: training, steps: time,
      from: TrainingState(
        network.initialParameters(random: random), optimizer: training.optimizer),
      random: random, engine: engine)
    let batches = CharacterBatches(text.classes[..<end], rows: rows, steps: time)
    var losses: [Double] = []
    let seconds = try Stopwatch.seconds {
      try trainer.train(through: batches, upTo: steps) { losses.append($0) }
    }.seconds
    let parameters = trainer.state.parameters
    let tail = losses.suffix(50)
    try JSONLine.print(
      Line(
        characters: text.classes.count, alphabet: text.alphabet.count,
        parameters: network.layout.count, steps: steps, threads: threads, seed: seed,
        train_seconds: seconds, ms_per_step: 1000 * seconds / Double(steps),
        training_bits: tail.reduce(0, +) / Double(tail.count) / 0.693_147_180_559_945_3,
        test_bits: try bitsPerCharacter(
          of: text.classes[end...], network, parameters, engine: engine)))
  }
}
