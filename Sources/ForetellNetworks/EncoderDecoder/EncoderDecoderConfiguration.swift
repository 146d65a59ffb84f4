/// The shape of an encoder–decoder: a stack that reads what was observed, and one that goes on from where it
/// ended, a step of time a forecast.
///
///     h⁰ = encoder(x₁ … x_T)                  the last states of every layer, s too for an LSTM
///     hᵏ = decoder(hᵏ⁻¹, [zₖ, fₖ])            k = 1 … H
///     ŷₖ = V·hᵏ + v
///
/// x is what was observed, z what is known of the steps to come, and f, where there is feedback, the value of the
/// step before: the true one in training, as far as the teacher goes, and one of the decoder's own outputs
/// after that. Without feedback it is a direct decoder: z must tell it where it is. Both stacks have the same cell, size and number of layers, and
/// weights of their own.
///
/// *One to many* is the encoder of one step: x₁ is what is known of a thing that has no past yet.
///
/// Source: Cho et al. 2014; Sutskever, Vinyals & Le 2014.
public struct EncoderDecoderConfiguration: Codable, Hashable, Sendable {
  /// What enters a stack at a step.
  public struct Inputs: Codable, Hashable, Sendable {
    /// Numeric features.
    public var numeric: Int
    /// Tables of categorical ones.
    public var embeddings: [Embedding]

    public init(numeric: Int, embeddings: [Embedding] = []) {
      self.numeric = numeric
      self.embeddings = embeddings
    }
  }

  public var cell: CellKind
  /// x, of each observed step.
  public var past: Inputs
  /// z, of each step to come; without what is fed back.
  public var future: Inputs
  /// H, the size of a state.
  public var hiddenSize: Int
  /// L, the layers of each stack.
  public var layers: Int
  /// The share of a layer's outputs that is dropped on the way to the next while training, in both stacks.
  public var dropout: Double
  /// O, the numbers that the head gives at each step.
  public var outputSize: Int
  public var output: OutputActivation
  /// Which output is the next step's input; nil where none is fed back.
  public var feedback: Int?
  public var initializer: Initializer
  /// Whether each layer above the first adds what it receives to what it gives.
  public var isResidual: Bool
  /// Whether a linear map from the decoder's numeric inputs is added to the head's output.
  public var hasSkip: Bool
  /// Whether what each layer gives to a reader is normalized over its units; states are handed over as they are.
  public var normalizesLayers = false
  /// Dropout by masks that stay the same over all steps of a stack; nil drops nothing that way.
  public var variationalDropout: VariationalDropout?

  public init(
    cell: CellKind = .lstm, past: Inputs, future: Inputs, hiddenSize: Int, layers: Int = 1,
    dropout: Double = 0, outputSize: Int = 1, output: OutputActivation = .linear,
    feedback: Int? = nil, initializer: Initializer = Initializer(), isResidual: Bool = false,
    hasSkip: Bool = false
  ) {
    self.cell = cell
    self.past = past
    self.future = future
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
    self.outputSize = outputSize
    self.output = output
    self.feedback = feedback
    self.initializer = initializer
    self.isResidual = isResidual
    self.hasSkip = hasSkip
  }

  /// Refuses sizes that no network has.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) {
    var readEncoder = encoder
    readEncoder.outputSize = 1
    try readEncoder.validate()
    try decoder.validate()
    if let feedback, !(0..<outputSize).contains(feedback) {
      throw NetworkError(
        .configuration, "output \(feedback) is to be fed back, and there are \(outputSize)",
        remedy: "outputs are counted from 0")
    }
  }

  /// The encoder as a stack of layers without a head.
  var encoder: NetworkConfiguration {
    var encoder = NetworkConfiguration(
      cell: cell, inputSize: past.numeric, hiddenSize: hiddenSize, layers: layers,
      dropout: dropout, outputSize: 0, initializer: initializer, isResidual: isResidual,
      embeddings: past.embeddings)
    // Nobody reads its last layer but the decoder's first state.
    encoder.normalizesLayers = normalizesLayers && layers > 1
    encoder.variationalDropout = variationalDropout
    return encoder
  }

  /// The decoder, its head read at every step; what is fed back is its last numeric input.
  package var decoder: NetworkConfiguration {
    var decoder = NetworkConfiguration(
      cell: cell, inputSize: future.numeric + (feedback == nil ? 0 : 1), hiddenSize: hiddenSize,
      layers: layers, dropout: dropout, outputSize: outputSize, output: output,
      readout: .everyStep, initializer: initializer, isResidual: isResidual, hasSkip: hasSkip,
      embeddings: future.embeddings)
    decoder.normalizesLayers = normalizesLayers
    decoder.variationalDropout = variationalDropout
    return decoder
  }
}
