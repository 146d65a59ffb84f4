internal import ForetellNetworks
internal import ForetellNormalization

extension RecurrentRecipe {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case horizon, cell, hiddenSize, layers, dropout, strategy, readout, output, initializer
    case inputSize, width, stride, seasonLength, normalization, training, sampling, members
    case validationSize, refitsOnAllData, seed, segmentLength
    case dilations, isResidual, normalizesLayers, variationalDropout
  }

  /// The names of all fields, as JSON spells them.
  public static var fieldNames: [String] { CodingKeys.allCases.map(\.rawValue) }

  /// Reads a recipe; whatever is left out is what a new recipe has.
  ///
  /// So a configuration file need only say what it changes, and a model file from before a field was
  /// invented still reads.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<T: Decodable>(_ key: CodingKeys, into value: inout T) throws {
      if let found = try container.decodeIfPresent(T.self, forKey: key) { value = found }
    }
    self.init(horizon: try container.decodeIfPresent(Int.self, forKey: .horizon) ?? 1)
    try read(.cell, into: &cell)
    try read(.layers, into: &layers)
    try read(.dropout, into: &dropout)
    try read(.strategy, into: &strategy)
    try read(.readout, into: &readout)
    try read(.output, into: &output)
    try read(.initializer, into: &initializer)
    try read(.stride, into: &stride)
    try read(.sampling, into: &sampling)
    try read(.refitsOnAllData, into: &refitsOnAllData)
    try read(.seed, into: &seed)
    try read(.isResidual, into: &isResidual)
    try read(.normalizesLayers, into: &normalizesLayers)
    hiddenSize = try container.decodeIfPresent(Int.self, forKey: .hiddenSize)
    inputSize = try container.decodeIfPresent(Int.self, forKey: .inputSize)
    width = try container.decodeIfPresent(Int.self, forKey: .width)
    segmentLength = try container.decodeIfPresent(Int.self, forKey: .segmentLength)
    seasonLength = try container.decodeIfPresent(Int.self, forKey: .seasonLength)
    normalization = try container.decodeIfPresent(Normalization.self, forKey: .normalization)
    training = try container.decodeIfPresent(Training.self, forKey: .training)
    members = try container.decodeIfPresent(Int.self, forKey: .members)
    validationSize = try container.decodeIfPresent(Int.self, forKey: .validationSize)
    dilations = try container.decodeIfPresent(Dilations.self, forKey: .dilations)
    variationalDropout = try container.decodeIfPresent(
      VariationalDropout.self, forKey: .variationalDropout)
  }

  /// Writes a recipe; one of a plain stack as it was before there were others.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(horizon, forKey: .horizon)
    try container.encode(cell, forKey: .cell)
    try container.encodeIfPresent(hiddenSize, forKey: .hiddenSize)
    try container.encode(layers, forKey: .layers)
    try container.encode(dropout, forKey: .dropout)
    try container.encode(strategy, forKey: .strategy)
    try container.encode(readout, forKey: .readout)
    try container.encode(output, forKey: .output)
    try container.encodeIfPresent(segmentLength, forKey: .segmentLength)
    try container.encode(initializer, forKey: .initializer)
    try container.encodeIfPresent(inputSize, forKey: .inputSize)
    try container.encodeIfPresent(width, forKey: .width)
    try container.encode(stride, forKey: .stride)
    try container.encodeIfPresent(seasonLength, forKey: .seasonLength)
    try container.encodeIfPresent(normalization, forKey: .normalization)
    try container.encodeIfPresent(training, forKey: .training)
    try container.encode(sampling, forKey: .sampling)
    try container.encodeIfPresent(members, forKey: .members)
    try container.encodeIfPresent(validationSize, forKey: .validationSize)
    try container.encode(refitsOnAllData, forKey: .refitsOnAllData)
    try container.encode(seed, forKey: .seed)
    try container.encodeIfPresent(dilations, forKey: .dilations)
    if isResidual { try container.encode(true, forKey: .isResidual) }
    if normalizesLayers { try container.encode(true, forKey: .normalizesLayers) }
    try container.encodeIfPresent(variationalDropout, forKey: .variationalDropout)
  }
}
