// Written out because of the fields that came later: a model file without them still reads, and a network
// that does not use them is written as it was before.
extension NetworkConfiguration {
  private enum CodingKeys: String, CodingKey {
    case cell, inputSize, hiddenSize, layers, dropout, outputSize, output, readout, initializer
    case isResidual, hasSkip, segmentLength, embeddings
    case direction, normalizesLayers, variationalDropout, dilations
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      cell: try container.decode(CellKind.self, forKey: .cell),
      inputSize: try container.decode(Int.self, forKey: .inputSize),
      hiddenSize: try container.decode(Int.self, forKey: .hiddenSize),
      layers: try container.decode(Int.self, forKey: .layers),
      dropout: try container.decode(Double.self, forKey: .dropout),
      outputSize: try container.decode(Int.self, forKey: .outputSize),
      output: try container.decode(OutputActivation.self, forKey: .output),
      readout: try container.decode(Readout.self, forKey: .readout),
      initializer: try container.decode(Initializer.self, forKey: .initializer))
    isResidual = try container.decodeIfPresent(Bool.self, forKey: .isResidual) ?? false
    hasSkip = try container.decodeIfPresent(Bool.self, forKey: .hasSkip) ?? false
    segmentLength = try container.decodeIfPresent(Int.self, forKey: .segmentLength)
    direction = try container.decodeIfPresent(Direction.self, forKey: .direction) ?? .forward
    normalizesLayers =
      try container.decodeIfPresent(Bool.self, forKey: .normalizesLayers) ?? false
    variationalDropout = try container.decodeIfPresent(
      VariationalDropout.self, forKey: .variationalDropout)
    embeddings = try container.decodeIfPresent([Embedding].self, forKey: .embeddings) ?? []
    dilations = try container.decodeIfPresent([[Int]].self, forKey: .dilations) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cell, forKey: .cell)
    try container.encode(inputSize, forKey: .inputSize)
    try container.encode(hiddenSize, forKey: .hiddenSize)
    try container.encode(layers, forKey: .layers)
    try container.encode(dropout, forKey: .dropout)
    try container.encode(outputSize, forKey: .outputSize)
    try container.encode(output, forKey: .output)
    try container.encode(readout, forKey: .readout)
    try container.encode(initializer, forKey: .initializer)
    if isResidual { try container.encode(true, forKey: .isResidual) }
    if hasSkip { try container.encode(true, forKey: .hasSkip) }
    try container.encodeIfPresent(segmentLength, forKey: .segmentLength)
    if direction != .forward { try container.encode(direction, forKey: .direction) }
    if normalizesLayers { try container.encode(true, forKey: .normalizesLayers) }
    try container.encodeIfPresent(variationalDropout, forKey: .variationalDropout)
    if !embeddings.isEmpty { try container.encode(embeddings, forKey: .embeddings) }
    if !dilations.isEmpty { try container.encode(dilations, forKey: .dilations) }
  }
}
