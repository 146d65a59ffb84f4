import Foretell

/// A text as numbers: each distinct character is a category.
struct CharacterText {
  /// The characters that occur, in their order; character k is category k + 1 of the embedding and class k of the
  /// outputs.
  let alphabet: [Character]
  /// The text as classes.
  let classes: [Int]

  /// - Throws: `NetworkError` where there are not two different characters to tell apart.
  init(_ text: String) throws {
    alphabet = Set(text).sorted()
    guard alphabet.count > 1 else {
      throw NetworkError(
        .configuration,
        text.isEmpty
          ? "the text has no characters" : "all characters of the text are ‘\(alphabet[0])’",
        remedy: "give a text with something to learn")
    }
    let numbers = Dictionary(
      uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })
    classes = text.compactMap { numbers[$0] }
  }

  /// Embedding, stacked LSTM, softmax over the alphabet.
  func network(
    width: Int, hidden: Int, layers: Int, initializer: Initializer = Initializer()
  ) throws -> RecurrentNetwork {
    try RecurrentNetwork(
      NetworkConfiguration(
        cell: .lstm, inputSize: 0, hiddenSize: hidden, layers: layers,
        outputSize: alphabet.count, output: .softmax, readout: .everyStep, initializer: initializer,
        embeddings: [Embedding(categories: alphabet.count, width: width)]))
  }
}

/// Pieces of a text, each with the characters that follow; row by row they go on from batch to batch.
struct CharacterBatches: SequenceSource {
  let classes: ArraySlice<Int>
  let tracks: SequenceTracks

  init(_ classes: ArraySlice<Int>, rows: Int, steps: Int) {
    self.classes = classes
    // The last character has none after it to learn.
    tracks = SequenceTracks(lengths: [classes.count - 1], rows: rows, steps: steps)
  }

  func fill(_ batch: inout Batch<Float>, restarts: inout [Bool], step: Int) {
    for row in 0..<batch.rows {
      let piece = tracks[step, row]
      restarts[row] = piece.restarts
      for t in 0..<batch.steps {
        let place = t * batch.rows + row
        let isThere = t < piece.range.count
        let position = classes.startIndex + piece.range.lowerBound + (isThere ? t : 0)
        batch.categories[place] = Int32(classes[position] + 1)
        batch.targets[place] = Float(classes[position + 1])
        batch.weights[place] = isThere ? 1 : 0
      }
    }
  }
}

/// The mean of −log₂ p over all characters but the first, the text read from its beginning in one go.
func bitsPerCharacter(
  of classes: ArraySlice<Int>, _ network: RecurrentNetwork, _ parameters: Parameters<Float>,
  engine: Engine
) throws -> Double {
  let source = CharacterBatches(classes, rows: 1, steps: 256)
  var batch = Batch<Float>(
    network.configuration, steps: 256, rows: 1, loss: .categoricalCrossEntropy)
  var (state, restarts) = (RecurrentState<Float>(zerosFor: network), [true])
  var sum = 0.0
  for step in 0..<source.tracks.batchesPerPass {
    source.fill(&batch, restarts: &restarts, step: step)
    let loss = try network.lossAndGradient(
      parameters, on: batch, from: &state, loss: .categoricalCrossEntropy, engine: engine
    ).loss
    sum += loss * Double(batch.weights.reduce(0, +))
  }
  // From natural units to bits: over ln 2.
  return sum / Double(classes.count - 1) / 0.693_147_180_559_945_3
}
