extension EncoderDecoderConfiguration {
  private enum CodingKeys: String, CodingKey {
    case cell, past, future, hiddenSize, layers, dropout, outputSize, output, feedback
    case initializer, isResidual, hasSkip, normalizesLayers, variationalDropout
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      cell: try container.decode(CellKind.self, forKey: .cell),
      past: try container.decode(Inputs.self, forKey: .past),
      future: try container.decode(Inputs.self, forKey: .future),
      hiddenSize: try container.decode(Int.self, forKey: .hiddenSize),
      layers: try container.decode(Int.self, forKey: .layers),
      dropout: try container.decode(Double.self, forKey: .dropout),
      outputSize: try container.decode(Int.self, forKey: .outputSize),
      output: try container.decode(OutputActivation.self, forKey: .output),
      feedback: try container.decodeIfPresent(Int.self, forKey: .feedback),
      initializer: try container.decode(Initializer.self, forKey: .initializer),
      isResidual: try container.decode(Bool.self, forKey: .isResidual),
      hasSkip: try container.decode(Bool.self, forKey: .hasSkip))
    // Fields that came later.
    normalizesLayers =
      try container.decodeIfPresent(Bool.self, forKey: .normalizesLayers) ?? false
    variationalDropout = try container.decodeIfPresent(
      VariationalDropout.self, forKey: .variationalDropout)
  }
}
