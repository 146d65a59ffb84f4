internal import ForetellNetworks
internal import ForetellNormalization

extension RecurrentRecipe {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case horizon, cell, hiddenSize, layers, dropout, strategy, readout, output, initializer
    case inputSize, width, stride, seasonLength, normalization, training, sampling, members
    case validationSize, refitsOnAllData, seed, segmentLength
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
    hiddenSize = try container.decodeIfPresent(Int.self, forKey: .hiddenSize)
    inputSize = try container.decodeIfPresent(Int.self, forKey: .inputSize)
    width = try container.decodeIfPresent(Int.self, forKey: .width)
    segmentLength = try container.decodeIfPresent(Int.self, forKey: .segmentLength)
    seasonLength = try container.decodeIfPresent(Int.self, forKey: .seasonLength)
    normalization = try container.decodeIfPresent(Normalization.self, forKey: .normalization)
    training = try container.decodeIfPresent(Training.self, forKey: .training)
    members = try container.decodeIfPresent(Int.self, forKey: .members)
    validationSize = try container.decodeIfPresent(Int.self, forKey: .validationSize)
  }
}
