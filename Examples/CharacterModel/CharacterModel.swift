import ArgumentParser
import Foretell

/// Learns a text character by character, then writes on in its manner.
///
/// The engine is not about time series alone: an embedding in the place of a number, a softmax and a cross-entropy
/// in the place of a forecast and its error, and the same recurrent layers between them.
@main struct CharacterModel: ParsableCommand {
  @Argument(help: "A text in UTF-8.") var path = "Examples/CharacterModel/text.txt"
  @Option(help: "Steps of training.") var steps = 400
  @Option(help: "Characters to write.") var length = 300
  @Option(help: "What the text begins with.") var prompt = "So long"
  @Option(help: "1 draws as the network says, less makes the likely likelier.") var temperature =
    0.7
  @Option var seed: UInt64 = 0

  func run() throws {
    let text = try CharacterText(String(decoding: InputFile.bytes(of: path), as: UTF8.self))
    let network = try text.network(width: 24, hidden: 96, layers: 2)
    let random = RandomStream(seed: seed)
    // Eight rows are too few to share.
    let engine = Engine(threads: 1, instructionSet: try InstructionSet.preferred())

    // Eight tracks through the text, 32 characters of each a batch. The gradient ends at the batch's first character,
    // the state does not.
    let training = Training(
      optimizer: .adam(learningRate: 1e-2), schedule: .cosine(), steps: steps, batchSize: 8,
      loss: .categoricalCrossEntropy)
    let trainer = Trainer(
      network, training: training, steps: 32,
      from: TrainingState(
        network.initialParameters(random: random), optimizer: training.optimizer),
      random: random, engine: engine)
    let batches = CharacterBatches(text.classes[...], rows: 8, steps: 32)
    try trainer.train(through: batches, upTo: steps) { loss in
      let step = trainer.state.step
      // The loss is in natural units; over ln 2 it is in bits.
      if step % 100 == 0 { print("step \(step): \(rounded(loss / 0.693_147)) bits a character") }
    }
    let bits = try bitsPerCharacter(
      of: text.classes[...], network, trainer.state.parameters, engine: engine)
    print("the text as a whole: \(rounded(bits)) bits a character\n")
    print(try written(by: trainer.state.parameters, network, text, random, engine))
  }

  /// Draws one character after the other; each is what the network sees next.
  private func written(
    by parameters: Parameters<Float>, _ network: RecurrentNetwork, _ text: CharacterText,
    _ random: RandomStream, _ engine: Engine
  ) throws -> String {
    // Sums over the temperature: the head's weights and biases over it.
    var cooled = parameters
    for view in network.layout.views where view.name.hasPrefix("head.") {
      cooled[view] = parameters[view].map { $0 / Float(temperature) }[...]
    }
    let stepper = NetworkStepper(network, parameters: cooled, engine: engine)
    var state = stepper.initialState()
    var probabilities = [Float](repeating: 0, count: text.alphabet.count)
    var result = prompt
    for character in prompt {
      // A character that was never seen is category 0.
      let category = (text.alphabet.firstIndex(of: character) ?? -1) + 1
      try stepper.step([], categories: [Int32(category)], carrying: &state, into: &probabilities)
    }
    for place in 0..<length {
      var rest = Float(random.stream("sample")[uniformAt: place])
      let drawn = probabilities.firstIndex { probability in
        rest -= probability
        return rest < 0
      }
      let next = drawn ?? text.alphabet.count - 1
      result.append(text.alphabet[next])
      try stepper.step([], categories: [Int32(next + 1)], carrying: &state, into: &probabilities)
    }
    return result
  }

  func validate() throws {
    guard temperature > 0, steps > 0, length >= 0, !prompt.isEmpty else {
      throw ValidationError(
        "Steps and temperature must be above 0, and the prompt must not be empty.")
    }
  }

  private func rounded(_ x: Double) -> Double { (x * 1000).rounded() / 1000 }
}
