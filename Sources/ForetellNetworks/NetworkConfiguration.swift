/// The shape of a recurrent network: a stack of layers of one cell, and a dense head.
public struct NetworkConfiguration: Codable, Hashable, Sendable {
  public var cell: CellKind
  /// F, the numeric features of a step.
  public var inputSize: Int
  /// H, the size of the state.
  public var hiddenSize: Int
  /// L, how many layers are stacked.
  public var layers: Int
  /// The share of a layer's outputs that is dropped on the way to the next layer while training; and of the
  /// decoder's on the way to the head, where segments are decoded.
  public var dropout: Double
  /// O, the numbers the head gives.
  public var outputSize: Int
  public var output: OutputActivation
  public var readout: Readout
  public var initializer: Initializer
  /// Whether each layer above the first adds what it receives to what it gives; with ``dilations`` each block of layers
  /// above the first.
  public var isResidual: Bool
  /// Whether a linear map from a step's input is added to the head's output; it starts at zero and has no
  /// bias.
  public var hasSkip: Bool
  /// Outputs that one step of the decoder gives; nil where the head gives all of them at once.
  ///
  /// The state after the last input is then the start of a single further step for each segment of the
  /// outputs: the same cell, fed with a learned vector in the place of an input, which says which segment
  /// it is. The head, of this many outputs, is shared by all segments (SegRNN, Lin et al. 2023).
  public var segmentLength: Int?
  /// Which way through time the layers run.
  public var direction = Direction.forward
  /// Whether what each layer gives is normalized over its units; see ``NetworkConfiguration/layerNormalizationEpsilon``.
  public var normalizesLayers = false
  /// Dropout by masks that stay the same over all steps of a window; nil drops nothing that way.
  public var variationalDropout: VariationalDropout?
  /// Steps that each layer looks back, by blocks of layers from the lowest; empty where all look back one.
  ///
  ///     h_t = cell(h_{t−d}, x_t)      h_t = 0 for t ≤ 0
  ///
  /// The blocks are what shortcuts go around where the stack is residual: `[[1, 2], [4, 8]]` adds what the third layer
  /// receives to what the fourth gives. Source: Chang et al. 2017; Smyl 2020.
  public var dilations: [[Int]] = []
  /// C tables for categorical inputs, whose vectors stand behind the numeric features of a step.
  public var embeddings: [Embedding]

  public init(
    cell: CellKind = .lstm, inputSize: Int = 1, hiddenSize: Int, layers: Int = 1,
    dropout: Double = 0, outputSize: Int, output: OutputActivation = .linear,
    readout: Readout = .lastStep, initializer: Initializer = Initializer(),
    isResidual: Bool = false, hasSkip: Bool = false, segmentLength: Int? = nil,
    embeddings: [Embedding] = []
  ) {
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
    self.outputSize = outputSize
    self.output = output
    self.readout = readout
    self.initializer = initializer
    self.isResidual = isResidual
    self.hasSkip = hasSkip
    self.segmentLength = segmentLength
    self.embeddings = embeddings
  }

  /// Refuses sizes that no network has.
  ///
  /// - Throws: ``NetworkError`` with `.configuration`.
  public func validate() throws(NetworkError) {
    let sizes = [
      ("input size", inputSize, (embeddings.isEmpty ? 1 : 0)...65_536),
      ("hidden size", hiddenSize, 1...16_384),
      ("number of layers", layers, 1...64), ("output size", outputSize, 1...65_536),
    ]
    for (name, size, range) in sizes where !range.contains(size) {
      throw NetworkError(
        .configuration, "the \(name) is \(size)",
        remedy: "it must lie within \(range.lowerBound) … \(range.upperBound)")
    }
    guard dropout >= 0, dropout < 1 else {
      throw NetworkError(
        .configuration, "the dropout is \(dropout)", remedy: "it must be at least 0 and below 1")
    }
    if let segmentLength { try validate(segmentLength: segmentLength) }
    try validateStack()
    for embedding in embeddings { try embedding.validate() }
  }

  private func validate(segmentLength: Int) throws(NetworkError) {
    guard segmentLength > 0, outputSize % segmentLength == 0 else {
      throw NetworkError(
        .configuration, "\(outputSize) outputs do not make segments of \(segmentLength)",
        remedy: "the output size must be a multiple of the segment length")
    }
    guard output != .softmax else {
      throw NetworkError(
        .configuration, "a softmax goes over all outputs of a readout, segments or not",
        remedy: "leave the segments, or the softmax")
    }
    guard layers == 1, readout == .lastStep else {
      throw NetworkError(
        .configuration, "segments are decoded from the last state of a single layer",
        remedy: "use one layer, read at its last step")
    }
  }

  /// m, the segments that are decoded; 1 where the head gives all outputs at once.
  var segments: Int { segmentLength.map { outputSize / $0 } ?? 1 }

  /// Outputs of the head.
  var headSize: Int { segmentLength ?? outputSize }

  /// Whether a layer receives something else than the states of the one below.
  func hasOwnInput(_ layer: Int, drops: Bool) -> Bool {
    layer == 0 || drops || hasJunctions || shortcut(endingAt: layer - 1) != nil
  }

  /// Features that a layer receives.
  func inputSize(of layer: Int) -> Int {
    layer == 0 ? embeddings.reduce(inputSize) { $0 + $1.width } : stateSize
  }
}
